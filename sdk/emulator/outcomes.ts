import type { Device } from "./device";
import type { Registration } from "./hubRegistration";
import type { EmulatorSend } from "./outbox";
import { type Platform, platforms } from "./platformFacts";
import { element, serviceNamespace } from "./xmlText";

/** What a push service says of one notification, with the sentence a test send shows. */
export const outcomes = {
  Success: "The Notification was successfully sent to the Push Notification System",
  AbandonedNotificationMessages: "The Notification was abandoned",
  BadChannel: "The Push Notification System handle for the registration is invalid",
  ChannelDisconnected: "The Push Notification System dropped the notification because the device is disconnected",
  ChannelThrottled: "The Push Notification System throttled the device",
  Dropped: "The Push Notification System dropped the notification",
  ExpiredChannel: "The Push Notification System handle for the registration is no longer valid",
  InvalidCredentials: "The Push Notification System did not accept the credentials of the hub",
  InvalidNotificationFormat: "The Push Notification System did not accept the format of the notification",
  InvalidNotificationSize: "The notification is larger than the Push Notification System allows",
  InvalidToken: "The Push Notification System handle for the registration is invalid",
  PnsInterfaceError: "The interface of the Push Notification System failed",
  PnsServerError: "The Push Notification System failed",
  PnsUnavailable: "The Push Notification System is not available",
  PnsUnreachable: "The Push Notification System could not be reached",
  Skipped: "The notification was skipped because the device is reached by it already",
  Throttled: "The Push Notification System throttled the hub",
  UnknownError: "An unknown error occurred",
  WrongChannel: "The Push Notification System handle for the registration belongs to another application",
  WrongToken: "The Push Notification System handle for the registration belongs to another application",
} as const;

export type OutcomeName = keyof typeof outcomes;

/** The outcomes after which a handle is dead: the hub deletes what is registered with it. */
export const deadly: ReadonlySet<OutcomeName> = new Set([
  "BadChannel",
  "ExpiredChannel",
  "InvalidToken",
  "WrongChannel",
  "WrongToken",
]);

export interface DeviceOutcome {
  device: Device;
  registration?: Registration;
  outcome: OutcomeName;
}

/** The answer to a test send. */
export function notificationOutcome(results: readonly DeviceOutcome[]): string {
  const success = results.filter(({ outcome }) => outcome === "Success").length;
  const list = results.map(
    ({ device, registration, outcome }) =>
      `<RegistrationResult>${element("ApplicationPlatform", device.platform)}${element("PnsHandle", device.handle)}${element(
        "RegistrationId",
        registration?.id ?? "",
      )}${element("Outcome", outcomes[outcome])}</RegistrationResult>`,
  );
  const resultsElement = list.length === 0 ? '<Results i:nil="true"/>' : `<Results>${list.join("")}</Results>`;
  return `<NotificationOutcome ${serviceNamespace}>${element("Success", success)}${element("Failure", results.length - success)}${resultsElement}</NotificationOutcome>`;
}

/** Order of the counts in the service's contract; those it does not list come last. */
const countsOrder: Platform[] = ["apple", "windowsphone", "windows", "gcm", "adm"];
const laterCounts = (Object.keys(platforms) as Platform[]).filter((platform) => !countsOrder.includes(platform));

/** Telemetry of one send. */
export function notificationDetails(
  record: EmulatorSend,
  location: string,
  errorDetailsUri: string | undefined,
): string {
  const counts = (order: Platform[]) => order.map((platform) => outcomeCounts(platform, record)).join("");
  return `<NotificationDetails ${serviceNamespace}>${[
    element("NotificationId", record.id),
    element("Location", location),
    element("State", record.state),
    element("EnqueueTime", record.at),
    element("StartTime", record.deliveredAt),
    element("EndTime", record.deliveredAt),
    element("NotificationBody", record.body),
    element("Tags", record.tags),
    element("TargetPlatforms", targetPlatforms(record)),
    counts(countsOrder),
    element("PnsErrorDetailsUri", errorDetailsUri),
    counts(laterCounts),
  ].join("")}</NotificationDetails>`;
}

function outcomeCounts(platform: Platform, record: EmulatorSend): string {
  const counts = record.counts[platform];
  if (counts === undefined) return "";
  const name = `${platforms[platform].counts}OutcomeCounts`;
  const list = Object.entries(counts).map(
    ([outcome, count]) => `<Outcome>${element("Name", outcome)}${element("Count", count)}</Outcome>`,
  );
  return `<${name}>${list.join("")}</${name}>`;
}

function targetPlatforms({ format, counts }: EmulatorSend): string {
  if (format !== "template") return format;
  return (
    Object.keys(counts)
      .map((platform) => `${platform}template`)
      .join(",") || "template"
  );
}
