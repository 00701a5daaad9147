import type { Card, CardSend } from "./card";
import { summary } from "./card";
import { columns, type Screen, shown } from "./screen";

/** A card as text, as Markdown for a comment on a pull request, or as JSON. */
export function writeCard(card: Card, format: "text" | "markdown" | "json"): string {
  if (format === "json") return JSON.stringify(card, null, 2);
  return format === "text" ? asText(card) : asMarkdown(card);
}

function asText(card: Card): string {
  const head = `${card.name}: ${summary(card)}`;
  const facts = [...(card.announcement ? [`announcement ${card.announcement}`] : []), whenOf(card)];
  const sends = card.sends.map((send) => {
    const lines = [`${nameOf(send)} ${send.fate.text}`];
    for (const line of screenLines(send)) lines.push(`  │ ${line}`);
    for (const problem of send.problems) lines.push(`  cannot be sent: ${problem}`);
    lines.push(`  ${factsOf(send).join(" · ")}`);
    return lines.join("\n");
  });
  return [`${head}\n  ${facts.join(" · ")}`, ...sends].join("\n\n");
}

function asMarkdown(card: Card): string {
  const facts = [...(card.announcement ? [`announcement ${code(card.announcement)}`] : []), plain(whenOf(card))];
  const rows = card.sends.map((send) => {
    const [first, ...others] = screenLines(send).map(plain);
    const screen = [...(first === undefined ? [] : [`**${first}**`]), ...others];
    const problems = send.problems.map((problem) => `**cannot be sent:** ${plain(problem)}`);
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
  return when.local === undefined ? `${when.utc} UTC` : `${when.utc} UTC, ${when.local} in ${when.zone}`;
}

function screenLines({ platform, screen, template, problems }: CardSend): string[] {
  if (template) return Object.entries(template).map(([name, value]) => `${name} = ${shown(value, 200)}`);
  const room = columns[platform] ?? { title: 65, body: 240 };
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
  if (screen.badge !== undefined) lines.push(`badge ${screen.badge}`);
  return lines.length > 0 || problems.length > 0 ? lines : ["nothing is shown; the app gets the data"];
}

function factsOf(send: CardSend): string[] {
  return [audienceOf(send), sizeOf(send)];
}

function audienceOf({ audience, reach }: CardSend): string {
  return reach === undefined ? audience : `${audience}, ${reach} now`;
}

function sizeOf({ bytes, limitBytes, truncated }: CardSend): string {
  const cut = truncated.length > 0 ? `, ${truncated.join(" and ")} cut to fit` : "";
  return `${bytes} of ${limitBytes} bytes${cut}`;
}

/** Text that Markdown and HTML leave as it is: no markup, no mentions, one line. */
function plain(text: string): string {
  return text
    .replace(/[&<>|\\`*_{}[\]()#+!@~:]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\r\n]+/g, " ");
}

function code(text: string): string {
  return `<code>${plain(text)}</code>`;
}
