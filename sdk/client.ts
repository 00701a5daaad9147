export type { Audience, BrowserHandle, Device } from "../provider/client/audience";
export type { TokenCredential } from "../provider/client/azureSignIn";
export type { Cloud } from "../provider/client/cloud";
export { type ConnectionString, parseConnectionString } from "../provider/client/connectionString";
export type { HubDump } from "../provider/client/debug";
export type { BatchResult, DevicesProgress, DevicesResult } from "../provider/client/devicesResult";
export { AmbiguousSendError } from "../provider/client/errors/ambiguousSendError";
export { ConnectionStringError } from "../provider/client/errors/connectionStringError";
export { DeviceBatchesError } from "../provider/client/errors/deviceBatchesError";
export { HubAbortError } from "../provider/client/errors/hubAbortError";
export { HubConnectionError } from "../provider/client/errors/hubConnectionError";
export { HubKeyError } from "../provider/client/errors/hubKeyError";
export { type HubResponse, HubResponseError } from "../provider/client/errors/hubResponseError";
export { HubTimeoutError } from "../provider/client/errors/hubTimeoutError";
export { type Certainty, NotificationHubsError } from "../provider/client/errors/notificationHubsError";
export { PayloadError, type PayloadIssue } from "../provider/client/errors/payloadError";
export { type Format, formats, type PushPlatform } from "../provider/client/format";
export type { HubAddress } from "../provider/client/hubAccess";
export { HubClient, type HubClientOptions, type PlatformSendOptions } from "../provider/client/hubClient";
export type {
  Installation,
  InstallationPatch,
  InstallationPlatform,
  InstallationTemplate,
} from "../provider/client/installation";
export type { Installations } from "../provider/client/installations";
export type { Notification } from "../provider/client/notification";
export {
  isSettled,
  type NotificationDetails,
  type NotificationState,
  type OutcomeCount,
  type OutcomeName,
} from "../provider/client/notificationDetails";
export type { NotificationOutcome, RegistrationResult } from "../provider/client/notificationOutcome";
export type { Registration } from "../provider/client/registration";
export type { ListOptions, Registrations } from "../provider/client/registrations";
export { createSasToken, type SasTokenOptions } from "../provider/client/sas";
export type { SendOptions } from "../provider/client/sendRequest";
export type { SendResult } from "../provider/client/sendResult";
export type { DevicesOptions, Handles } from "../provider/client/sendToDevices";
export type { Stoppable } from "../provider/client/stoppable";
export {
  parseTagExpression,
  type TagExpression,
  TagExpressionError,
  type TagOperand,
  tagExpression,
} from "../provider/client/tagExpression";
export type { WaitOptions } from "../provider/client/waitForOutcome";
