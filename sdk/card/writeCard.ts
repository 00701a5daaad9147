import { platformOf } from "../../provider/message/platforms";
import { type Card, type CardSend, namesOf, type Shown, summary, whenOf } from "./card";
import { type Screen, shown, wrapped } from "./cardScreen";

/** Writes a card as text, as Markdown for a comment on a pull request, or as JSON. */
export function writeCard(card: Card, format: "text" | "markdown" | "json"): string {
  if (format === "json") return JSON.stringify(card, null, 2);
  return writeLine(format === "text" ? asText(card) : asMarkdown(card));
}

/** Text that is safe in a terminal. */
export function writeLine(text: string): string {
  return text.replace(steering, "\u{FFFD}");
}

/** Characters that control a terminal or change the direction of text. */
const steering = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu;

function asText(card: Card): string {
  const localized = card.sends.some(({ locale }) => locale !== undefined);
  // Sends of the same locale are grouped.
  const locales = [...new Set(card.sends.map(({ locale }) => locale))];
  const sorted = [...card.sends].sort((a, b) => locales.indexOf(a.locale) - locales.indexOf(b.locale));
  const blocks = Map.groupBy(sorted, (send) =>
    JSON.stringify([send.fate, send.audience, screenLines(send), send.problems, send.truncated]),
  );
  const sends = [...blocks.values()].map((block) => {
    const send = block[0]!;
    const lines = [`${namesOf(block, localized)}: ${send.fate.text}`];
    for (const [mark, line] of screenLines(send)) for (const part of wrapped(line, 72)) lines.push(`  ${mark} ${part}`);
    for (const problem of send.problems) lines.push(`  ${problem}`);
    // Each locale reaches a part of the audience shown above.
    const own = localized || send.audience === card.audience ? [] : [send.audience];
    const facts = [...own, ...reachOf(block), ...cutOf(send)].join(" · ");
    if (facts !== "") lines.push(`  ${facts}`);
    return lines.join("\n");
  });
  const facts = inLines([...factsOf(card), ...sizesOf(card)], 74);
  const [first, ...more] = wrapped(`${card.name}: ${summary(card)}`, 76);
  const head = [first, ...[...more, ...facts].map((line) => `  ${line}`)].join("\n");
  return [head, ...sends].join("\n\n");
}

/** Joins phrases into as few lines as possible. */
function inLines(phrases: readonly string[], available: number): string[] {
  const lines: string[] = [];
  for (const phrase of phrases) {
    const longer = lines.length === 0 ? phrase : `${lines.at(-1)} · ${phrase}`;
    if (lines.length === 0 || longer.length > available) lines.push(phrase);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function factsOf(card: Card, written = (announcement: string): string => announcement): string[] {
  const { announcement, notes = [] } = card;
  return [...(announcement ? [`announcement ${written(announcement)}`] : []), whenOf(card), ...notes];
}

function asMarkdown(card: Card): string {
  const facts = factsOf(card, code);
  const rows = card.sends.map((send) => {
    const screen = screenLines(send).map(([mark, line], index) => {
      const text = plain(line);
      return mark === "-" ? `~~${text}~~` : mark === "+" || index === 0 ? `**${text}**` : text;
    });
    const problems = send.problems.map(plain);
    const cells = [
      plain(send.locale === undefined ? send.platform : `${send.platform} ${send.locale}`),
      [...screen, ...problems].join("<br>"),
      plain(send.fate.text),
      ...[audienceOf(send), sizeOf(send)].map(plain),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    `### ${plain(card.name)}`,
    "",
    `${plain(summary(card))}  `,
    facts.join(" · "),
    "",
    "| send | on the screen | what happens | to | size |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** A line of a screen, marked as new (`+`), removed (`-`) or neither. */
type Marked = [mark: "│" | "+" | "-", line: string];

/** The lines of a screen, compared with those of the send that it replaces. */
function screenLines(send: CardSend): Marked[] {
  const lines = linesOf(send, send.platform);
  if (lines.size === 0 && send.problems.length === 0) lines.set("", "nothing is shown; the app gets the data");
  const before = send.before && linesOf(send.before, send.platform);
  if (before === undefined || send.problems.length > 0) return [...lines.values()].map((line): Marked => ["│", line]);
  return [...new Set([...before.keys(), ...lines.keys()])].flatMap((key): Marked[] => {
    const [old, line] = [before.get(key), lines.get(key)];
    if (old === line) return [["│", line!]];
    return [
      ...(old === undefined ? [] : [["-", old] as Marked]),
      ...(line === undefined ? [] : [["+", line] as Marked]),
    ];
  });
}

function linesOf({ screen, template }: Shown, platform: string): Map<string, string> {
  if (template)
    return new Map(Object.entries(template).map(([name, value]) => [name, `${name} = ${shown(value, 200)}`]));
  const room = platformOf(platform)?.shows ?? { title: 65, body: 240 };
  const said: { [field in keyof Screen]: (value: string) => string } = {
    title: (text) => shown(text, room.title),
    subtitle: (text) => shown(text, room.title),
    body: (text) => shown(text, room.body),
    image: (link) => `[image ${link}]`,
    link: (link) => `→ ${link}`,
    appLink: (link) => `→ ${link} (only if the app opens it)`,
    buttons: (texts) => shown(texts, Number.POSITIVE_INFINITY),
    sound: (name) => `sound: ${shown(name, room.title)}`,
    interruption: (level) => `interruption: ${shown(level, room.title)}`,
    badge: (count) => `badge ${count}`,
  };
  const fields = Object.keys(said) as (keyof Screen)[];
  return new Map(
    fields.flatMap((field) => (screen[field] === undefined ? [] : [[field, said[field]!(String(screen[field]))]])),
  );
}

function audienceOf({ audience, reach }: CardSend): string {
  return reach === undefined ? audience : `${audience}, ${reach} now`;
}

function sizeOf(send: CardSend): string {
  if (send.bytes === 0) return `at most ${send.limitBytes} bytes`;
  return [bytesOf(send), ...cutOf(send)].join(", ");
}

/** The number of devices that match, if the hub was asked. */
function reachOf(block: readonly CardSend[]): string[] {
  const known = block.filter(({ reach }) => reach !== undefined);
  if (known.length === 0) return [];
  const devices = (count: number | undefined) => `${count} ${count === 1 ? "device" : "devices"}`;
  if (block.length === 1) return [`${devices(known[0]!.reach)} now`];
  return [`now ${known.map(({ platform, reach }) => `${devices(reach)} on ${platform}`).join(", ")}`];
}

/** The size of one send; for several sends the largest size, and the share of the limit that the fullest one uses. */
function sizesOf({ sends }: Card): string[] {
  const sized = sends.filter(({ bytes }) => bytes > 0);
  if (sized.length === 0) return [];
  if (sized.length === 1) return [bytesOf(sized[0]!)];
  const most = Math.max(...sized.map(({ bytes }) => bytes));
  const share = Math.max(...sized.map(({ bytes, limitBytes }) => bytes / limitBytes));
  return [`up to ${most} bytes, ${Math.ceil(100 * share)} % of the limit`];
}

const bytesOf = ({ bytes, limitBytes }: CardSend): string => `${bytes} of ${limitBytes} bytes`;

function cutOf({ truncated }: CardSend): string[] {
  return truncated.length > 0 ? [`${truncated.join(" and ")} cut to fit`] : [];
}

/** Text that Markdown and HTML leave as it is: no markup, mentions, references, emoji or links; one line. */
function plain(text: string): string {
  return text
    .replace(/[&<>|\\`*_[\]~@]|#(?=\w)|:(?=\/\/|[\w+-]+:)/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\r\n]+/g, " ");
}

function code(text: string): string {
  return `<code>${plain(text)}</code>`;
}
