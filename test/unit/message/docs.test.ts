import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkBroadcast } from "../../../provider/message/broadcastRules";
import { payloadRules } from "../../../provider/message/checkPayload";
import { validateMessage } from "../../../provider/message/message";
import { messagePlatforms, platforms } from "../../../provider/message/platforms";
import { defaultTtlSeconds } from "../../../provider/message/render";
import { type CardInput, cardOf } from "../../../sdk/card/card";
import { writeCard } from "../../../sdk/card/writeCard";
import { readMessageFile } from "../../../sdk/lint/messageFile";

const path = join(process.cwd(), "docs/message.md");
const page = readFileSync(path, "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, text]) => text!);

describe("docs/message.md", () => {
  it("shows broadcasts that nothing is wrong with", () => {
    equal(blocks("yaml").length, 3);
    for (const text of blocks("yaml")) {
      const [entry] = readMessageFile(text, "docs.yaml");
      deepEqual([...checkBroadcast(entry!.args), ...validateMessage(entry!.args.message)], []);
    }
  });

  it("shows the card of its first broadcast", () => {
    const [entry] = readMessageFile(blocks("yaml")[0]!, "v2-4-0.yaml");
    const card = cardOf({ ...(entry!.args as unknown as CardInput), name: entry!.name, now: 0 });
    equal(blocks("text")[0], `${writeCard(card, "text")}\n`);
  });

  it("has the table of rules", () => {
    const rows = payloadRules.map(({ code, rule, description, prevents }) => [
      code,
      `\`${rule}\``,
      description,
      prevents,
    ]);
    const lines = [["Code", "Rule", "What it asks for", "What it prevents"], Array(4).fill("---"), ...rows];
    const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
    const around = /(<!-- rules -->\n).*(<!-- \/rules -->)/s;
    const current = page.replace(around, (_, start, end) => `${start}\n${table}\n\n${end}`);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, current);
    equal(unpadded(readFileSync(path, "utf8")), unpadded(current));
  });

  it("has the limits that the code has", () => {
    ok(
      unpadded(page).includes(
        `|bytes|${messagePlatforms.map((platform) => platforms[platform].maxPayloadBytes).join("|")}|`,
      ),
    );
    equal(defaultTtlSeconds, 3 * 24 * 60 * 60);
  });
});

/** Tables without what a formatter puts between their cells. */
const unpadded = (text: string) => text.replace(/ *\| */g, "|").replace(/-{3,}/g, "---");
