export { BroadcastHub } from "./broadcastHub";
export type { BroadcastHubArgs, KeyName, Tier } from "./broadcastHubArgs";
export { BroadcastLedger } from "./broadcastLedger";
export type { BroadcastLedgerArgs, LedgerWriter } from "./broadcastLedgerArgs";
export type { ExistingHub, ExistingHubArgs } from "./existingHub";
export { HubArgumentError, type HubIssue } from "./hubArgumentError";
export type * from "./hubCredentials";
export type { HubConnection } from "./hubKeys";
