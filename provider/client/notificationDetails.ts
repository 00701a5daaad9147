import { platformNamed } from "./format";
import { countOf } from "./notificationOutcome";
import { tryReadXml } from "./readXml";
import { childrenOf, elementsOf, localName, textOf, type XmlNode } from "./xmlNode";

/** Any other name: the service may add some. */
type Other = string & Record<never, never>;

/** The known states of a notification. */
export type NotificationState =
  | "Enqueued"
  | "Processing"
  | "Scheduled"
  | "Completed"
  | "NoTargetFound"
  | "Abandoned"
  | "Canceled"
  | "Cancelled"
  | "Unknown"
  | Other;

/** The known results that a push service reports for a device's notification. */
export type OutcomeName =
  | "Success"
  | "AbandonedNotificationMessages"
  | "BadChannel"
  | "ChannelDisconnected"
  | "ChannelThrottled"
  | "Dropped"
  | "ExpiredChannel"
  | "InvalidCredentials"
  | "InvalidNotificationFormat"
  | "InvalidNotificationSize"
  | "InvalidToken"
  | "PnsInterfaceError"
  | "PnsServerError"
  | "PnsUnavailable"
  | "PnsUnreachable"
  | "Skipped"
  | "Throttled"
  | "UnknownError"
  | "WrongChannel"
  | "WrongToken"
  | Other;

/** The number of devices of a platform that had one result. */
export interface OutcomeCount {
  name: OutcomeName;
  count: number;
}

/** The service's telemetry of one notification (Standard tier). */
export interface NotificationDetails {
  notificationId?: string;
  location?: string;
  /** `Unknown` if the reply has none. */
  state: NotificationState;
  /** Times are ISO strings as the service writes them. */
  enqueueTime?: string;
  startTime?: string;
  endTime?: string;
  notificationBody?: string;
  tags?: string;
  targetPlatforms: string[];
  /** By platform, under the name of its format: `{ apple: [{ name: "Success", count: 3 }] }`. */
  outcomeCounts: Record<string, OutcomeCount[]>;
  /** URL of the container with the push services' errors. Secret, because it is signed. */
  pnsErrorDetailsUri?: string;
}

const settled: ReadonlySet<string> = new Set(["Completed", "NoTargetFound", "Abandoned", "Canceled", "Cancelled"]);

/** Whether a state is final. */
export function isSettled(state: NotificationState): boolean {
  return settled.has(state);
}

/** Reads a NotificationDetails document; undefined if the text is not one. */
export function parseNotificationDetails(text: string): NotificationDetails | undefined {
  const root = tryReadXml(text);
  if (!root || localName(root.name) !== "NotificationDetails") return undefined;
  const details: NotificationDetails = {
    state: textOf(root, "State") ?? "Unknown",
    targetPlatforms: (textOf(root, "TargetPlatforms") ?? "").split(/[,\s]+/).filter(Boolean),
    outcomeCounts: outcomeCountsOf(root),
  };
  for (const [key, element] of texts) {
    const value = textOf(root, element);
    if (value !== undefined) details[key] = value;
  }
  return details;
}

const texts = [
  ["notificationId", "NotificationId"],
  ["location", "Location"],
  ["enqueueTime", "EnqueueTime"],
  ["startTime", "StartTime"],
  ["endTime", "EndTime"],
  ["notificationBody", "NotificationBody"],
  ["tags", "Tags"],
  ["pnsErrorDetailsUri", "PnsErrorDetailsUri"],
] as const;

function outcomeCountsOf(root: XmlNode): Record<string, OutcomeCount[]> {
  const counts: [string, OutcomeCount[]][] = [];
  for (const list of elementsOf(root)) {
    const service = /^(\w+)OutcomeCounts$/.exec(localName(list.name))?.[1]?.toLowerCase();
    if (!service) continue;
    const outcomes = childrenOf(list, "Outcome").map((outcome) => ({
      name: textOf(outcome, "Name") ?? "",
      count: countOf(textOf(outcome, "Count")),
    }));
    if (outcomes.length > 0) counts.push([platformNamed("installation", service) ?? service, outcomes]);
  }
  return Object.fromEntries(counts);
}
