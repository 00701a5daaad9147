export { BroadcastHub } from "./broadcastHub";
export type { BroadcastHubArgs, KeyName, Tier } from "./broadcastHubArgs";
export { BroadcastLedger } from "./broadcastLedger";
export type { BroadcastLedgerArgs, LedgerWriter } from "./broadcastLedgerArgs";
export type { ExistingHub, ExistingHubArgs } from "./existingHub";
export { HubArgumentError, type HubIssue } from "./hubArgumentError";
export type {
  AdmCredential,
  ApnsCertificate,
  ApnsCredential,
  ApnsEndpoint,
  ApnsToken,
  BaiduCredential,
  BrowserCredential,
  FcmV1Credential,
  GcmCredential,
  HubCredentials,
  MpnsCredential,
  ServiceAccount,
  TextOrFile,
  WnsCredential,
  XiaomiCredential,
} from "./hubCredentials";
export type { HubConnection } from "./hubKeys";
