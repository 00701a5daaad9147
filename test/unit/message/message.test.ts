import { deepEqual, equal, match, ok } from "node:assert/strict";
import { validateMessage } from "../../../provider/message/message";

const happy = { title: "2.4.0 is here", body: "Dark mode" };
const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const isUnknown = (value: unknown) => value === unknownMark;

/** What is wrong with the happy message after a change, as `path: reason` lines. */
const wrong = (change: Record<string, unknown>) =>
  validateMessage({ ...happy, ...change }).map(({ path, message }) => `${path}: ${message}`);

describe("a message", () => {
  it("needs a title and a body", () => {
    deepEqual(validateMessage(happy), []);
    deepEqual(wrong({ title: undefined, body: undefined }), [
      "title: is missing; write it, or set silent: true",
      "body: is missing; write it, or set silent: true",
    ]);
  });

  const refused: [Record<string, unknown>, RegExp][] = [
    [{ titel: "x" }, /^titel: is not a property of a message; remove it, or correct its name$/],
    [{ title: 1 }, /^title: must be a string$/],
    [{ title: null }, /^title: must be a string$/],
    [{ title: " \n" }, /^title: is empty/],
    [{ body: "a\u0000b" }, /^body: contains the control character U\+0000 at character 2; remove it$/],
    [{ body: "a\u001b[31m" }, /^body: contains the control character U\+001B/],
    [{ body: "\ud83d" }, /^body: contains the lone surrogate U\+D83D at character 1/],
    [{ body: "x\udc4b" }, /^body: contains the lone surrogate U\+DC4B at character 2/],
    [{ subtitle: "a\uffff" }, /^subtitle: contains the noncharacter U\+FFFF/],
    [{ link: "contoso.com" }, /^link: is not an absolute link; write https/],
    [{ link: "http://contoso.com" }, /^link: uses http; write an https link$/],
    [{ link: "javascript:alert(1)" }, /^link: uses javascript:, which no device opens/],
    [{ link: "https://contoso.com/a b" }, /^link: contains a space/],
    [{ link: "https://" }, /^link: is not a valid https link; check its host$/],
    [{ image: "contoso://a.png" }, /^image: must be an https link/],
    [{ badge: 1.5 }, /^badge: must be a whole number, 0 or more$/],
    [{ badge: "3" }, /^badge: must be a whole number/],
    [{ badge: -1 }, /^badge: must be a whole number/],
    [{ data: { a: 1 } }, /^data\.a: must be a string$/],
    [{ data: { "a b": null } }, /^data\["a b"\]: must be a string$/],
    [{ data: ["a"] }, /^data: must be an object of strings$/],
    [{ data: { aps: "x" } }, /^data: cannot have "aps"/],
    [{ data: { link: "x" } }, /^data: cannot have "link"/],
    [{ data: { "google.c.a": "x" } }, /^data: cannot have "google.c.a" as a key, because FCM reserves/],
    [{ data: { "": "x" } }, /^data: has an empty key; name it$/],
    [{ data: { "a\u0007": "x" } }, /^data: has a key that contains the control character U\+0007/],
    [{ actions: [] }, /^actions: is empty; leave it out$/],
    [{ actions: [{ title: "Vote" }] }, /^actions\[0\]\.link: /],
    [{ actions: [{ title: "Vote", link: "vote" }] }, /^actions\[0\]\.link: is not an absolute link/],
    [
      { actions: Array(6).fill({ title: "a", link: "https://contoso.com" }) },
      /^actions: can have at most 5 buttons; no platform shows more$/,
    ],
    [{ interruption: "urgent" }, /^interruption: must be "passive", "active", "time-sensitive" or "critical"$/],
    [{ relevance: 2 }, /^relevance: must be at most 1$/],
    [{ color: "red" }, /^color: must be a color as #rrggbb$/],
    [{ icon: "icon.png" }, /^icon: must be an https link/],
    [{ channel: "news", data: { channel: "x" } }, /^data: and the message both set "channel"; keep one$/],
    [{ link: "https:/contoso.com" }, /^link: must have exactly two slashes after https:$/],
    [{ priority: "urgent" }, /^priority: must be "normal" or "high"$/],
    [{ ttlSeconds: -1 }, /^ttlSeconds: must be 0 or more$/],
    [{ ttlSeconds: 2_419_201 }, /^ttlSeconds: must be at most 2419200 \(28 days\)$/],
    [{ expiresAt: "tomorrow" }, /^expiresAt: must be a date and time with a zone/],
    [{ expiresAt: "2026-12-01T09:00:00" }, /^expiresAt: must be a date and time with a zone/],
    [{ ttlSeconds: 1, expiresAt: "2026-12-01T09:00:00Z" }, /^expiresAt: and ttlSeconds say the same thing; keep one$/],
    [{ silent: "yes" }, /^silent: must be true or false$/],
    [{ overflow: "split" }, /^overflow: must be "error" or "truncate"$/],
    [
      { locales: { fr: { titre: "x" } } },
      /^locales\.fr\.titre: is not a property of a message; remove it, or correct its name$/,
    ],
    [{ locales: { pt_BR: {} } }, /^locales\.pt_BR: is not spelled as in BCP 47; write "pt-BR"$/],
    [{ locales: { "french!": {} } }, /^locales\["french!"\]: is not a locale/],
    [{ locales: { fr: { link: "x" } } }, /^locales\.fr\.link: is not an absolute link/],
    [{ locales: { fr: { data: { aps: "x" } } } }, /^locales\.fr\.data: cannot have "aps"/],
    [{ locales: {}, localeTag: "lang" }, /^localeTag: must contain \{locale\} exactly once$/],
    [{ locales: { fr: {} }, localeTag: "lang {locale}" }, /^locales\.fr: the tag "lang fr" contains " "/],
    [{ localeTag: "l:{locale}" }, /^localeTag: has no effect without locales/],
    [{ untagged: "skip" }, /^untagged: has no effect without locales/],
    [{ overrides: { gcm: {} } }, /^overrides\.gcm: is not a property of a message; remove it, or correct its name$/],
    [
      { overrides: { apple: { aps: {} } } },
      /^overrides\.apple\.aps: is not a property of a message; remove it, or correct its name$/,
    ],
    [{ overrides: { apple: { headers: { a: 1 } } } }, /^overrides\.apple\.headers\.a: must be a string$/],
  ];
  for (const [change, reason] of refused) {
    it(`is refused with ${JSON.stringify(change)}`, () => {
      const [first, ...others] = wrong(change);
      match(first ?? "nothing", reason);
      deepEqual(others, []);
    });
  }

  it("is refused when it is no object", () => {
    for (const value of [undefined, null, "text", 1, []]) ok(validateMessage(value).length > 0);
  });

  it("is silent with link and data only, at normal priority", () => {
    deepEqual(validateMessage({ silent: true }), []);
    deepEqual(validateMessage({ silent: true, link: "https://contoso.com", data: { sync: "orders" } }), []);
    deepEqual(
      validateMessage({ silent: true, ...happy, badge: 1, priority: "high", locales: { fr: { title: "x" } } }).map(
        ({ path }) => path,
      ),
      ["priority", "title", "body", "badge", "locales.fr.title"],
    );
  });

  it("may have data under the name of a field that it does not use", () => {
    deepEqual(validateMessage({ ...happy, data: { channel: "x", color: "red", actions: "none" } }), []);
  });

  it("never has its text quoted", () => {
    const secret = "S3CRET";
    const issues = validateMessage({
      title: `${secret}\u0007`,
      body: 1,
      link: secret,
      badge: secret,
      expiresAt: secret,
    });
    equal(issues.length, 5);
    for (const { message } of issues) equal(message.includes(secret), false);
  });
});

describe("what a preview does not know yet", () => {
  it("passes wherever it is", () => {
    const message = {
      title: unknownMark,
      body: unknownMark,
      link: unknownMark,
      badge: unknownMark,
      data: { version: unknownMark },
      silent: unknownMark,
      locales: { fr: unknownMark, de: { title: unknownMark, data: unknownMark } },
      overrides: { apple: { payload: { aps: unknownMark } }, fcmv1: unknownMark },
    };
    deepEqual(validateMessage(message, isUnknown), []);
    for (const field of ["locales", "overrides", "data", "expiresAt", "localeTag"]) {
      const change = field === "localeTag" ? { locales: { fr: {} } } : {};
      deepEqual(validateMessage({ ...happy, ...change, [field]: unknownMark }, isUnknown), []);
    }
    deepEqual(validateMessage(unknownMark, isUnknown), []);
  });

  it("keeps nothing else from being found", () => {
    const found = validateMessage(
      { title: unknownMark, body: 1, data: { aps: unknownMark }, x: unknownMark },
      isUnknown,
    );
    deepEqual(found.map(({ path }) => path).sort(), ["body", "data", "x"]);
  });
});
