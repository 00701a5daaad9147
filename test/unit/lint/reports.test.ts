import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { lintFile } from "../../../sdk/lint/lintFile";
import type { LintReport } from "../../../sdk/lint/lintFinding";
import { writeGithub } from "../../../sdk/lint/writeGithub";
import { writeJson } from "../../../sdk/lint/writeJson";
import { writeSarif } from "../../../sdk/lint/writeSarif";
import { writeText } from "../../../sdk/lint/writeText";
import { activate } from "../../../sdk/policy/policyConfig";
import { root } from "../policy/repository";
import { findingsOf } from "./findingsOf";

const report: LintReport = {
  checked: 2,
  findings: [
    {
      code: "NH116",
      rule: "placeholder-left",
      level: "error",
      file: "news/a b.yaml",
      line: 2,
      column: 8,
      message: "message.title contains an unfilled placeholder, at character 1",
    },
    {
      code: "NH503",
      rule: "in-doubt-held",
      level: "warning",
      file: "index.ts",
      broadcast: "v2: 100%",
      message: "onInDoubt is send-again, which may send twice",
      fix: 'write "hold", or leave it out',
    },
  ],
  skipped: [],
};

describe("a report", () => {
  it("for people is a line for each finding, as compilers write them, and a sum", () => {
    assert.equal(
      writeText(report),
      `news/a b.yaml:2:8: error NH116 placeholder-left: message.title contains an unfilled placeholder, at character 1
index.ts: warning NH503 in-doubt-held: v2: 100%: onInDoubt is send-again, which may send twice
    fix: write "hold", or leave it out
1 error and 1 warning in 2 checked
`,
    );
    assert.equal(writeText({ checked: 3, findings: [], skipped: [] }), "nothing found in 3 checked\n");
  });

  it("names what was left out, once for each reason", () => {
    const skipped = [
      { file: "a.md", reason: "neither .json nor .yaml" },
      { file: "node_modules", reason: "installed packages" },
      { file: "b.md", reason: "neither .json nor .yaml" },
    ];
    const lines = "skipped, neither .json nor .yaml: a.md, b.md\nskipped, installed packages: node_modules\n";
    assert.equal(writeText({ checked: 3, findings: [], skipped }), `${lines}nothing found in 3 checked\n`);
    assert.equal(writeGithub({ checked: 3, findings: [], skipped }), lines);
    assert.deepEqual(JSON.parse(writeJson({ checked: 3, findings: [], skipped })).skipped, skipped);
  });

  it("in no format writes a command of a CI or an escape sequence to the log, whatever a file is called or says", () => {
    const texts = [
      "\u001b[31m",
      "\n::error::x",
      "\r::set-output name=a::b",
      "##vso[task.complete]",
      "##[error]x",
      "\u202e",
      "\u2028",
      "\u009b1m",
      "\u007f",
      "\ud800",
    ];
    const hostile: LintReport = {
      checked: 1,
      findings: ["::error::x", ...texts].map((text) => ({
        code: "NH116",
        rule: "placeholder-left",
        level: "error",
        file: `${text}.yaml`,
        broadcast: text,
        message: `uses ${text}`,
        fix: text,
      })),
      skipped: texts.map((file) => ({ file, reason: "neither .json nor .yaml" })),
    };
    for (const log of [writeText(hostile), writeGithub(hostile), writeJson(hostile), writeSarif(hostile, "1.2.3")]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
      assert.doesNotMatch(log, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\ud800-\udfff]|##\w*\[/);
      for (const line of log.split("\n")) {
        assert.doesNotMatch(line.trim(), /^::(?!error (?:file=|title=))/, line);
      }
    }
    assert.deepEqual(JSON.parse(writeJson(hostile)).findings, JSON.parse(JSON.stringify(hostile.findings)));
  });

  it("for programs is the findings", () => assert.deepEqual(JSON.parse(writeJson(report)), report));

  it("for GitHub is annotations, with what the runner would take for its own escaped", () => {
    assert.equal(
      writeGithub(report),
      `::error file=news/a b.yaml,line=2,col=8,title=NH116 placeholder-left::message.title contains an unfilled placeholder, at character 1
::warning file=index.ts,title=NH503 in-doubt-held::v2: 100%25: onInDoubt is send-again, which may send twice%0Afix: write "hold", or leave it out
`,
    );
    const [finding] = report.findings;
    const hostile = { ...finding!, file: "a,b:c\r\n::error::x%.yaml" };
    assert.match(
      writeGithub({ checked: 1, findings: [hostile], skipped: [] }),
      /^::error file=a%2Cb%3Ac\\u\{d\}\\u\{a\}%3A%3Aerror%3A%3Ax%25\.yaml,[^\r\n]*\n$/,
    );
  });
});

describe("SARIF 2.1.0", () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const schema = JSON.parse(readFileSync(path.join(root, "test/unit/lint/sarif.schema.json"), "utf8"));
  const validate = ajv.compile(schema);
  const log = (each: LintReport) => {
    const value = JSON.parse(writeSarif(each, "1.2.3")) as { runs: any[] };
    const valid: boolean = validate(value);
    assert.ok(valid, ajv.errorsText(validate.errors));
    return value.runs[0];
  };

  it("is valid for all that is found in the corpus of bad messages", () => {
    const folder = path.join(root, "test/corpus/policy/bad");
    const active = activate("all", JSON.parse(readFileSync(path.join(folder, "policy.json"), "utf8")));
    const findings = readdirSync(folder)
      .filter((name) => name !== "policy.json")
      .flatMap((name) => {
        const source = { file: `bad/${name}`, text: readFileSync(path.join(folder, name), "utf8"), named: true };
        return findingsOf(lintFile(source, active, { platforms: ["apple"], now: Date.now() }));
      });
    const { results, tool } = log({ checked: 1, findings, skipped: [] });
    assert.equal(results.length, findings.length);
    for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
  });

  it("points at the line, below the root of the checkout", () => {
    const { results } = log(report);
    assert.deepEqual(results[0].locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: "news/a%20b.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 2, startColumn: 8 },
        },
      },
    ]);
    assert.deepEqual(results[1].locations[0].logicalLocations, [{ name: "v2: 100%", kind: "resource" }]);
    assert.equal(
      results[1].message.text,
      'v2: 100%: onInDoubt is send-again, which may send twice. Fix: write "hold", or leave it out.',
    );
    const [absolute] = log({
      checked: 1,
      findings: [{ ...report.findings[0]!, file: "/tmp/a.yaml" }],
      skipped: [],
    }).results;
    assert.deepEqual(absolute.locations[0].physicalLocation.artifactLocation, { uri: "file:///tmp/a.yaml" });
  });

  it("encodes file names as a URI takes them", () => {
    const uri = (file: string) =>
      log({ checked: 1, findings: [{ ...report.findings[0]!, file }], skipped: [] }).results[0].locations[0]
        .physicalLocation.artifactLocation.uri;
    assert.equal(uri("a#b?c%20d.yaml"), "a%23b%3Fc%2520d.yaml");
    assert.equal(uri("a:b/[c].yaml"), "a%3Ab/%5Bc%5D.yaml");
    assert.equal(uri("C:/a b.yaml"), "file:///C:/a%20b.yaml");
    assert.equal(uri("/tmp/ä\ud800.yaml"), "file:///tmp/%C3%A4%EF%BF%BD.yaml");
  });

  it("knows a finding again when lines move, and tells findings apart", () => {
    const fingerprint = (changes: object) =>
      log({ checked: 1, findings: [{ ...report.findings[0]!, ...changes }], skipped: [] }).results[0]
        .partialFingerprints["finding/v1"];
    assert.equal(fingerprint({}), fingerprint({ line: 9 }));
    assert.notEqual(fingerprint({}), fingerprint({ message: "message.body contains a placeholder" }));
  });

  it("is valid when nothing is found", () =>
    assert.deepEqual(log({ checked: 0, findings: [], skipped: [] }).results, []));

  it("that is wrong is refused by the schema", () => {
    assert.ok(!validate({ version: "2.1.0", runs: [{ tool: { driver: {} } }] }));
    assert.ok(
      !validate({
        version: "2.1.0",
        runs: [{ tool: { driver: { name: "a" } }, results: [{ message: { text: "a" }, level: "fatal" }] }],
      }),
    );
  });
});
