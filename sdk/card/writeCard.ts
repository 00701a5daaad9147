import { platformOf } from "../../provider/message/platforms";
import { type Card, type CardSend, summary } from "./card";
import { type Screen, shown, wrapped } from "./screen";

/** A card as text, as Markdown for a comment on a pull request, or as JSON. */
export function writeCard(card: Card, format: "text" | "markdown" | "json"): string {
  if (format === "json") return JSON.stringify(card, null, 2);
  return (format === "text" ? asText(card) : asMarkdown(card)).replace(steering, "\u{FFFD}");
}

/** What would steer a terminal or turn the direction of the text around it. */
const steering = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu;

function asText(card: Card): string {
  const head = `${card.name}: ${summary(card)}`;
  const facts = [...(card.announcement ? [`announcement ${card.announcement}`] : []), whenOf(card)];
  const sends = card.sends.map((send) => {
    const lines = [`${nameOf(send)} ${send.fate.text}`];
    for (const line of screenLines(send)) for (const part of wrapped(line, 72)) lines.push(`  │ ${part}`);
    for (const problem of send.problems) lines.push(`  ${problem}`);
    lines.push(`  ${audienceOf(send)} · ${sizeOf(send)}`);
    return lines.join("\n");
  });
  return [`${head}\n  ${facts.join(" · ")}`, ...sends].join("\n\n");
}

function asMarkdown(card: Card): string {
  const facts = [...(card.announcement ? [`announcement ${code(card.announcement)}`] : []), whenOf(card)];
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

function nameOf({ platform, locale }: CardSend): string {
  return locale === undefined ? `${platform}:` : `${platform} ${locale}:`;
}

function whenOf({ when }: Card): string {
  if (when === "at once") return "at once";
  const { utc, local, zone } = when;
  if (local === undefined) return `${utc} UTC`;
  const [date, time] = local.split(" ");
  return `${utc} UTC, ${utc.startsWith(date!) ? time : local} in ${zone}`;
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
  if (screen.interruption !== undefined) lines.push(`interruption: ${shown(screen.interruption, room.title)}`);
  if (screen.badge !== undefined) lines.push(`badge ${screen.badge}`);
  return lines.length > 0 || problems.length > 0 ? lines : ["nothing is shown; the app gets the data"];
}

function audienceOf({ audience, reach }: CardSend): string {
  return reach === undefined ? audience : `${audience}, ${reach} now`;
}

function sizeOf({ bytes, limitBytes, truncated }: CardSend): string {
  if (bytes === 0) return `at most ${limitBytes} bytes`;
  const cut = truncated.length > 0 ? `, ${truncated.join(" and ")} cut to fit` : "";
  return `${bytes} of ${limitBytes} bytes${cut}`;
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
