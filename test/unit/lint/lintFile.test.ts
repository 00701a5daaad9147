import assert from "node:assert/strict";
import { lintFile } from "../../../sdk/lint/lintFile";
import { activate } from "../../../sdk/policy/policyConfig";
import { findingsOf } from "./findingsOf";

const options = { platforms: ["apple", "fcmv1"], now: Date.parse("2026-11-25T12:00:00Z") };
const lint = (text: string, file = "a.yaml", named = true) => {
  const report = lintFile({ file, text, named }, activate("recommended"), options);
  if ("skipped" in report) return report.skipped;
  return report.findings.map(({ line, column, code, level }) => `${line}:${column} ${level} ${code}`);
};

describe("a finding in a file", () => {
  it("is at the value of the property, in YAML", () => {
    assert.deepEqual(lint("# release\ntitle: Hello\nbody: >-\n  Hi\n  {{name}}\n"), ["3:7 error NH116"]);
  });

  it("is at the value of the property, in JSON", () => {
    const text =
      '{\n  "message": {\n    "title": "Hello",\n    "body": "{{name}}"\n  },\n  "platforms": ["apple"],\n  "audience": { "tags": ["a"] }\n}\n';
    assert.deepEqual(lint(text, "a.json"), ["4:13 error NH116"]);
  });

  it("is at what holds the place where a property is missing", () => {
    assert.deepEqual(
      lint('payloads:\n  apple:\n    data: x\nheaders: { apple: { apns-expiration: "0" } }\naudience: { tags: [a] }\n'),
      ["3:5 error NH103"],
    );
  });

  it("is in the right document of several, and the right item of a list", () => {
    assert.deepEqual(lint("title: a\nbody: b\n---\ntitle: '{{x}}'\nbody: b\n"), ["4:8 error NH116"]);
    assert.deepEqual(lint('[{"title":"a","body":"b"},\n {"title":"TODO","body":"b"}]', "a.json"), [
      "2:11 warning NH308",
    ]);
  });

  it("is at the payload for what is inside a payload that is text", () => {
    assert.deepEqual(
      lint(
        'audience: { tags: [a] }\nheaders: { apple: { apns-expiration: "0" } }\npayloads:\n  apple: \'{"aps":{}}\'\n',
      ),
      ["4:10 error NH104"],
    );
  });

  it("follows anchors and quoted keys", () => {
    assert.deepEqual(lint('title: &t "{{x}}"\nbody: b\ndata:\n  "a b": *t\n'), [
      "1:11 error NH116",
      "4:10 error NH116",
    ]);
  });
});

describe("a file", () => {
  it("that cannot be read is one finding where it breaks, which does not quote it", () => {
    const report = lintFile(
      { file: "a.json", text: '{\n "title": "a" "planted" }', named: true },
      activate("all"),
      options,
    );
    const [finding] = findingsOf(report);
    assert.equal(finding!.code, "NH100");
    assert.equal(finding!.line, 2);
    assert.ok(!finding!.message.includes("planted"));
    assert.match(finding!.message, /^the file is not JSON \(an unexpected character\)/);
  });

  it("that is met in a folder is left out, with the reason, when it is plainly something else", () => {
    const others: [string, string][] = [
      ['{"name":"contoso","version":"1.0.0","dependencies":{}}', "a package's manifest"],
      ['{"name":"contoso","version":"1.0.0"}', "its keys are not those of a broadcast"],
      ['{"$schema":"x","title":"A schema","type":"object"}', "a file with a schema of its own"],
      ["title: A page\nbody-class: wide\n", "its keys are not those of a broadcast"],
      ["apiVersion: v1\nkind: Deployment\nspec:\n  template:\n    metadata: {}\n", "a Kubernetes manifest"],
      ["apiVersion: v1\nkind: [broken", "a Kubernetes manifest"],
      ["{{- if .Values.on }}\na: {{ .Values.title }}\n{{- end }}\n", "a template of Helm"],
      [
        "title: Welcome\nbody: Hello\ncancel: Cancel\nsave: Save\nopen: Open\n",
        "its keys are not those of a broadcast",
      ],
      ['{"message":"Not found","documentation_url":"https://contoso.com"}', "its keys are not those of a broadcast"],
    ];
    for (const [text, reason] of others) assert.equal(lint(text, "x.yaml", false), reason, text);
    assert.equal(lint('{ // comments\n "compilerOptions": {} }', "tsconfig.json", false), "a tool's configuration");
  });

  // What a gate must not sleep through: the text, the name of the file, and what is said of it.
  const broken: [name: string, text: string, finding: string, file?: string][] = [
    ["a broken list", "title: [broken", "1:15 the file is neither JSON nor YAML (bad indent); correct it here"],
    [
      "a tab as indentation",
      "message:\n\ttitle: a\n",
      "2:1 the file is neither JSON nor YAML (a tab as indentation); indent with spaces",
    ],
    ["a key twice", "title: a\nbody: b\ntitle: c\n", "3:1 the file has a duplicate key; keep one of the two"],
    [
      "a key twice, in JSON",
      '{"title":"a","body":"b","title":"c"}',
      "1:25 the file has a duplicate key; keep one of the two",
      "a.json",
    ],
    [
      "a text with a colon",
      "title: Release: 2.4.0\nbody: b\n",
      '1:8 the file is neither JSON nor YAML (a second ": " in a line); put the text in quotes',
    ],
    [
      "a trailing comma",
      '{"title":"a","body":"b",}',
      "1:25 the file is not JSON (a comma before the end); remove the comma",
      "a.json",
    ],
    [
      "JSON that ends early",
      '{"title":"a"',
      "1:13 the file is not JSON (it ends too early); close what is open",
      "a.json",
    ],
    [
      "a comment in JSON",
      '{\n// a\n"title":"a","body":"b"}',
      "2:1 the file is not JSON (a comment); remove it, or name the file .yaml",
      "a.json",
    ],
    [
      "a tag of YAML",
      "title: !env TITLE\nbody: b\n",
      "1:8 the file has a YAML tag that is not supported here; write the value itself",
    ],
    ["nothing", "", "1:1 the file is empty; write a message with title and body"],
    [
      "a text",
      "2.4.0 is here",
      "1:1 this part of the file contains no broadcast; write message, payloads or template, or a message with title and body",
    ],
    [
      "no audience",
      "message: { title: a, body: b }\nplatforms: [apple]\n",
      "1:1 audience must say who receives the broadcast: { tags }, { tagExpression }, { devices } or { everyone: true }",
    ],
    [
      "a misspelt message",
      "mesage: { title: a, body: b }\naudience: { tags: [a] }\n",
      "1:9 mesage is not an argument of Broadcast: did you mean message?",
    ],
    [
      "a misspelt audience",
      "template: { a: b }\naudiance: { tags: [a] }\n",
      "2:11 audiance is not an argument of Broadcast: did you mean audience?",
    ],
    [
      "a misspelt title",
      "titel: a\nbody: b\n",
      "1:8 message.titel is not a property of a message; remove it, or correct its name: did you mean title?",
    ],
    ["a title alone", "title: a\n", "1:1 message.body is missing; write it, or set silent: true"],
    [
      "a silent message",
      "silent: true\npriority: high\n",
      '2:11 message.priority must be "normal" in a silent message; Apple refuses others',
    ],
    [
      "a tag with a blank",
      "message: { title: a, body: b }\nplatforms: [apple]\naudience:\n  tags: release, beta\n",
      '4:9 audience.tags the tag "release, beta" contains ","; a tag can have ASCII letters, digits and _ @ # . : -',
    ],
    [
      "one broken document of several",
      "title: a\nbody: b\n---\ntitle: a\nbody: [1]\n",
      "5:7 message.body must be a string",
    ],
    [
      "one document that is none",
      "title: a\nbody: b\n---\nother: x\n",
      "4:1 this part of the file contains no broadcast; write message, payloads or template, or a message with title and body",
    ],
    [
      "too many aliases",
      `a: &a [1,1,1,1,1,1,1,1,1,1]\n${["ab", "bc", "cd", "de"].map(([from, to]) => `${to}: &${to} [${Array(10).fill(`*${from}`)}]\n`).join("")}title: a\n`,
      "1:1 the file uses too many YAML aliases; write the values out",
    ],
    // Where depends on how deep the stack of this machine is.
    ["depth", `title: ${"[".repeat(5000)}`, "the file is nested too deeply; flatten it"],
  ];
  for (const [name, text, finding, file = "a.yaml"] of broken) {
    it(`with ${name} is a finding, and is never left out`, () => {
      const report = lintFile({ file, text, named: false }, activate("recommended"), options);
      const said = findingsOf(report).map(
        ({ line, column, message, fix }) => `${line}:${column} ${message}${fix ? `: ${fix}` : ""}`,
      );
      assert.ok(
        said.some((each) => each === finding || each.endsWith(` ${finding}`)),
        said.join("\n"),
      );
      assert.ok(findingsOf(report).some(({ level, code }) => level === "error" && code === "NH100"));
    });
  }

  it("of several documents is judged whole, and an empty document is nothing", () => {
    assert.deepEqual(lint("title: a\nbody: b\n---\n---\ntitle: a\nbody: '{{x}}'\n---\n", "x.yaml", false), [
      "6:7 error NH116",
    ]);
  });

  it("of stack configuration is searched for plain keys only", () => {
    const plain = "config:\n  a:hub: x\n  a:key: Endpoint=sb://c/;SharedAccessKey=bXktdGVzdC1rZXk=\n";
    assert.deepEqual(lint(plain, "deploy/Pulumi.dev.yaml", false), ["3:10 error NH501"]);
    const nested = "config:\n  a:b:\n    connection: SharedAccessKey=bXktdGVzdC1rZXk=\n";
    assert.deepEqual(lint(nested, "Pulumi.dev.yaml"), ["2:8 error NH501".replace("2:8", "3:5")]);
    assert.deepEqual(lint("config:\n  a:key:\n    secure: AAABAJkX1v0yT3uS1mBzDq6pQ\n", "Pulumi.dev.yaml"), []);
    assert.deepEqual(lint("encryptionsalt: v1:abc\n", "Pulumi.dev.yaml"), []);
  });

  it("of a bare message is for the platforms that are asked for", () => {
    const body = "x".repeat(160);
    const forPlatforms = (platforms: string[]) =>
      findingsOf(
        lintFile({ file: "a.yaml", text: `title: a\nbody: ${body}\n`, named: true }, activate("recommended"), {
          ...options,
          platforms,
        }),
      ).map(({ code }) => code);
    assert.deepEqual(forPlatforms(["fcmv1"]), []);
    assert.deepEqual(forPlatforms(["fcmv1", "browser"]), ["NH307"]);
    assert.deepEqual(forPlatforms(["xiaomi"]), ["NH102", "NH307"]);
  });
});
