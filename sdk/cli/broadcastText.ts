import { parseInstant } from "../../provider/client/instant";
import type { SendRecord } from "../../provider/journal/record";
import type { StackBroadcast, StackDoubt } from "./stackBroadcasts";

/** The layout of the output. */
export interface Layout {
  /** The maximum width of a line. */
  columns: number;
  /** Milliseconds since 1970. */
  now: number;
  paint(status: StackBroadcast["status"]): string;
}

/** The maximum width of a line: that of the terminal, and unlimited in a pipe, so that grep finds whole sentences. */
export const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream): number =>
  isTTY ? columns : Number.POSITIVE_INFINITY;

/** One line per broadcast, with details below it if needed; `inFull` shows everything that is known. */
export function statusText(broadcasts: readonly StackBroadcast[], layout: Layout, inFull: boolean): string {
  // A very long name must not widen the column for all others.
  const room = Math.max(0, ...broadcasts.map(({ label }) => label.length).filter((length) => length <= 32));
  const lines = broadcasts.flatMap((broadcast) => [
    ...(inFull ? whole(broadcast, room, layout) : brief(broadcast, room, layout)),
    ...stackDoubtLines(broadcast.doubts, layout),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

const statusRoom = "scheduled".length;

function brief(broadcast: StackBroadcast, room: number, { columns, paint }: Layout): string[] {
  const { label, status, sends } = broadcast;
  const groups = [...Map.groupBy(sends, (record) => `${record.state} ${detailOf(record)}`).values()];
  const [only] = groups;
  const isOne = groups.length === 1 && only![0]!.state === status;
  const rest = isOne
    ? `${detailOf(only![0]!)}  ${partsOf(only!)}`.trimStart()
    : groups.length === 0
      ? remarkOn(status)
      : "";
  const head = `${printable(label).padEnd(room)}  ${paint(status)}`;
  const inHead = rest !== "" && Math.max(label.length, room) + 4 + statusRoom + rest.length <= columns;
  return [
    inHead ? `${head}${" ".repeat(statusRoom - status.length + 2)}${rest}` : head,
    ...(inHead ? [] : groups.map((group) => wrapText(`${partsOf(group)}: ${sentenceOf(group[0]!)}`, 2, columns))),
    ...stillPending(broadcast).map((line) => wrapText(line, 2, columns)),
  ];
}

function whole({ label, urn, status, hub, sends, history }: StackBroadcast, room: number, layout: Layout): string[] {
  const { columns, paint } = layout;
  const record = (each: SendRecord, earlier: string) => [
    wrapText(`${earlier}${partOf(each)}: ${sentenceOf(each)}`, 2, columns),
    ...(each.adoptedFrom === undefined ? [] : [`    taken over from ${printable(each.adoptedFrom)}`]),
    ...(each.hub === undefined || each.hub === hub ? [] : [`    hub ${printable(each.hub)}`]),
    ...(each.notificationId === undefined ? [] : [`    notification id ${printable(each.notificationId)}`]),
    ...(each.trackingId === undefined ? [] : [`    tracking id ${printable(each.trackingId)}`]),
  ];
  return [
    `${printable(label).padEnd(room)}  ${paint(status)}`,
    `  ${printable(urn)}`,
    ...(hub === undefined ? [] : [`  hub ${printable(hub)}`]),
    ...(sends.length === 0 && remarkOn(status) !== "" ? [`  ${remarkOn(status)}`] : []),
    ...sends.flatMap((each) => record(each, "")),
    ...history.flatMap((each) => record(each, "earlier, ")),
  ];
}

/** The sentence for a status without any record. */
function remarkOn(status: StackBroadcast["status"]): string {
  if (status === "off") return "sends are off (broadcast:send or BROADCAST_SEND)";
  if (status === "expired") return "its time had passed before anything was posted";
  return status === "not-sent" ? "no run has posted it yet" : "";
}

/** Sends of an earlier text or time that are still pending. */
const stillPending = ({ sends, history }: StackBroadcast): string[] =>
  history
    .filter(
      ({ state, notificationId }) =>
        state === "scheduled" && !sends.some((each) => each.notificationId === notificationId),
    )
    .map(
      (record) =>
        `${partOf(record)}: an earlier send is still ${sentenceOf(record)} (notification id ${printable(record.notificationId ?? "")})`,
    );

/** The lines about doubts, with the key of each. */
export function stackDoubtLines(doubts: readonly StackDoubt[], { columns, now }: Omit<Layout, "paint">): string[] {
  const groups = Map.groupBy(doubts, (doubt) => aboutDoubt(doubt, now));
  return [...groups].flatMap(([about, group]) => {
    const room = Math.max(...group.map((doubt) => partOf(doubt).length));
    return [
      wrapText(about, 2, columns),
      ...group.flatMap((doubt) => [
        `    ${partOf(doubt).padEnd(room)}  ${doubt.key}`,
        ...(doubt.trackingId === undefined
          ? []
          : [`    ${" ".repeat(room)}  tracking id ${printable(doubt.trackingId)}`]),
      ]),
    ];
  });
}

function aboutDoubt({ at, reason, pending, word, sendAgain, ...doubt }: StackDoubt, now: number): string {
  const wait = secondsLeft(doubt, now);
  const due = pending ? `; it was due on ${minute(pending.scheduledFor)}` : "";
  const again = sendAgain ? "; onInDoubt lets the next `pulumi up` post it again" : "";
  const said = `since ${minute(at)}: ${printable(reason).replace(/\.$/, "")}${due}${again}`;
  if (word !== undefined) return `resolved as ${word}, which the next \`pulumi up\` acts on`;
  return wait > 0 ? `${said}; its request may be under way for another ${wait} s` : said;
}

/** Seconds for which the request of a lost run may still be under way. */
export const secondsLeft = ({ until }: Pick<StackDoubt, "until">, now: number): number =>
  until === undefined ? 0 : Math.max(0, Math.ceil(((parseInstant(until) ?? now) - now) / 1000));

/** `apple`, or `apple/fr`. */
export const partOf = ({ platform, locale }: Pick<SendRecord, "platform" | "locale">): string =>
  printable(locale === undefined ? platform : `${platform}/${locale}`);

const partsOf = (records: readonly SendRecord[]): string => [...new Set(records.map(partOf))].join(", ");

function sentenceOf(record: SendRecord): string {
  const detail = detailOf(record);
  if (record.state === "not-sent") return detail === "" ? "not sent" : `not sent: ${detail}`;
  return detail === "" ? record.state : `${record.state} ${detail}`;
}

function detailOf({
  state,
  sentAt,
  scheduledFor,
  cancelRefused,
  reason,
  test,
  counts = {},
  delivery,
}: SendRecord): string {
  const outcomes = Object.entries(counts).filter(([, count]) => count > 0);
  // "Completed" adds nothing to the counts.
  const facts = [
    ...(test ? ["test send"] : []),
    ...(state === "sent" && delivery !== undefined && delivery !== "Completed" ? [delivery] : []),
    ...outcomes.map(([outcome, count]) => `${count} ${outcome}`),
  ];
  return [whenOf(), ...facts]
    .filter((fact) => fact !== "")
    .map(printable)
    .join(", ");

  function whenOf(): string {
    const refused = cancelRefused === undefined ? "" : ", because the hub did not cancel it";
    if (state === "scheduled") return `for ${minute(scheduledFor)}${refused}`;
    if (state === "due") return `since ${minute(scheduledFor)}, unconfirmed`;
    if (state === "canceled") return scheduledFor === undefined ? "" : `before ${minute(scheduledFor)}`;
    return state === "not-sent" ? (reason ?? "") : minute(sentAt);
  }
}

const minute = (iso = ""): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;

/** Text from elsewhere, made safe for the terminal. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\u{FFFD}");

/** Wraps a line at spaces; the following lines are indented by two more columns. */
export function wrapText(text: string, indent: number, columns: number): string {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = " ".repeat(indent + 2);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}
