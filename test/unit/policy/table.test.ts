import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { levelIn } from "../../../sdk/policy/policyConfig";
import { rules } from "../../../sdk/policy/rules";
import { root } from "./repository";

describe("the table of policies in the documentation", () => {
  it("is the one that the code gives", async () => {
    const { files, tableOf, withTable } = await import(path.join(root, "tools/policies-table.mjs"));
    const table: string = tableOf(rules, levelIn);
    for (const { code, name } of rules) assert.ok(table.includes(`| ${code} | \`${name}\` |`));
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      assert.equal(withTable(text, table), text, `${file}: run node tools/policies-table.mjs`);
    }
    assert.ok(readFileSync(files[0], "utf8").includes(table));
  });
});
