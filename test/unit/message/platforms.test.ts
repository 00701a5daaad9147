import { deepEqual, equal, match, throws } from "node:assert/strict";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { checkPayload } from "../../../provider/message/checkPayload";
import type { Message } from "../../../provider/message/message";
import { type MessagePlatform, messagePlatforms } from "../../../provider/message/platforms";
import { render } from "../../../provider/message/render";
import { bodies, full, headers, places, plain, silent } from "./examples";

const now = Date.UTC(2026, 11, 1, 9);
describe("a rendered body", () => {
  for (const [platform, which, message, body] of bodies) {
    it(`for ${platform}, ${which}`, () => equal(render(message, platform, { now }).body, body));
  }

  it("passes the payload rules on every platform", () => {
    for (const platform of messagePlatforms) {
      for (const message of platform === "browser" ? [plain, full] : [plain, full, silent]) {
        const { body, headers } = render(message, platform, { now, collapseId: "release" });
        deepEqual(checkPayload({ format: platform, body, headers }), []);
      }
    }
  });

  it("is the same whatever the order of the message's properties", () => {
    const reversed = Object.fromEntries(Object.entries(full).reverse()) as Message;
    for (const platform of messagePlatforms) {
      deepEqual(render(reversed, platform, { now }), render(full, platform, { now }));
    }
  });
});

describe("headers", () => {
  for (const [platform, message, expected] of headers) {
    it(`for ${platform}${message.silent ? ", silent" : ""}${message.priority ? `, ${message.priority}` : ""}`, () =>
      deepEqual(render(message, platform, { now }).headers, expected));
  }
});

describe("the time to live", () => {
  const { ttlSeconds: _, ...withoutTtl } = plain;

  it("is three days when nothing is declared", () => {
    equal(JSON.parse(render(withoutTtl, "fcmv1", { now }).body).message.android.ttl, "259200s");
    equal(render(withoutTtl, "browser", { now }).headers.TTL, "259200");
  });

  it("is counted from when the message goes out to expiresAt", () => {
    const message = { ...withoutTtl, expiresAt: "2026-12-01T11:00:00+01:00" };
    equal(render(message, "windows", { now }).headers["X-WNS-TTL"], "3600");
    equal(render(message, "apple", { now }).headers["apns-expiration"], String(now / 1000 + 3600));
  });

  it("that has passed is refused", () => {
    throws(() => render({ ...withoutTtl, expiresAt: "2026-12-01T08:59:59Z" }, "apple", { now }), {
      name: "PayloadError",
      message: "expiresAt: is earlier than the time of the send; choose a later time",
    });
  });

  it("of more than 28 days is refused where the time of the send is known", () => {
    const message = { ...withoutTtl, expiresAt: "2026-12-29T09:00:01Z" };
    throws(() => render(message, "fcmv1", { now }), {
      name: "PayloadError",
      message: "expiresAt: is more than 28 days after the time of the send; choose an earlier time",
    });
    equal(JSON.parse(render(message, "fcmv1", { now: now + 1000 }).body).message.android.ttl, "2419200s");
    equal(JSON.parse(render(message, "fcmv1", {}).body).message.android.ttl, "2419200s");
  });

  it("keeps to what a service can hold", () => {
    const longest = { ...plain, ttlSeconds: 2_419_200 };
    equal(JSON.parse(render(longest, "xiaomi", { now }).body).time_to_live, 1_209_600_000);
    equal(JSON.parse(render({ ...plain, ttlSeconds: 0 }, "adm", { now }).body).expiresAfter, 60);
  });
});

describe("a collapse id", () => {
  const read = (platform: MessagePlatform, message: Message, collapseId: string) => {
    const { body, headers } = render(message, platform, { now, collapseId });
    return { headers, body: platform === "windows" ? undefined : JSON.parse(body) };
  };
  for (const [platform, place, shape] of places) {
    it(`is on ${platform} (${String(place).replace(/^.*=> /, "")}), the same for an edited text`, () => {
      const collapseId = "release 2.4.0 – été, a name of any length and alphabet";
      const found = place(read(platform, plain, collapseId));
      match(String(found), shape);
      equal(place(read(platform, { ...plain, title: "Edited" }, collapseId)), found);
      if (found !== "broadcast") equal(place(read(platform, plain, "another")) === found, false);
    });
  }
});

describe("a locale", () => {
  const message: Message = {
    ...full,
    locales: { pt: { title: "Olá", body: "Você" }, "pt-BR": { title: "Oi", data: { c: "d" } }, fr: {} },
  };
  const titleAndBody = (locale?: string) => {
    const { title, body, data } = JSON.parse(render(message, "browser", { now, locale }).body);
    return [title, body, data.a ?? data.c];
  };

  it("takes what it does not say from the shorter locale, then from the message", () => {
    deepEqual(titleAndBody(), ["Hi", "You", "b"]);
    deepEqual(titleAndBody("pt"), ["Olá", "Você", "b"]);
    deepEqual(titleAndBody("pt-BR"), ["Oi", "Você", "d"]);
    deepEqual(titleAndBody("fr"), ["Hi", "You", "b"]);
  });

  it("is named to browsers", () =>
    equal(JSON.parse(render(message, "browser", { now, locale: "fr" }).body).lang, "fr"));
});

describe("an override", () => {
  it("merges into the payload last, and null removes", () => {
    const overrides = {
      apple: { payload: { aps: { alert: { title: null, "loc-key": "x" }, "thread-id": "t" }, link: null } },
    };
    equal(
      render({ ...full, overrides }, "apple", { now }).body,
      '{"aps":{"alert":{"subtitle":"There","body":"You","loc-key":"x"},"badge":3,"sound":"default","mutable-content":1,"category":"NEWS","thread-id":"t"},"image":"https://contoso.com/1.png","a":"b"}',
    );
  });

  it("of a toast names attributes with @ and lists elements of one name", () => {
    const action = [
      { "@content": "Yes", "@arguments": "y" },
      { "@content": "<No>", "@arguments": 'n"' },
    ];
    const overrides = { windows: { payload: { toast: { "@scenario": "reminder", actions: { action } } } } };
    equal(
      render({ ...plain, overrides }, "windows", { now }).body,
      '<toast scenario="reminder"><visual><binding template="ToastGeneric"><text>Hi</text><text>You</text></binding></visual><actions><action content="Yes" arguments="y"/><action content="&lt;No&gt;" arguments="n&quot;"/></actions></toast>',
    );
  });

  it("replaces a header whatever its case", () => {
    const overrides = { apple: { headers: { "APNS-Priority": "5" } } };
    deepEqual(render({ ...plain, overrides }, "apple", { now }).headers, {
      "apns-push-type": "alert",
      "apns-expiration": "1796115660",
      "APNS-Priority": "5",
    });
  });

  it("changes no other platform, and not the message", () => {
    const message = { ...plain, overrides: { apple: { payload: { aps: { alert: "x" } } } } };
    const before = structuredClone(message);
    equal(render(message, "adm", { now }).body, render(plain, "adm", { now }).body);
    render(message, "apple", { now });
    deepEqual(message, before);
  });

  const spoiling: [MessagePlatform, NonNullable<NonNullable<Message["overrides"]>["apple"]>, RegExp][] = [
    ["apple", { payload: { aps: null } }, /^overrides\.apple: makes a payload whose aps is missing/],
    [
      "apple",
      { headers: { "apns-expiration": "soon" } },
      /^overrides\.apple: makes a payload whose headers\.apns-expiration/,
    ],
    [
      "fcmv1",
      { payload: { message: { data: { n: 1 } } } },
      /^overrides\.fcmv1: makes a payload whose message\.data\.n must be a string/,
    ],
    [
      "windows",
      { payload: { toast: { "no such": "x" } } },
      /^overrides\.windows: makes a payload that is refused: line 1/,
    ],
    [
      "windows",
      { payload: { toast: { button: "x" } } },
      /^overrides\.windows: makes a payload whose toast\.button is not allowed here/,
    ],
  ];
  for (const [platform, override, reason] of spoiling) {
    it(`that spoils ${platform} is refused: ${JSON.stringify(override)}`, () => {
      throws(
        () => render({ ...plain, overrides: { [platform]: override } }, platform, { now }),
        (error) => error instanceof PayloadError && reason.test(error.message),
      );
    });
  }
});

describe("a silent message", () => {
  it("is refused for browsers, which show something for every push", () => {
    throws(() => render(silent, "browser", { now }), { message: /^silent: browsers show something for every push/ });
  });
});
