import assert from "node:assert/strict";
import { activate, levelIn, type PolicyConfig, PolicyConfigError } from "../../../sdk/policy/policyConfig";
import { presets } from "../../../sdk/policy/rule";
import { rules } from "../../../sdk/policy/rules";

const reasons = (config: Record<string, unknown>): readonly string[] => {
  try {
    activate("recommended", config as PolicyConfig);
    return [];
  } catch (error) {
    assert.ok(error instanceof PolicyConfigError);
    return error.reasons;
  }
};

describe("policy configuration", () => {
  const refused: [Record<string, unknown>, string][] = [
    [{ "quite-hours": "mandatory" }, "quite-hours: is not a policy of this pack; did you mean quiet-hours?"],
    [{ something: {} }, "something: is not a policy of this pack"],
    [
      { "quiet-hours": "enforced" },
      "quiet-hours: enforcementLevel: must be one of advisory, mandatory, remediate, disabled",
    ],
    [{ "quiet-hours": 8 }, "quiet-hours: must be a level, or an object of settings"],
    [{ "quiet-hours": ["mandatory"] }, "quiet-hours: must be a level, or an object of settings"],
    [{ all: "on" }, "all: enforcementLevel: must be one of advisory, mandatory, remediate, disabled"],
    [{ "quiet-hours": { form: "21:00" } }, "quiet-hours: form: is not a key of this policy; it takes zone, from, to"],
    [
      { "in-doubt-held": { strict: true } },
      "in-doubt-held: strict: is not a key of this policy; it takes only enforcementLevel",
    ],
    [
      { "quiet-hours": { constructor: "x" } },
      "quiet-hours: constructor: is not a key of this policy; it takes zone, from, to",
    ],
    [
      { "quiet-hours": { zone: "Mars/Olympus" } },
      'quiet-hours: zone: "Mars/Olympus" is not an IANA time zone; write one such as Europe/Paris',
    ],
    [{ "quiet-hours": { from: "9pm" } }, 'quiet-hours: from: "9pm" is not a time of day; write one such as 21:00'],
    [
      { "quiet-hours": { from: "08:00" } },
      "quiet-hours: to: is 08:00, the same as from; disable the rule if no hour is quiet",
    ],
    [{ "quiet-hours": { zone: 1 } }, "quiet-hours: zone: must be a string"],
    [{ "send-days": { days: ["funday"] } }, "send-days: days: must be one of mon, tue, wed, thu, fri, sat, sun"],
    [{ "send-days": { days: [] } }, "send-days: days: is empty; name a day, or disable the rule"],
    [{ "banned-words": { words: "x" } }, "banned-words: words: must be a list of strings"],
    [{ "banned-words": { words: [" "] } }, "banned-words: words: contains an empty word; remove it"],
    [{ "title-length": { apple: 0 } }, "title-length: apple: must be 1 or more"],
    [{ "title-length": { apple: 1.5 } }, "title-length: apple: must be a whole number"],
    [{ "schedule-window": { minMinutes: 120, maxHours: 1 } }, "schedule-window: minMinutes: is longer than maxHours"],
    [{ "schedule-window": { maxHours: 200 } }, "schedule-window: maxHours: must be at most 168"],
    [{ "schedule-window": { required: "yes" } }, "schedule-window: required: must be true or false"],
    [
      { embargo: { until: "tomorrow" } },
      'embargo: until: "tomorrow" is not an instant with a zone; write one such as 2027-03-01T09:00:00Z',
    ],
    [
      { "links-trusted": { domains: ["https://x"] } },
      'links-trusted: domains: "https://x" is not a domain; write one such as contoso.com',
    ],
    [
      { "links-trusted": { schemes: ["a b"] } },
      'links-trusted: schemes: "a b" is not a scheme; write one such as contoso',
    ],
    [
      { "locales-required": { locales: ["fr_FR"] } },
      'locales-required: locales: "fr_FR" is not spelled as in BCP 47; write "fr-FR"',
    ],
    [
      { "tags-required": { tags: ["a b"] } },
      'tags-required: tags: the tag "a b" contains " "; a tag can have ASCII letters, digits and _ @ # . : -',
    ],
    [
      { "test-audience": { testTags: ["a b"] } },
      'test-audience: testTags: the tag "a b" contains " "; a tag can have ASCII letters, digits and _ @ # . : -',
    ],
    [{ "tags-allowed": { tags: [""] } }, "tags-allowed: tags: contains an empty string; remove it"],
    [{ "tier-fits": { tier: "gold" } }, "tier-fits: tier: must be one of free, basic, standard"],
    [{ "legacy-platforms": { allow: ["apple"] } }, "legacy-platforms: allow: must be one of gcm, windowsphone, baidu"],
  ];
  for (const [config, reason] of refused) {
    it(`is refused: ${reason}`, () => assert.deepEqual(reasons(config), [reason]));
  }

  it("tells everything that is wrong at once, each with its policy and key", () => {
    assert.deepEqual(reasons({ "quite-hours": "mandatory", "quiet-hours": { form: "x", zone: "Mars" } }), [
      "quite-hours: is not a policy of this pack; did you mean quiet-hours?",
      "quiet-hours: form: is not a key of this policy; it takes zone, from, to",
      'quiet-hours: zone: "Mars" is not an IANA time zone; write one such as Europe/Paris',
    ]);
  });

  it("is checked for rules that are off too", () => {
    assert.equal(reasons({ "quiet-hours": { enforcementLevel: "disabled", zone: "Mars" } }).length, 1);
  });

  it("takes a level for all, and one policy's own level over it", () => {
    const active = activate("recommended", { all: "advisory", "banned-words": "remediate", "apple-aps": "disabled" });
    const level = (name: string) => active.find(({ rule }) => rule.name === name)?.level;
    assert.equal(level("banned-words"), "remediate");
    assert.equal(level("apple-aps"), undefined);
    assert.equal(level("quiet-hours"), "advisory");
    assert.equal(active.length, rules.length - 1);
  });

  it("takes keys without a level, which stays the preset's", () => {
    const active = activate("recommended", {
      "banned-words": { words: ["x"] },
      "quiet-hours": { zone: "Europe/Paris" },
    });
    assert.equal(active.find(({ rule }) => rule.name === "banned-words")?.level, "mandatory");
    assert.equal(
      active.find(({ rule }) => rule.name === "quiet-hours"),
      undefined,
    );
  });
});

describe("presets", () => {
  it("hold one another, and `all` holds every rule", () => {
    const held = presets.map((preset) => activate(preset).map(({ rule }) => rule.name));
    assert.ok(held[0]!.every((name) => held[1]!.includes(name)));
    assert.ok(held[1]!.every((name) => held[2]!.includes(name)));
    assert.ok(held[0]!.length < held[1]!.length && held[1]!.length < held[2]!.length);
    assert.equal(held[2]!.length, rules.length);
  });

  it("stop a run for warnings only when they are strict", () => {
    const warning = rules.find(({ name }) => name === "title-length")!;
    assert.deepEqual(
      presets.map((preset) => levelIn(preset, warning)),
      ["advisory", "mandatory", "mandatory"],
    );
    const error = rules.find(({ name }) => name === "secret-text")!;
    assert.deepEqual(
      presets.map((preset) => levelIn(preset, error)),
      ["mandatory", "mandatory", "mandatory"],
    );
  });
});
