import { deepEqual, equal, ok } from "node:assert/strict";
import type { Audience } from "../../../provider/client/audience";
import type { Message } from "../../../provider/message/message";
import { type CardInput, cardInBrief, cardOf, summary } from "../../../sdk/card/card";
import { writeCard } from "../../../sdk/card/writeCard";
import { matchesGolden } from "../message/golden";

const now = Date.UTC(2026, 10, 24, 10);
const message: Message = { title: "2.4.0 is here", body: "Dark mode", link: "https://contoso.com/2.4.0" };
const plain: CardInput = {
  name: "v2-4-0",
  message,
  platforms: ["apple", "fcmv1"],
  audience: { everyone: true },
  now,
};

const inputs: Record<string, CardInput> = {
  plain,
  "every-platform": {
    ...plain,
    announcement: "release-2.4.0",
    message: {
      ...message,
      subtitle: "For everyone",
      body: "Dark mode, a faster start, and the export that so many of you asked for. ".repeat(4).trim(),
      image: "https://contoso.com/2.4.0.png",
      badge: 1,
      data: { version: "2.4.0" },
      overflow: "truncate",
    },
    platforms: ["apple", "fcmv1", "windows", "browser", "adm", "xiaomi"],
    audience: { tags: ["release", "beta"] },
    at: Date.UTC(2026, 11, 1, 9),
    zone: "Europe/Paris",
  },
  localized: {
    ...plain,
    message: {
      ...message,
      locales: { fr: { title: "2.4.0 est là", body: "Mode sombre" }, ja: { body: "ダークモード".repeat(20) } },
    },
    audience: { tagExpression: "release && !internal" },
    at: Date.UTC(2026, 11, 1, 23, 30),
    zone: "Asia/Tokyo",
    reachOf: (platform, locale) => (platform === "apple" ? { fr: 120, ja: 0 }[locale ?? ""] : undefined),
  },
  fates: {
    ...plain,
    platforms: ["apple", "fcmv1", "windows", "browser", "adm"],
    fateOf: (platform) =>
      ({
        apple: { kind: "nothing", text: "sent 2026-11-24, posts nothing" } as const,
        fcmv1: {
          kind: "in-doubt",
          text: "in doubt since 2026-11-24 10:00 UTC, posts nothing until that is resolved",
        } as const,
        windows: { kind: "replaces", text: "posts, and replaces the notification sent on 2026-11-24" } as const,
        browser: { kind: "reschedules", text: "reschedules the send planned for 2026-11-25 09:00 UTC" } as const,
      })[platform],
  },
  native: {
    name: "native",
    payloads: {
      apple: { aps: { alert: "Hello" } },
      fcmv1: { message: { data: { sync: "orders" } } },
      windows:
        '<toast activationType="protocol" launch="contoso://1"><visual><binding template="ToastGeneric"><text>Fish &amp; chips</text></binding></visual></toast>',
      gcm: '{"data":{"message":"Hello"}}',
    },
    audience: { devices: [{ platform: "apple", handle: "S3CRET" }] },
    now,
  },
  template: { name: "template", template: { title: "Hello", version: "2.4.0" }, audience: { tags: "release" }, now },
  silent: { ...plain, message: { silent: true, data: { sync: "orders" } }, platforms: ["apple", "browser"] },
  loud: {
    ...plain,
    message: {
      ...message,
      sound: "default",
      interruption: "time-sensitive",
      actions: [{ title: "Vote", link: "https://contoso.com/vote" }],
    },
    platforms: ["apple", "fcmv1", "windows", "browser"],
  },
  edited: {
    ...plain,
    message: { ...message, locales: { fr: { body: "Mode sombre" } } },
    fateOf: () => ({ kind: "replaces", text: "posts, and replaces the notification sent on 2026-11-24" }),
    beforeOf: (platform, locale) =>
      locale === undefined
        ? { screen: { title: "2.4.0 is here", body: "Dark mod", sound: "default" } }
        : platform === "apple"
          ? { screen: { title: "2.4.0 is here", body: "Mode sombre", link: "https://contoso.com/2.4.0" } }
          : undefined,
  },
  notes: { ...plain, message: { ...message, priority: "normal" }, test: true },
  "sent-and-expired": {
    ...plain,
    message: { ...message, expiresAt: "2026-11-20T00:00:00Z" },
    fateOf: (platform) =>
      platform === "apple" ? { kind: "nothing", text: "sent 2026-11-19, posts nothing" } : undefined,
  },
  "too-long": { ...plain, message: { ...message, body: "Dark mode ".repeat(500) } },
  hostile: {
    ...plain,
    name: "a|b `c` <d>",
    message: {
      title: "@everyone <img src=x> | **bold** [link](https://evil)",
      body: "line one\nline two \u202e reversed :tada: #1 ~~no~~ &amp; `code`",
      link: "https://contoso.com/?a=|b".replace("|", "%7C"),
    },
    platforms: ["apple"],
  },
};

describe("a card", () => {
  for (const [name, input] of Object.entries(inputs)) {
    it(`of ${name} is the one on file, as text, Markdown and JSON`, () => {
      const card = cardOf(input);
      for (const format of ["text", "markdown", "json"] as const) {
        matchesGolden(`${name}.${format}.txt`, `${writeCard(card, format)}\n`);
      }
    });
  }

  it("is the same whatever this machine's time zone and language", () => {
    const { TZ, LANG } = process.env;
    try {
      const before = writeCard(cardOf(inputs["every-platform"]!), "text");
      process.env.TZ = "Pacific/Auckland";
      process.env.LANG = "ar_EG";
      equal(writeCard(cardOf(inputs["every-platform"]!), "text"), before);
    } finally {
      Object.assign(process.env, { TZ: TZ ?? "UTC", LANG: LANG ?? "C" });
    }
  });

  it("holds no device handle", () => {
    for (const format of ["text", "markdown", "json"] as const) {
      equal(writeCard(cardOf(inputs.native!), format).includes("S3CRET"), false);
    }
  });

  it("has no line that is wider than a terminal, and one table row for a send", () => {
    for (const input of Object.values(inputs)) {
      const card = cardOf(input);
      const text = writeCard(card, "text").split("\n");
      ok(text.filter((line) => line.startsWith("  │")).every((line) => line.length <= 76));
      const rows = writeCard(card, "markdown")
        .split("\n")
        .filter((line) => line.startsWith("| "));
      equal(rows.length, card.sends.length + 2);
      ok(rows.every((row) => row.split("|").length === 7));
    }
  });
});

describe("a summary", () => {
  const audience: Audience = { tags: "release" };
  const facts: [CardInput, string][] = [
    [plain, "posts to apple, fcmv1 for everyone"],
    [
      {
        ...plain,
        audience,
        fateOf: (platform) =>
          platform === "apple" ? { kind: "nothing", text: "sent 2026-11-24, posts nothing" } : undefined,
      },
      "apple: sent 2026-11-24, posts nothing; posts to fcmv1 for devices tagged release",
    ],
    [
      { ...plain, message: { ...message, locales: { fr: {} } } },
      "posts to apple, fcmv1 (fr, other locales) for everyone",
    ],
    [
      {
        ...plain,
        message: { ...message, locales: { fr: {} } },
        fateOf: (platform, locale) => (platform === "apple" && locale ? { kind: "nothing", text: "sent" } : undefined),
      },
      "apple (fr): sent; posts to apple, fcmv1/fr, fcmv1 for everyone",
    ],
    [{ ...plain, platforms: [] }, "posts nothing"],
  ];
  for (const [input, text] of facts) {
    it(`is ${JSON.stringify(text)}`, () => equal(summary(cardOf(input)), text));
  }
});

describe("a card in one line", () => {
  const facts: [CardInput, string][] = [
    [plain, "v2-4-0: 2 posts at once to everyone"],
    [{ ...plain, audience: { tags: ["a", "b"] } }, "v2-4-0: 2 posts at once to tags a or b"],
    [
      { ...plain, platforms: ["apple"], at: Date.UTC(2026, 11, 1, 9), zone: "Europe/Paris", test: true },
      "v2-4-0: 1 test post on 2026-12-01 10:00 in Europe/Paris to everyone",
    ],
    [
      {
        ...plain,
        fateOf: (platform) => (platform === "apple" ? { kind: "replaces", text: "posts, and replaces" } : undefined),
      },
      "v2-4-0: 1 post at once, replaces 1 post at once to everyone",
    ],
    [
      { ...plain, at: Date.UTC(2026, 11, 1, 9), fateOf: () => ({ kind: "reschedules", text: "" }) },
      "v2-4-0: moves 2 posts to 2026-12-01 09:00 UTC, to everyone",
    ],
    [
      { ...plain, fateOf: () => ({ kind: "reschedules", text: "" }) },
      "v2-4-0: moves 2 posts forward, at once, to everyone",
    ],
  ];
  for (const [input, text] of facts) it(`is ${JSON.stringify(text)}`, () => equal(cardInBrief(cardOf(input)), text));
});

describe("when a card says", () => {
  it("at once, or UTC and the other clock, whose date shows when it is another", () => {
    equal(cardOf(plain).when, "at once");
    deepEqual(cardOf({ ...plain, at: Date.UTC(2026, 6, 1, 9), zone: "Europe/Paris" }).when, {
      utc: "2026-07-01 09:00",
      local: "2026-07-01 11:00",
      zone: "Europe/Paris",
    });
    deepEqual(cardOf({ ...plain, at: now, zone: "UTC" }).when, { utc: "2026-11-24 10:00" });
    ok(writeCard(cardOf(inputs.localized!), "text").includes("2026-12-01 23:30 UTC, 2026-12-02 08:30 in Asia/Tokyo"));
  });
});
