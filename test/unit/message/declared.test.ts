import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import { declaredFor } from "../../../provider/message/declared";
import { localesOf } from "../../../provider/message/locale";
import type { Message } from "../../../provider/message/message";
import { messagePlatforms } from "../../../provider/message/platforms";

const message: Message = {
  title: "Hi",
  body: "You",
  locales: { fr: { title: "Salut", body: "Toi" }, pt: { title: "Oi" }, "pt-BR": { body: "Você" } },
};

/** Platforms and locales whose declaration a change touches. */
function touched(change: (message: Message) => void): string[] {
  const after = structuredClone(message);
  change(after);
  const keys = messagePlatforms.flatMap((platform) => localesOf(message).map((locale) => ({ platform, locale })));
  return keys
    .filter(({ platform, locale }) => {
      const [a, b] = [message, after].map((each) => JSON.stringify(declaredFor(each, platform, locale)));
      return a !== b;
    })
    .map(({ platform, locale }) => `${platform}/${locale ?? ""}`);
}

const everywhere = (...locales: string[]) =>
  messagePlatforms.flatMap((platform) => locales.map((each) => `${platform}/${each}`));

describe("what is declared for one platform and locale", () => {
  it("is the content of that locale, without defaults", () => {
    deepEqual(declaredFor(message, "apple"), { title: "Hi", body: "You" });
    deepEqual(declaredFor(message, "apple", "fr"), { title: "Salut", body: "Toi" });
    deepEqual(declaredFor(message, "apple", "pt-BR"), { title: "Oi", body: "Você" });
  });

  it("holds how it is delivered and the platform's own override, and nothing that is empty", () => {
    const overrides = { apple: { payload: { aps: { x: 1 } }, headers: {} }, adm: {} };
    const declared: Message = { title: "Hi", body: "You", priority: "high", ttlSeconds: 1, data: {}, overrides };
    deepEqual(declaredFor(declared, "apple"), {
      title: "Hi",
      body: "You",
      priority: "high",
      ttlSeconds: 1,
      override: { payload: { aps: { x: 1 } } },
    });
    deepEqual(declaredFor(declared, "adm"), { title: "Hi", body: "You", priority: "high", ttlSeconds: 1 });
  });

  const changes: [string, (message: Message) => void, string[]][] = [
    ["an edited title touches the locales that take theirs from it", (m) => (m.title = "Hey"), everywhere("")],
    [
      "an edited body touches the locales that take theirs from it",
      (m) => (m.body = "All"),
      everywhere("pt", "").sort(),
    ],
    ["an edited locale touches that one", (m) => (m.locales!.fr!.title = "Bonjour"), everywhere("fr")],
    [
      "an edited shorter locale touches the longer one that falls back to it",
      (m) => (m.locales!.pt!.title = "Olá"),
      everywhere("pt-BR", "pt"),
    ],
    ["a locale more touches none", (m) => (m.locales!.de = { title: "Hallo" }), []],
    [
      "an override touches its platform",
      (m) => (m.overrides = { apple: { headers: { x: "y" } } }),
      ["apple/pt-BR", "apple/fr", "apple/pt", "apple/"],
    ],
    ["overflow and untagged touch nothing", (m) => Object.assign(m, { overflow: "truncate", untagged: "default" }), []],
    [
      "localeTag touches the locales and not the rest",
      (m) => (m.localeTag = "l:{locale}"),
      everywhere("pt-BR", "fr", "pt"),
    ],
    ["an empty override touches nothing", (m) => (m.overrides = { apple: {} }), []],
    ["undefined touches nothing", (m) => (m.link = undefined), []],
  ];
  for (const [fact, change, expected] of changes) {
    it(fact, () => deepEqual(touched(change).sort(), [...expected].sort()));
  }

  it("changes with every field of the message", () => {
    const fields: Partial<Message> = {
      subtitle: "s",
      link: "https://contoso.com",
      image: "https://contoso.com/i.png",
      badge: 0,
      sound: "default",
      category: "c",
      data: { a: "b" },
      priority: "high",
      ttlSeconds: 0,
      expiresAt: "2026-12-01T09:00:00Z",
      silent: false,
    };
    for (const [field, value] of Object.entries(fields)) {
      notDeepEqual(declaredFor({ ...message, [field]: value }, "apple"), declaredFor(message, "apple"));
    }
  });
});

describe("localesOf", () => {
  it("lists longer names first, then by alphabet, and the message as it is last", () => {
    deepEqual(localesOf(message), ["pt-BR", "fr", "pt", undefined]);
    deepEqual(localesOf({ ...message, untagged: "skip" }), ["pt-BR", "fr", "pt"]);
    deepEqual(localesOf({}), [undefined]);
    deepEqual(localesOf({ locales: {}, untagged: "skip" }), [undefined]);
    equal(localesOf({ locales: { "zh-Hant-TW": {}, "zh-Hant": {}, zh: {} } })[0], "zh-Hant-TW");
  });
});
