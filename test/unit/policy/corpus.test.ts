import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { lintFile } from "../../../sdk/lint/lintFile";
import { activate, type PolicyConfig } from "../../../sdk/policy/policyConfig";
import { rules } from "../../../sdk/policy/rules";
import { findingsOf } from "../lint/findingsOf";
import { root } from "./repository";

const corpus = path.join(root, "test/corpus/policy");
const filesOf = (kind: string) => readdirSync(path.join(corpus, kind)).filter((name) => name !== "policy.json");
const lint = (kind: string, file: string, config: PolicyConfig = {}) =>
  findingsOf(
    lintFile(
      { file, text: readFileSync(path.join(corpus, kind, file), "utf8"), named: true },
      activate("recommended", config),
      { platforms: ["apple", "fcmv1", "windows", "browser"], now: Date.parse("2026-11-25T12:00:00Z") },
    ),
  );

describe("the corpus of good messages", () => {
  for (const file of filesOf("good")) {
    it(`${file} has no finding with the recommended rules`, () => assert.deepEqual(lint("good", file), []));
  }
});

describe("the corpus of bad messages", () => {
  const house = JSON.parse(readFileSync(path.join(corpus, "bad/policy.json"), "utf8")) as Record<string, object>;
  const codesIn = (file: string) => file.match(/NH\d{3}/g)!;

  for (const file of filesOf("bad")) {
    const codes = codesIn(file);
    it(`${file} is found out, with nothing else said of it`, () => {
      const names = rules.filter(({ code }) => codes.includes(code)).map(({ name }) => name);
      const config = Object.fromEntries(names.map((name) => [name, { enforcementLevel: "mandatory", ...house[name] }]));
      const findings = lint("bad", file, config);
      assert.deepEqual([...new Set(findings.map(({ code }) => code))].sort(), codes);
      for (const finding of findings) assert.ok(finding.line! > 0 && finding.column! > 0, JSON.stringify(finding));
    });
  }

  it("has a message for every rule that can be judged without an engine", () => {
    const covered = new Set(filesOf("bad").flatMap(codesIn));
    const missing = rules.filter(({ code }) => !covered.has(code)).map(({ name }) => name);
    // Only a run of the engine has a stack.
    assert.deepEqual(missing, ["test-audience"]);
  });

  it("has all of it refused by one configuration with every rule", () => {
    for (const file of filesOf("bad")) {
      const found = findingsOf(
        lintFile(
          { file, text: readFileSync(path.join(corpus, "bad", file), "utf8"), named: true },
          activate("all", house as PolicyConfig),
          { platforms: ["apple"], now: Date.now() },
        ),
      );
      assert.ok(
        found.some(({ level }) => level === "error"),
        file,
      );
    }
  });
});
