import type { Device, Registration } from "./device";
import type { EmulatorSend } from "./outbox";
import { type OutcomeName, outcomes } from "./outcomes";
import { type Platform, platforms } from "./platformFacts";
import { element, serviceNamespace } from "./xmlText";

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
