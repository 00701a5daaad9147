import { platformNamed } from "./format";
import { countOf } from "./notificationOutcome";
import { tryReadXml } from "./readXml";
import { childrenOf, elementsOf, localName, textOf, type XmlNode } from "./xmlNode";

/** How many devices of a platform ended in one way. */
export interface OutcomeCount {
  /** Name of the service, such as `Success`, `ExpiredChannel`, `Throttled`; an open set. */
  name: string;
  count: number;
}

/** The service's telemetry of one notification (Standard tier). */
export interface NotificationDetails {
  notificationId?: string;
  location?: string;
  /** `Enqueued`, `Processing`, `Completed`, `NoTargetFound`, `Abandoned`, `Scheduled`, `Canceled` …; an open set. */
  state: string;
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

const terminal = new Set(["Completed", "NoTargetFound", "Abandoned", "Canceled", "Cancelled"]);

/** Nothing more will happen to a notification in this state. */
export function isTerminal(state: string): boolean {
  return terminal.has(state);
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
