import assert from "node:assert/strict";
import { aDraft, happy, noon, said } from "./aDraft";

const body = (text: string) => aDraft({ message: { ...happy.message, body: text } });

describe("a placeholder that nobody filled in", () => {
  for (const left of [
    "$(name)",
    "#(1)",
    "%(name)s",
    "{% if a %}",
    "*|FNAME|*",
    "%%Name%%",
    "\u0024{user.name}",
    "\u0024{a-b}",
    "{{name}}",
    "<%= name %>",
    "%%=v(@name)=%%",
    "%%[SET @x = 1]%%",
    "\u0024{count + 1}",
    "{$name}",
    "{count, plural, one {# item} other {# items}}",
  ]) {
    it(`is found: ${left}`, () => assert.equal(said("placeholder-left", body(`Hello ${left}`)).length, 1));
  }
  for (const text of ["50%(ish) off", "Costs $(5)", "100%% fun", "{ok}", "5 * | 6"]) {
    it(`is not seen in: ${text}`, () => assert.deepEqual(said("placeholder-left", body(text)), []));
  }
});

describe("a text that is empty in effect", () => {
  for (const blank of ["\u200b\u200b", "\u3164", "\u2800", "\u00ad\ufeff ", "\u2060"]) {
    it(`is found: U+${blank.codePointAt(0)!.toString(16)}`, () =>
      assert.equal(said("text-present", body(blank)).length, 1));
  }
});

describe("a text that people do not read as it was written", () => {
  for (const [name, text] of [
    ["a lost character", "Caf\ufffd"],
    ["an override of direction", "Pay \u202e001"],
    ["an isolate without its end", "Hi \u2067there"],
    ["French in a wrong encoding", "CafÃ© ouvert"],
    ["a quote in a wrong encoding", "Itâ€™s here"],
    ["Russian in a wrong encoding", "ÐŸÑ€Ð¸Ð²ÐµÑ‚"],
    ["a price in a wrong encoding", "100 â‚¬"],
    ["Polish in a wrong encoding", "MaÅ‚o"],
    ["Chinese in a wrong encoding", "æ–‡å­—åŒ–ã‘"],
    ["Greek in a wrong encoding", "ÎšÎ±Î»Î·Î¼ÎµÏÎ±"],
  ] as const) {
    it(`is found: ${name}`, () => assert.equal(said("text-showable", body(text)).length, 1, text));
  }
  for (const text of [
    "Não, São Paulo",
    "\u2068שלום\u2069, Ana",
    "Âme, ÂNGELA",
    "Ñandú",
    "« CAFÉ »",
    "På Å”",
    "5 Å² groß",
    "à « Paris »",
  ]) {
    it(`is not seen in: ${text}`, () => assert.deepEqual(said("text-showable", body(text)), []));
  }
});

describe("a text that a program wrote for a missing value", () => {
  for (const text of ["[object Promise]", "[Function: name]", "[Function (anonymous)]"]) {
    it(`is found: ${text}`, () => assert.equal(said("object-text", body(`Save ${text}`)).length, 1));
  }
  for (const text of ["Hello undefined, welcome", "NaN items left", "Sale until Invalid Date"]) {
    it(`is found: ${text}`, () => assert.equal(said("undefined-text", body(text)).length, 1));
  }
  for (const text of [
    "Fixes undefined behavior",
    'No more "undefined" on screens',
    "NaN values are gone",
    "Infinity War",
  ]) {
    it(`is not seen in: ${text}`, () => assert.deepEqual(said("undefined-text", body(text)), []));
  }
});

describe("a draft", () => {
  for (const text of [
    ...["Hi %NAME%", "Hi ##NAME##", "Hi @@NAME@@", "Hi __NAME__", "Hi $name$", "Hi <FIRST_NAME>", "Hi \\(name)"],
    ...["Your title here", "test", "asdf"],
  ]) {
    it(`is found: ${text}`, () => assert.equal(said("draft-text", body(text)).length, 1));
  }
  for (const text of [
    "100 %d'accord",
    "20% s'il vous plaît",
    "Costs $5 or $6",
    "<3 you",
    "TODO apps",
    "This is a test",
  ]) {
    it(`is not seen in: ${text}`, () => assert.deepEqual(said("draft-text", body(text)), []));
  }
});

describe("a banned word", () => {
  const banned = { words: ["bluebird"] };
  for (const text of [
    "Bluebird",
    "blüebird",
    "вluebird",
    "bluеbird",
    "blu3b1rd",
    "blue\u200bbird",
    "ｂｌｕｅｂｉｒｄ",
    "b\u0301luebird",
  ]) {
    it(`is found: ${text}`, () => assert.equal(said("banned-words", body(text), banned).length, 1));
  }
  it("with an accent of its own is found as it is written only", () => {
    assert.deepEqual(said("banned-words", body("Mull"), { words: ["Müll"] }), []);
    assert.equal(said("banned-words", body("MÜLL"), { words: ["Müll"] }).length, 1);
  });
});

describe("a draft in Spanish", () => {
  for (const text of ["¡TODO al 50 %!", "TODO el mes", "TODO MADRID", "con TODO incluido"]) {
    it(`is not seen in: ${text}`, () => assert.deepEqual(said("draft-text", body(text)), []));
  }
  for (const text of ["TODO", "TODO: text", "Dark mode. TODO write more", "TBD"]) {
    it(`is seen in: ${text}`, () => assert.equal(said("draft-text", body(text)).length, 1));
  }
});

describe("an audience of negations only", () => {
  const audience = (tagExpression: string) => aDraft({ audience: { tagExpression } });
  it("needs approval like everyone", () => {
    assert.deepEqual(said("everyone-approved", audience("!beta && !internal")), [
      'audience.tagExpression reaches every device without a tag, and "release-2.4.0" is not approved for that: add "release-2.4.0" to approved of everyone-approved, or send to tags',
    ]);
    assert.deepEqual(said("everyone-approved", audience("!beta"), { approved: ["release-*"] }), []);
    assert.deepEqual(said("everyone-approved", audience("release && !beta")), []);
  });
});

describe("a silent push", () => {
  const night = { now: noon + 12 * 3_600_000 };
  const sunday = { now: noon + 4 * 86_400_000 };
  const silent = [
    { message: { silent: true } },
    {
      message: undefined,
      payloads: { apple: { aps: { "content-available": 1 } }, fcmv1: { message: { data: { a: "b" } } } },
    },
  ];
  it("is judged by no rule on quiet hours and days", () => {
    for (const content of silent) {
      assert.deepEqual(said("quiet-hours", aDraft(content, night)), []);
      assert.deepEqual(said("send-days", aDraft(content, sunday)), []);
    }
    const loud = { message: undefined, payloads: { apple: { aps: { alert: "Hi" } } } };
    assert.equal(said("quiet-hours", aDraft(loud, night)).length, 1);
    assert.equal(said("send-days", aDraft(loud, sunday)).length, 1);
  });
});

describe("a secret", () => {
  const secret = ["gl", "pat-", "a1B2".repeat(6)].join("");
  it("is found in headers, names of properties and values by their name", () => {
    const payloads = { apple: { aps: { alert: "Hi" }, [secret]: "x", dbPassword: "hunter22" } };
    const headers = { apple: { Authorization: `Bearer ${"a1B2".repeat(8)}` } };
    assert.deepEqual(
      said("secret-text", aDraft({ message: undefined, payloads, headers })).map((each) => each.slice(0, 30)).length,
      3,
    );
  });

  it("is found in JSON within JSON, where letters are escaped", () => {
    const payloads = { apple: { aps: { alert: "Hi" }, state: '{"text":"Contrase\\u00f1a: hunter22!"}' } };
    assert.equal(said("secret-text", aDraft({ message: undefined, payloads })).length, 1);
  });

  it("is none where a property called token holds a few words and a number", () => {
    const data = { token: "arcade-5", secret: "bonus_level", password: "forgot_link" };
    assert.deepEqual(said("secret-text", aDraft({ message: { title: "Hi", body: "You", data } })), []);
  });
});
