import assert from "node:assert/strict";
import { checkTexts } from "../../../provider/message/textRules";
import { lintFile } from "../../../sdk/lint/lintFile";
import { findPersonalData, personalDataKinds } from "../../../sdk/policy/findPersonalData";
import { findSecrets } from "../../../sdk/policy/findSecrets";
import { activate } from "../../../sdk/policy/policyConfig";

/** Processor time of a call in milliseconds; how long it takes by the clock depends on who else is at work. */
function work(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Four times the text is about four times the work: sixteen times is the square. Little work tells nothing, and is no hazard. */
function assertLinear(call: (size: number) => () => void, size: number): void {
  const measured: string[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const large = work(call(4 * size));
    const small = large < 100 ? 10 : Math.max(10, work(call(size)));
    if (large < 10 * small) return;
    measured.push(`${small.toFixed(0)} ms for ${size} and ${large.toFixed(0)} ms for four times`);
  }
  assert.fail(measured.join("; "));
}

const many = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join("");
const entries = (count: number, each: (index: number) => [string, unknown]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => each(index)));
const audience = { tags: ["a"] };
const message = (value: object, rest: object = {}) =>
  JSON.stringify({ message: { title: "a", body: "b", ...value }, platforms: ["apple", "fcmv1"], audience, ...rest });
const payload = (platform: string, value: unknown) => JSON.stringify({ payloads: { [platform]: value }, audience });

describe("the work of the linter grows with a hostile file and no faster", () => {
  const active = activate("recommended");
  const files: Record<string, (count: number) => string> = {
    "openings of ERB": (n) => message({ body: "<%".repeat(25 * n) }),
    "openings of Mustache": (n) => message({ body: "{{".repeat(25 * n) }),
    "prefixes of XML": (n) => payload("windows", `<toast ${many(n, (i) => ` xmlns:p${i}="u${i}"`)}/>`),
    "attributes of XML": (n) => payload("windows", `<toast ${many(n, (i) => ` a${i}="u"`)}/>`),
    "elements that Windows does not know": (n) => payload("windows", `<toast>${"<x/>".repeat(n)}</toast>`),
    "nested elements": (n) => payload("windows", "<toast>".repeat(n)),
    tags: (n) => message({}, { audience: { tags: Array.from({ length: 4 * n }, (_, i) => `t${i}`) } }),
    "parentheses of a tag expression": (n) => message({}, { audience: { tagExpression: "(".repeat(n) } }),
    "findings in data": (n) => payload("fcmv1", { message: { data: entries(n, (i) => [`k${i}`, i]) } }),
    "misspelt properties": (n) => message(entries(n, (i) => [`titel${i}`, i])),
    "unknown keys of aps": (n) => payload("apple", { aps: { alert: "x", ...entries(n, (i) => [`badge${i}`, i]) } }),
    "unknown headers": (n) =>
      JSON.stringify({
        payloads: { apple: { aps: { alert: "x" } } },
        headers: { apple: entries(n, (i) => [`apns-x${i}`, "1"]) },
        audience,
      }),
    locales: (n) => message({ locales: entries(n / 4, (i) => [`x${i}`, { title: "{{t}}" }]) }),
    "messages in a list": (n) => `[${many(n / 4, () => '{"title":"a","body":"{{b}}"},')}{"title":"a","body":"b"}]`,
    "nested lists": (n) => "[".repeat(4 * n),
    "nested objects": (n) => `${'{"message":'.repeat(n)}1${"}".repeat(n)}`,
    "errors of YAML": (n) => "title: a: b\n".repeat(n),
  };
  for (const [name, text] of Object.entries(files)) {
    it(name, () =>
      assertLinear((count) => {
        const source = { file: "a.yaml", text: text(count), named: true };
        return () => {
          const report = lintFile(source, active, { platforms: ["apple"], now: 0 });
          assert.ok("findings" in report && report.findings.length > 0);
        };
      }, 800),
    ).timeout(600_000);
  }
});

describe("the work of the rules on texts grows with the text and no faster", () => {
  // biome-ignore format: a list to read at a glance
  const seeds = [
    "<%", "{{", "{a,", "${", "*|", "%%[", "[[", "<a ", "password ", "password: ", "password for a b ", "token_", "A_KEY=",
    "user pass ", "a@", "a.", "a@a.", "+1 ", "1 ", "1-", "12.", "(1", "0 (", "AB12 ", "A1", "ID ", "DNI ", "eyJa.", "://a:", "a:b@",
    "-----BEGIN ", "https://", "curl -u a:", "Server=;", "AAAA", "x", "_", "=", "?token=", "Authorization: ", "WIFI:T:",
    "<password>", "access code for a ", "x at y dot ", "a%40", "a1B2c3D4-", "Ã", "å\u00a4", "\u0301", "密码", "รหัสผ่าน", '\\"', "\ud83d",
  ];
  const calls: Record<string, (text: string) => unknown> = {
    secrets: (text) => findSecrets(text, true),
    "personal data": (text) => findPersonalData(text, personalDataKinds),
    "what is left of templates": (text) => checkTexts({ title: text }),
  };
  for (const [name, call] of Object.entries(calls)) {
    it(name, () => {
      for (const seed of seeds) {
        assertLinear((size) => {
          const text = seed.repeat(Math.ceil(size / seed.length));
          return () => call(text);
        }, 15_000);
      }
    }).timeout(600_000);
  }
});
