// Writes the table of rules from the compiled code between the markers in docs/policies.md and README.md:
//   <!-- policies:begin --> … <!-- policies:end -->
// With --check it changes nothing and ends with 1 when a table is out of date.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const markers = /(<!-- policies:begin -->\n)[\s\S]*?(<!-- policies:end -->)/;

/** The files with the table. */
export const files = ["docs/policies.md", "README.md"].map((file) => path.join(root, file));

/** The rules by group, as Markdown. */
export function tableOf(rules, levelIn) {
  const groups = [...new Set(rules.map(({ group }) => group))];
  return groups
    .map((group) => {
      const rows = rules.filter((rule) => rule.group === group).map((rule) => rowOf(rule, levelIn));
      return `**${group}**\n\n| Code | Policy | What it asks for | Without it | Level | Configuration |\n|---|---|---|---|---|---|\n${rows.join("")}`;
    })
    .join("\n");
}

function rowOf(rule, levelIn) {
  const { code, name, description, prevents, preset, config, remedy } = rule;
  const level = levelIn(preset, rule);
  const cells = [
    code,
    `\`${name}\``,
    description,
    prevents,
    `${level}${preset === "recommended" ? "" : ` in ${preset}`}${remedy ? ", can remediate" : ""}`,
    Object.entries(config).map(optionOf).join("<br>"),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
}

function optionOf([key, { default: value, items, enum: words }]) {
  const choices = items?.enum ?? words;
  const all = Array.isArray(value) && choices && value.length === choices.length;
  if (value === undefined) return `\`${key}\`${choices ? ` (${choices.join(", ")})` : ""}`;
  if (all || (Array.isArray(value) && value.length === 0))
    return `\`${key}\`${choices ? ` (${choices.join(", ")})` : ""}`;
  return `\`${key}\` = ${Array.isArray(value) ? value.join(", ") : value}`;
}

/** The text with the new table; unchanged if it has no markers. */
export const withTable = (text, table) => text.replace(markers, (_, begin, end) => `${begin}${table}${end}`);

async function main() {
  const require = createRequire(import.meta.url);
  const { rules } = require("../dist/sdk/policy/rules.js");
  const { levelIn } = require("../dist/sdk/policy/policyConfig.js");
  const table = tableOf(rules, levelIn);
  for (const file of files) {
    const text = await readFile(file, "utf8");
    const fresh = withTable(text, table);
    if (fresh === text) continue;
    if (process.argv.includes("--check")) {
      console.error(
        `${path.relative(root, file)}: the table of policies is out of date; run node tools/policies-table.mjs.`,
      );
      process.exitCode = 1;
    } else await writeFile(file, fresh);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
