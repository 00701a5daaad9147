import { platformNamed } from "./format";
import { countOf } from "./notificationOutcome";
import { tryReadXml } from "./readXml";
import { childrenOf, elementsOf, localName, textOf, type XmlNode } from "./xmlNode";

/** A name beside those that are known: the service may add some. */
type Other = string & Record<never, never>;

/** States of a notification that the service is known to name. */
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

/** What a push service said of a device's notification, in the names that the service is known to use. */
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

/** How many devices of a platform ended in one way. */
export interface OutcomeCount {
  name: OutcomeName;
  count: number;
}

/** The service's telemetry of one notification (Standard tier). */
export interface NotificationDetails {
  notificationId?: string;
  location?: string;
  /** `Unknown` where the reply names none. */
  state: NotificationState;
  /** Times are ISO texts as the service writes them. */
  enqueueTime?: string;
  startTime?: string;
  endTime?: string;
  notificationBody?: string;
  tags?: string;
  targetPlatforms: string[];
  /** By platform, as formats are spelled: `{ apple: [{ name: "Success", count: 3 }] }`. */
  outcomeCounts: Record<string, OutcomeCount[]>;
  /** Container URL with the errors of the platforms' services. Secret: it carries its own signature. */
  pnsErrorDetailsUri?: string;
}

const settled: ReadonlySet<string> = new Set(["Completed", "NoTargetFound", "Abandoned", "Canceled", "Cancelled"]);

/** Nothing more will happen to a notification in this state. */
export function isSettled(state: NotificationState): boolean {
  return settled.has(state);
}

/** Reads a NotificationDetails document; undefined when the text is not one. */
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
