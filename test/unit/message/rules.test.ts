import { deepEqual, equal, match, ok } from "node:assert/strict";
import { checkBroadcast } from "../../../provider/message/broadcastRules";
import { checkMessage, checkPayload, payloadRules } from "../../../provider/message/checkPayload";
import { validateMessage } from "../../../provider/message/message";
import { corpus } from "./corpus";
import { applyPatch } from "./jsonPatch";

describe("the good corpus", () => {
  for (const { file, entries } of corpus("good")) {
    it(`has nothing to find in ${file}`, () => {
      for (const { args } of entries) {
        deepEqual(checkBroadcast(args), []);
        if (args.message) deepEqual(validateMessage(args.message), []);
      }
    });
  }
});

describe("the bad corpus", () => {
  const bad = corpus("bad");
  const warnings = new Set([
    "NH104-key-inside-aps.yaml",
    "NH118-inside.json",
    "NH118-greeting.json",
    "NH132-case.json",
  ]);
  for (const { file, entries } of bad) {
    it(`finds ${file}`, () => {
      const code = file.slice(0, 5);
      const found = entries.flatMap(({ args }) => checkBroadcast(args));
      const [first] = found.filter((each) => each.code === code);
      ok(first, `found ${found.map((each) => each.code).join(", ") || "nothing"}`);
      equal(first.severity, warnings.has(file) ? "warning" : "error");
      match(first.path, /^(message|payloads|template|headers)/);
      equal(first.message.includes("\n"), false);
    });
  }

  it("has a file for every rule", () => {
    const codes = new Set(bad.map(({ file }) => file.slice(0, 5)));
    deepEqual(
      payloadRules.filter(({ code }) => !codes.has(code)),
      [],
    );
  });
});

describe("a fix with a patch", () => {
  const spoiled: { format: string; body: unknown }[] = [
    { format: "apple", body: { alert: "Hello", badge: 1 } },
    { format: "apple", body: { aps: { alert: "Hello", order: "17" } } },
    { format: "apple", body: { aps: { alert: "Hello", badge: "3" } } },
    { format: "apple", body: { aps: { alert: "Hel\u0007lo" }, "a/b~c": { d: "\ud800x" } } },
    { format: "fcmv1", body: { notification: { title: "Hello" }, data: { order: 17, at: null }, time_to_live: 60 } },
    { format: "fcmv1", body: { message: { data: { order: 17, nested: { a: [1] } } } } },
    { format: "adm", body: { data: { paid: true } } },
    { format: "template", body: { version: 2, when: null } },
  ];
  for (const { format, body } of spoiled) {
    it(`mends ${format} ${JSON.stringify(body)}`, () => {
      let mended = body;
      let patches = 0;
      for (const { fix } of checkPayload({ format, body })) {
        if (!fix?.patch) continue;
        patches++;
        mended = applyPatch(mended, fix.patch);
      }
      ok(patches > 0);
      deepEqual(checkPayload({ format, body: mended }), []);
    });
  }
});

describe("payload rules", () => {
  it("have codes, names and sentences of their own", () => {
    for (const key of ["code", "rule", "description"] as const) {
      equal(new Set(payloadRules.map((rule) => rule[key])).size, payloadRules.length);
    }
    for (const { code, rule, description, prevents } of payloadRules) {
      match(code, /^NH1\d\d$/);
      match(rule, /^[a-z0-9]+(-[a-z0-9]+)+$/);
      for (const sentence of [description, prevents]) match(sentence, /^[A-Z`].*\.$/);
    }
  });

  it("never quote a text of the payload", () => {
    const secret = "S3CRET";
    const payloads = [
      { format: "apple", body: `{"aps":{"alert":"${secret}` },
      { format: "apple", body: { aps: { alert: `${secret}\u0007 {{x}} undefined [object Object]` } } },
      { format: "fcmv1", body: { message: { data: { a: [secret] } } } },
      { format: "windows", body: `<toast><visual>${secret}&x;</visual></toast>` },
      { format: "browser", body: { title: "x" }, headers: { Topic: `${secret}é` } },
    ];
    for (const payload of payloads) {
      const found = checkPayload(payload);
      ok(found.length > 0);
      for (const each of found) equal(each.message.includes(secret), false, each.message);
    }
  });

  it("take a text as the JSON that it holds", () => {
    const body = { aps: { alert: "Hello", badge: "3" } };
    deepEqual(checkPayload({ format: "apple", body: JSON.stringify(body) }), checkPayload({ format: "apple", body }));
  });

  it("count bytes of UTF-8, and name what to shorten first", () => {
    const [finding] = checkPayload({
      format: "apple",
      body: { aps: { alert: { title: "日本", body: "日".repeat(1400) } } },
    });
    equal(finding?.path, "aps.alert.body");
    match(finding!.message, /^makes a payload of 4246 bytes, 150 more than the 4096 that apple takes; shorten it$/);
  });

  it("come to an end in a payload of many levels", () => {
    const body: Record<string, unknown> = { aps: { alert: "Hello" } };
    let at = body;
    for (let level = 0; level < 5000; level++) at = at.deeper = {};
    const text = `{"aps":{"alert":"Hello"},"a":${"[".repeat(5000)}${"]".repeat(5000)}}`;
    for (const payload of [body, text]) {
      const codes = checkPayload({ format: "apple", body: payload }).map(({ code }) => code);
      ok(codes.includes("NH101"));
    }
  });

  it("look into locales and overrides of a message", () => {
    const found = checkMessage({
      title: "Hello",
      body: "World",
      locales: { fr: { title: "{{titre}}" }, "pt-BR": { link: "x" } },
      overrides: { apple: { payload: { aps: { "thread-id": "undefined" } } } },
    });
    deepEqual(
      found.map(({ code, path }) => `${code} ${path}`),
      ["NH115 locales.pt-BR.link", "NH116 locales.fr.title", "NH118 overrides.apple.payload.aps.thread-id"],
    );
  });
});
