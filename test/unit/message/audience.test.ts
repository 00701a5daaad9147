import { deepEqual, equal, ok, throws } from "node:assert/strict";
import type { Audience } from "../../../provider/client/audience";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { checkLimits, evaluate, parseTagExpression, tagsOf } from "../../../provider/client/tagExpression";
import { checkAudience, describeAudience, splitByLocale } from "../../../provider/message/audienceRules";

const everyone: Audience = { everyone: true };

describe("splitByLocale", () => {
  it("gives a device with several locale tags to the longer name, then to the first by alphabet", () => {
    deepEqual(splitByLocale(everyone, ["pt", "fr", "pt-BR"]), [
      { locale: "pt-BR", tagExpression: "locale:pt-BR" },
      { locale: "fr", tagExpression: "locale:fr && !locale:pt-BR" },
      { locale: "pt", tagExpression: "locale:pt && !locale:pt-BR && !locale:fr" },
      { locale: undefined, tagExpression: "!locale:pt-BR && !locale:fr && !locale:pt" },
    ]);
  });

  it("keeps an audience of tags together", () => {
    deepEqual(splitByLocale({ tags: new Set(["release", "beta"]) }, ["fr"]), [
      { locale: "fr", tagExpression: "(release || beta) && locale:fr" },
      { locale: undefined, tagExpression: "(release || beta) && !locale:fr" },
    ]);
  });

  it("skips devices without a locale tag when asked to", () => {
    deepEqual(splitByLocale(everyone, ["fr", "en"], { untagged: "skip" }), [
      { locale: "en", tagExpression: "locale:en" },
      { locale: "fr", tagExpression: "locale:fr && !locale:en" },
    ]);
  });

  it("writes the tag as localeTag says", () => {
    const [part] = splitByLocale(everyone, ["fr"], { localeTag: "lang_{locale}_x" });
    deepEqual(part, { locale: "fr", tagExpression: "lang_fr_x" });
  });

  it("leaves an audience whole without locales", () => {
    deepEqual(splitByLocale(everyone, []), [{ tagExpression: undefined }]);
    deepEqual(splitByLocale({ tags: "a || b" }, []), [{ tagExpression: "a || b" }]);
    deepEqual(splitByLocale({ devices: [{ platform: "apple", handle: "x" }] }, []), [{ tagExpression: undefined }]);
  });

  const refusals: [string, Audience, number, RegExp][] = [
    [
      "11 locales of everyone",
      everyone,
      11,
      /^locales: the part of the audience for \w+ has 11 tags; an expression with && and !/,
    ],
    [
      "2 tags and 5 locales",
      { tags: ["a", "b"] },
      5,
      /has 7 tags; an expression that mixes \|\| with && or ! can have at most 6/,
    ],
    [
      "a list of devices",
      { devices: [{ platform: "apple", handle: "x" }] },
      1,
      /^audience\.devices: has no tags to split by locale/,
    ],
    ["one device", { device: "x" }, 1, /^audience\.device: has no tags to split by locale/],
  ];
  for (const [which, audience, count, reason] of refusals) {
    it(`refuses ${which}`, () => {
      throws(
        () => splitByLocale(audience, localeNames.slice(0, count)),
        (error) => error instanceof PayloadError && reason.test(error.message),
      );
    });
  }

  it("names a way out when it refuses", () => {
    throws(() => splitByLocale(everyone, localeNames), /use fewer locales or tags, or one template send/);
  });
});

const localeNames = ["de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "sv", "zh"];

describe("the parts of a split audience", () => {
  const audiences: Audience[] = [
    everyone,
    { tags: "a" },
    { tags: ["a", "b"] },
    { tags: ["a", "b", "c", "d", "e"] },
    ...[
      "!a",
      "a && b",
      "a && !b",
      "!(a && b)",
      "a && (b || !c)",
      "a && b && c && d && e",
      "a || b && !c",
      "a && locale:fr",
    ].map((text) => ({ tagExpression: text })),
  ];

  it("share no device and are together the audience, for every set of up to 12 tags, or the limits forbid them", () => {
    let [proved, refused, largest] = [0, 0, 0];
    for (const audience of audiences) {
      for (let count = 1; count <= localeNames.length; count++) {
        for (const untagged of ["default", "skip"] as const) {
          const locales = localeNames.slice(0, count);
          const parts = trySplit(audience, locales, untagged);
          if (!parts) {
            refused++;
            ok(!wouldFit(audience, count, untagged));
            continue;
          }
          proved++;
          largest = Math.max(largest, prove(audience, locales, untagged, parts));
        }
      }
    }
    equal(proved + refused, audiences.length * localeNames.length * 2);
    equal(largest, 12);
  });
});

/** Checks every device that these tags can describe, two tags that mean nothing among them; returns how many tags. */
function prove(
  audience: Audience,
  locales: readonly string[],
  untagged: "default" | "skip",
  parts: ReturnType<typeof splitByLocale>,
): number {
  const expressions = parts.map(({ tagExpression }) => parseTagExpression(tagExpression!));
  for (const expression of expressions) equal(checkLimits(expression), undefined);
  const used = new Set(expressions.flatMap(tagsOf));
  const names = [...used, "other", "locale:xx"].slice(0, Math.max(used.size, Math.min(12, used.size + 2)));
  const whole = wholeOf(audience);
  for (let bits = 0; bits < 2 ** names.length; bits++) {
    const tags = new Set(names.filter((_name, index) => bits & (1 << index)));
    const reached = expressions.filter((expression) => evaluate(expression, tags)).length;
    const wanted = whole(tags) && (untagged === "default" || locales.some((locale) => tags.has(`locale:${locale}`)));
    if (reached !== (wanted ? 1 : 0))
      throw new Error(`${[...tags].join(" ")} is in ${reached} parts of ${JSON.stringify(parts)}`);
  }
  return names.length;
}

function trySplit(audience: Audience, locales: readonly string[], untagged: "default" | "skip") {
  try {
    return splitByLocale(audience, locales, { untagged });
  } catch (error) {
    if (error instanceof PayloadError) return undefined;
    throw error;
  }
}

function wholeOf(audience: Audience): (tags: Set<string>) => boolean {
  if ("everyone" in audience) return () => true;
  if ("tags" in audience) return (tags) => [audience.tags].flat().some((tag) => tags.has(tag as string));
  const expression = parseTagExpression((audience as { tagExpression: string }).tagExpression);
  return (tags) => evaluate(expression, tags);
}

/** Whether the largest part keeps to the service's limits, counted without the code under test. */
function wouldFit(audience: Audience, locales: number, untagged: "default" | "skip"): boolean {
  const text =
    "tagExpression" in audience ? audience.tagExpression : "tags" in audience ? [audience.tags].flat().join("||") : "";
  const own = text.match(/[\w:]+/g)?.length ?? 0;
  const onlyOr = locales === 1 && untagged === "skip" && own === 0;
  return own + locales <= (text.includes("||") ? 6 : onlyOr ? 20 : 10);
}

describe("an audience in words", () => {
  const words: [Audience, string][] = [
    [everyone, "everyone"],
    [{ tags: "release" }, "devices tagged release"],
    [{ tags: ["release", "beta", "release"] }, "devices tagged release or beta"],
    [{ tags: "release || beta" }, "devices tagged release or beta"],
    [{ tagExpression: "a && (b || !c)" }, "devices tagged a and (b or not c)"],
    [{ tagExpression: "!(a && b)" }, "devices tagged not (a and b)"],
    [{ device: "S3CRET" }, "1 device"],
    [{ devices: [{ platform: "apple", handle: "S3CRET" }] }, "1 device"],
    [{ devices: ["a", "b"].map((handle) => ({ platform: "apple" as const, handle })) }, "2 devices"],
  ];
  for (const [audience, text] of words) {
    it(`is ${JSON.stringify(text)}`, () => equal(describeAudience(audience), text));
  }
});

describe("checkAudience", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
  const issues: [Audience, string[]][] = [
    [everyone, []],
    [{ tags: ["release", "beta"] }, []],
    [{ tags: many(20) }, []],
    [{ tags: [...many(20), ...many(20)] }, []],
    [{ tagExpression: "release && (beta || !internal)" }, []],
    [{ devices: [] }, []],
    [{ tags: [] }, ["audience.tags: is empty; name a tag, or set everyone: true to reach every device"]],
    [{ tags: many(21) }, ["audience.tags: has 21 tags; one send can have at most 20"]],
    [
      { tags: ["ok", "a b"] },
      ['audience.tags: the tag "a b" contains " "; a tag can have ASCII letters, digits and _ @ # . : -'],
    ],
    [{ tagExpression: "a &&" }, ["audience.tagExpression: column 5: expected a tag, found the end"]],
    [
      { tagExpression: many(11).join(" && ") },
      ["audience.tagExpression: has 11 tags; an expression with && and ! but no || can have at most 10"],
    ],
    [{ tagExpression: "a && !a" }, ['audience.tagExpression: "a && !a" matches no device, whatever its tags']],
    [
      { tagExpression: "beta && !BETA" },
      ['audience.tagExpression: "beta && !BETA" matches no device, whatever its tags'],
    ],
    // Two to the 60th combinations, none of which matches: only the count of tags is looked at.
    [
      {
        tagExpression: `${many(60)
          .map((tag) => `(${tag} || x${tag})`)
          .join(" && ")} && y && !y`,
      },
      ["audience.tagExpression: has 122 tags; an expression that mixes || with && or ! can have at most 6"],
    ],
    [
      { tagExpression: many(2000).join(" || ") },
      ["audience.tagExpression: column 4097: is longer than 4096 characters; shorten it"],
    ],
  ];
  for (const [audience, expected] of issues) {
    it(`finds ${expected.length} in ${JSON.stringify(audience).slice(0, 60)}`, () =>
      deepEqual(
        checkAudience(audience).map(({ path, message }) => `${path}: ${message}`),
        expected,
      ));
  }
});
