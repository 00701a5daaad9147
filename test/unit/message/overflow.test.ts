import { deepEqual, equal, ok, throws } from "node:assert/strict";
import type { PayloadError } from "../../../provider/client/errors/payloadError";
import type { Message } from "../../../provider/message/message";
import { type MessagePlatform, messagePlatforms, platforms } from "../../../provider/message/platforms";
import { render } from "../../../provider/message/render";
import { decode } from "./examples";

const family = "👨‍👩‍👧‍👦";
const message = (change: Partial<Message>): Message => ({ title: "Hi", body: "You", ttlSeconds: 60, ...change });
const at = { now: 0 };

describe("a message that is too long", () => {
  it("is refused unless it says otherwise, with the bytes that are too many", () => {
    throws(() => render(message({ body: "x".repeat(4200) }), "apple", at), {
      name: "PayloadError",
      issues: [
        {
          path: "body",
          message:
            'makes 4242 bytes for Apple (APNs), 146 more than the 4096 it takes; shorten it, or set overflow: "truncate"',
        },
      ],
    });
  });

  it("is refused at its longest text", () => {
    const refusal = (change: Partial<Message>) => {
      try {
        render(message(change), "fcmv1", at);
      } catch (error) {
        return (error as PayloadError).issues[0]?.path;
      }
    };
    equal(refusal({ title: "x".repeat(5000) }), "title");
    equal(refusal({ subtitle: "x".repeat(5000) }), "subtitle");
    equal(refusal({ data: { token: "x".repeat(5000) } }), "data.token");
  });

  it("is refused where the locale says it, or the one it falls back to", () => {
    const locales = { pt: { body: "x".repeat(5000) }, "pt-BR": { title: "x".repeat(6000) } };
    const path = (locale?: string, change: Partial<Message> = { locales }) => {
      try {
        return render(message(change), "apple", { ...at, locale }).platform;
      } catch (error) {
        return (error as PayloadError).issues[0]?.path;
      }
    };
    equal(path(), "apple");
    equal(path("pt"), "locales.pt.body");
    equal(path("pt-BR"), "locales.pt-BR.title");
    equal(path("pt-BR", { locales: { pt: locales.pt, "pt-BR": {} } }), "locales.pt.body");
  });

  it("is refused on Xiaomi by characters, naming the text", () => {
    throws(() => render(message({ title: "x".repeat(50) }), "xiaomi", at), {
      issues: [
        {
          path: "title",
          message: 'is too long for Xiaomi, which takes 49 characters; shorten it, or set overflow: "truncate"',
        },
      ],
    });
    equal(render(message({ title: "x".repeat(49), body: "y".repeat(127) }), "xiaomi", at).truncated.length, 0);
  });

  it("is refused when link and data alone are too long: they are never cut", () => {
    throws(() => render(message({ overflow: "truncate", data: { token: "x".repeat(4096) } }), "apple", at), {
      message:
        /^data\.token: makes \d+ bytes for Apple \(APNs\), \d+ more than the 4096 it takes; even with its texts cut it does not fit/,
    });
  });
});

describe("overflow: truncate", () => {
  const overflow = "truncate" as const;

  for (const platform of messagePlatforms) {
    it(`fills ${platform} to within one character of the limit`, () => {
      const rendered = render(message({ overflow, body: family.repeat(600) }), platform, at);
      deepEqual(rendered.truncated, ["body"]);
      const { body } = decode(rendered);
      ok(body!.endsWith("…"));
      equal(body!.slice(0, -1).replaceAll(family, ""), "");
      if (platform !== "xiaomi") {
        ok(rendered.bytes <= platforms[platform].maxPayloadBytes);
        ok(rendered.bytes + Buffer.byteLength(family) > platforms[platform].maxPayloadBytes);
      } else ok(body!.length <= 127 && body!.length + family.length > 127);
    });
  }

  const clusters: [string, string][] = [
    ["a letter and its accent", "e\u0301"],
    ["a flag", "🇫🇷"],
    ["a skin tone", "👍🏽"],
    ["a Hangul syllable", "\u1112\u1161\u11ab"],
    ["a line end", "\r\n"],
  ];
  for (const [which, cluster] of clusters) {
    it(`never cuts inside ${which}`, () => {
      for (const padding of ["", "x", "xy", "xyz"]) {
        const { body } = decode(render(message({ overflow, body: padding + cluster.repeat(2000) }), "apple", at));
        equal(body!.slice(padding.length, -1).replaceAll(cluster, ""), "");
      }
    });
  }

  it("cuts the body, then the subtitle, then the title, and keeps a character of each", () => {
    const long = (letter: string) => letter.repeat(3000);
    const texts = { title: long("t"), subtitle: long("s"), body: long("b") };
    const rendered = render(
      message({ overflow, ...texts, data: { keep: "k".repeat(1500) }, link: "https://contoso.com" }),
      "apple",
      at,
    );
    deepEqual(rendered.truncated, ["body", "subtitle", "title"]);
    const { title, subtitle, body, link, data } = decode(rendered);
    equal(body, "b…");
    equal(subtitle, "s…");
    ok(/^t{1000,}…$/.test(title!));
    equal(link, "https://contoso.com");
    deepEqual(data, { keep: "k".repeat(1500) });
  });

  it("cuts each text to what the platform takes of it, and no other", () => {
    const rendered = render(message({ overflow, title: "t".repeat(94), body: "A body of some words" }), "xiaomi", at);
    deepEqual(rendered.truncated, ["title"]);
    const { title, body } = decode(rendered);
    equal(title, `${"t".repeat(48)}…`);
    equal(body, "A body of some words");
    const both = render(message({ overflow, title: "t".repeat(94), body: "b".repeat(200) }), "xiaomi", at);
    deepEqual(both.truncated, ["body", "title"]);
    equal(decode(both).body, `${"b".repeat(126)}…`);
  });

  it("cuts the text that is too long and leaves the others whole", () => {
    const rendered = render(message({ overflow, title: "t".repeat(5000), body: "A body of some words" }), "apple", at);
    deepEqual(rendered.truncated, ["title"]);
    equal(decode(rendered).body, "A body of some words");
    equal(rendered.bytes, 4096);
  });

  it("cuts a text to the platform's length and then to its bytes, with one ellipsis", () => {
    const data = { keep: "k".repeat(3800) };
    const rendered = render(message({ overflow, title: "日".repeat(94), body: "語".repeat(200), data }), "xiaomi", at);
    const { title, body } = decode(rendered);
    ok(/^日+…$/.test(title!) && /^語+…$/.test(body!));
    ok(rendered.bytes <= 4096);
  });

  it("counts escaped characters as they are sent", () => {
    for (const platform of ["apple", "windows"] as MessagePlatform[]) {
      const rendered = render(message({ overflow, body: '"&<\n'.repeat(2000) }), platform, at);
      equal(rendered.bytes, Buffer.byteLength(rendered.body));
      ok(rendered.bytes <= platforms[platform].maxPayloadBytes);
    }
  });

  it("leaves a message alone that fits", () => deepEqual(render(message({ overflow }), "apple", at).truncated, []));
});
