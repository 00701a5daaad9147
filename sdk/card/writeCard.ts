import { platformOf } from "../../provider/message/platforms";
import { type Card, type CardSend, namesOf, summary, whenOf } from "./card";
import { type Screen, shown, wrapped } from "./cardScreen";

/** A card as text, as Markdown for a comment on a pull request, or as JSON. */
export function writeCard(card: Card, format: "text" | "markdown" | "json"): string {
  if (format === "json") return JSON.stringify(card, null, 2);
  return writeLine(format === "text" ? asText(card) : asMarkdown(card));
}

/** Text that steers nothing. */
export function writeLine(text: string): string {
  return text.replace(steering, "\u{FFFD}");
}

/** What would steer a terminal or turn the direction of the text around it. */
const steering = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu;

function asText(card: Card): string {
  const localized = card.sends.some(({ locale }) => locale !== undefined);
  const blocks = Map.groupBy(card.sends, (send) =>
    JSON.stringify([send.fate, send.audience, screenLines(send), send.problems, send.truncated]),
  );
  const sends = [...blocks.values()].map((block) => {
    const [send] = block as [CardSend];
    const lines = [`${namesOf(block, localized)}: ${send.fate.text}`];
    for (const line of screenLines(send)) for (const part of wrapped(line, 72)) lines.push(`  │ ${part}`);
    for (const problem of send.problems) lines.push(`  ${problem}`);
    // Each locale goes to its part of the audience above.
    const own = localized || send.audience === card.audience ? [] : [send.audience];
    const facts = [...own, ...reachOf(block), ...cutOf(send)].join(" · ");
    if (facts !== "") lines.push(`  ${facts}`);
    return lines.join("\n");
  });
  const facts = inLines([...factsOf(card), ...sizesOf(card)], 74);
  const head = [`${card.name}: ${summary(card)}`, ...facts.map((line) => `  ${line}`)].join("\n");
  return [head, ...sends].join("\n\n");
}

/** Phrases side by side, on as many lines as they need. */
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
    const [first, ...others] = screenLines(send).map(plain);
    const screen = [...(first === undefined ? [] : [`**${first}**`]), ...others];
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

function screenLines({ platform, screen, template, problems }: CardSend): string[] {
  if (template) return Object.entries(template).map(([name, value]) => `${name} = ${shown(value, 200)}`);
  const room = platformOf(platform)?.shows ?? { title: 65, body: 240 };
  const texts: [keyof Screen, number][] = [
    ["title", room.title],
    ["subtitle", room.title],
    ["body", room.body],
  ];
  const lines = texts.flatMap(([field, available]) => {
    const text = screen[field];
    return typeof text === "string" ? [shown(text, available)] : [];
  });
  if (screen.image !== undefined) lines.push(`[image ${screen.image}]`);
  if (screen.link !== undefined) lines.push(`→ ${screen.link}`);
  if (screen.buttons !== undefined) lines.push(shown(screen.buttons, room.body));
  if (screen.sound !== undefined) lines.push(`sound: ${shown(screen.sound, room.title)}`);
  if (screen.interruption !== undefined) lines.push(`interruption: ${shown(screen.interruption, room.title)}`);
  if (screen.badge !== undefined) lines.push(`badge ${screen.badge}`);
  return lines.length > 0 || problems.length > 0 ? lines : ["nothing is shown; the app gets the data"];
}

function audienceOf({ audience, reach }: CardSend): string {
  return reach === undefined ? audience : `${audience}, ${reach} now`;
}

function sizeOf(send: CardSend): string {
  if (send.bytes === 0) return `at most ${send.limitBytes} bytes`;
  return [bytesOf(send), ...cutOf(send)].join(", ");
}

/** Devices that match, when the hub was asked. */
function reachOf(block: readonly CardSend[]): string[] {
  const known = block.filter(({ reach }) => reach !== undefined);
  if (known.length === 0) return [];
  const devices = (count: number | undefined) => `${count} ${count === 1 ? "device" : "devices"}`;
  if (block.length === 1) return [`${devices(known[0]!.reach)} now`];
  return [`now ${known.map(({ platform, reach }) => `${devices(reach)} on ${platform}`).join(", ")}`];
}

/** The size of one send; of several the largest, and how much of its limit the fullest takes. */
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
