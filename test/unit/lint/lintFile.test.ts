import assert from "node:assert/strict";
import { lintFile } from "../../../sdk/lint/lintFile";
import { activate } from "../../../sdk/policy/policyConfig";

const options = { platforms: ["apple", "fcmv1"], now: Date.parse("2026-11-25T12:00:00Z") };
const lint = (text: string, file = "a.yaml", named = true) =>
  lintFile({ file, text, named }, activate("recommended"), options)?.map(
    ({ line, column, code, level }) => `${line}:${column} ${level} ${code}`,
  );

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
    const [finding] = lintFile(
      { file: "a.json", text: '{\n "title": "a" "planted" }', named: true },
      activate("all"),
      options,
    )!;
    assert.equal(finding!.code, "NH100");
    assert.equal(finding!.line, 2);
    assert.ok(!finding!.message.includes("planted"));
    assert.match(finding!.message, /^the file is neither JSON nor YAML/);
  });

  it("that is met in a folder is left alone unless it is a broadcast or a message", () => {
    for (const text of [
      '{"name":"contoso","version":"1.0.0"}',
      '{"$schema":"x","title":"A schema","type":"object"}',
      "title: A page\nbody-class: wide\n",
      "kind: Deployment\nspec:\n  template:\n    metadata: {}\n",
      "title: [broken",
      "message: { title: no audience }\n",
    ]) {
      assert.equal(lint(text, "x.yaml", false), undefined, text);
    }
    assert.deepEqual(lint("title: a\nbody: '{{x}}'\n", "x.yaml", false), ["2:7 error NH116"]);
    assert.deepEqual(lint("payloads: { apple: { aps: {} } }\naudience: { tags: [a] }\n", "x.yaml", false)?.length, 2);
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
      lintFile({ file: "a.yaml", text: `title: a\nbody: ${body}\n`, named: true }, activate("recommended"), {
        ...options,
        platforms,
      })!.map(({ code }) => code);
    assert.deepEqual(forPlatforms(["fcmv1"]), []);
    assert.deepEqual(forPlatforms(["fcmv1", "browser"]), ["NH307"]);
    assert.deepEqual(forPlatforms(["xiaomi"]), ["NH102", "NH307"]);
  });
});
