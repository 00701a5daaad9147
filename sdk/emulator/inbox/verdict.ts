import type { Device, Registration } from "../device";
import type { PnsFeedback } from "../feedback";
import type { EmulatorSend } from "../outbox";
import { outcomes } from "../outcomes";
import { platforms } from "../platformFacts";
import { matches, parseTagExpression, type TagExpression } from "../tagExpressionTree";
import type { Verdict } from "./view";

/** Judges devices by what became of a send on each, from what the hub remembers and how they are registered now. */
export function judgeOf(record: EmulatorSend, failures: readonly PnsFeedback[]): (device: Device) => Verdict {
  const refused = new Map(failures.map((entry) => [`${entry.platform} ${entry.handle}`, entry.error]));
  const expression = record.tags === undefined ? undefined : parseTagExpression(record.tags);
  const handle = record.headers["servicebusnotification-devicehandle"];
  return (device) => {
    if (device.tray.some(({ notificationId }) => notificationId === record.id)) {
      return { fate: "received", why: "received" };
    }
    const error = refused.get(`${device.platform} ${device.handle}`);
    if (error !== undefined) return { fate: "failed", why: `${error}: ${outcomes[error]}` };
    if (record.kind === "batch") return { fate: "not for it", why: "not received, or scrolled away since" };
    if (record.kind === "direct") {
      const same = handle?.toLowerCase() === device.handle.toLowerCase() && record.format === device.platform;
      return same ? gone(record, device) : { fate: "not for it", why: "sent to another device handle" };
    }
    const why = mismatch(record, device, expression);
    if (why !== undefined) return { fate: "not for it", why };
    if (record.state === "Scheduled") return { fate: "waiting", why: "gets it when it is due" };
    if (record.state === "Canceled") return { fate: "not for it", why: "canceled before it was due" };
    if (record.note !== undefined) return { fate: "not for it", why: record.note };
    return gone(record, device);
  };
}

/** It is for this device, and it is not in its tray. */
function gone({ kind, format, headers, body, deliveredAt = "" }: EmulatorSend, { tray }: Device): Verdict {
  const collapseId = format === "template" ? undefined : platforms[format].collapseId?.(headers, body);
  if (collapseId !== undefined && tray.some((entry) => entry.collapseId === collapseId && entry.at >= deliveredAt)) {
    return { fate: "replaced", why: `replaced by a later one of collapse id ${collapseId}` };
  }
  if (kind === "test")
    return { fate: "not for it", why: "a test send reaches ten devices, and this is not one of them" };
  return { fate: "not for it", why: "matches now: registered after it was sent, or it scrolled away" };
}

function mismatch(
  { format }: EmulatorSend,
  { platform, registrations }: Device,
  expression: TagExpression | undefined,
): string | undefined {
  if (format !== "template" && format !== platform) return `went to ${format}, not ${platform}`;
  if (registrations.length === 0) return "no longer registered";
  const fitting = registrations.filter(({ template }) => (template !== undefined) === (format === "template"));
  const [first] = fitting;
  if (first === undefined) return format === "template" ? "has no template" : "has templates only";
  if (expression === undefined || fitting.some(({ folded }) => matches(expression, folded))) return undefined;
  return missing(expression, first.folded).join(", ");
}

/** What keeps tags from matching an expression that they do not match. */
function missing(expression: TagExpression, tags: Registration["folded"]): string[] {
  switch (expression.kind) {
    case "tag":
      return [`no tag ${expression.tag}`];
    case "not":
      return present(expression.operand, tags);
    case "and":
    case "or":
      return [expression.left, expression.right]
        .filter((side) => expression.kind === "or" || !matches(side, tags))
        .flatMap((side) => missing(side, tags));
  }
}

/** What makes tags match an expression that they are not to match. */
function present(expression: TagExpression, tags: Registration["folded"]): string[] {
  switch (expression.kind) {
    case "tag":
      return [`has tag ${expression.tag}`];
    case "not":
      return missing(expression.operand, tags);
    case "and":
    case "or":
      return [expression.left, expression.right]
        .filter((side) => matches(side, tags))
        .flatMap((side) => present(side, tags));
  }
}
