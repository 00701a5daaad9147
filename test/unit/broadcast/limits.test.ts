import assert from "node:assert/strict";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { notificationOf } from "../../../provider/message/partRequest";
import { messagePlatforms, platformOf } from "../../../provider/message/platforms";
import { args, LocalHub, news } from "./localHub";

const everyone = { everyone: true };
const payload = (platform: string, body: unknown, more: object = {}) => ({
  payloads: { [platform]: body },
  audience: everyone,
  ...more,
});
const message = (fields: object, more: object = {}) => ({
  message: { title: "News", body: "A", ...fields },
  platforms: ["apple"],
  audience: everyone,
  ...more,
});

/** A payload of so many bytes. */
function ofBytes(platform: string, bytes: number): string {
  const [before, after] =
    platform === "apple"
      ? ['{"aps":{"alert":"', '"}}']
      : platform === "fcmv1"
        ? ['{"message":{"notification":{"title":"', '"}}}']
        : platform === "windows" || platform === "windowsphone"
          ? [`<toast><visual><binding template="ToastGeneric"><text>`, "</text></binding></visual></toast>"]
          : platform === "template"
            ? ['{"a":"', '"}']
            : platform === "xiaomi"
              ? ['{"title":"2.4.0","description":"Dark mode","payload":"', '"}']
              : ['{"data":{"a":"', '"}}'];
  return before + "x".repeat(bytes - before.length - after.length) + after;
}

describe("nothing is armed that the post would refuse", () => {
  const hub = new LocalHub();

  async function refused(declared: object, expected: RegExp, config: object = {}): Promise<void> {
    hub.emulator.reset();
    const stack = hub.stack({ ...hub.config(), ...config });
    for (const report of [await stack.preview(news(declared)), await stack.up(news(declared))])
      assert.match(report.failures.join("\n"), expected);
    assert.deepEqual([stack.held, hub.posts], [[], 0]);
  }

  async function taken(declared: object, posts = 1): Promise<void> {
    hub.emulator.reset();
    const stack = hub.stack();
    assert.deepEqual((await stack.up(news(declared))).failures, [], JSON.stringify(declared).slice(0, 200));
    assert.equal(hub.posts, posts);
  }

  describe("a payload just above the platform's limit is refused, one just at it is posted", () => {
    for (const platform of ["apple", "fcmv1", "windows", "adm", "browser", "xiaomi"]) {
      it(platform, async () => {
        const limit = platformOf(platform)!.maxPayloadBytes;
        await taken(payload(platform, ofBytes(platform, limit)));
        await refused(
          payload(platform, ofBytes(platform, limit + 1)),
          new RegExp(`^payloads\\.${platform}.*1 more than`),
        );
      });
    }

    it("a template, whose limit is the hub's own", async () => {
      const template = (bytes: number) => ({ template: { a: "x".repeat(bytes - 8) }, audience: everyone });
      await taken(template(65_536));
      await refused(template(65_537), /^template/);
    });
  });

  describe("a message just too long as it is rendered, collapse id included, is refused, one just fitting is posted", () => {
    const announcement = "a very long announcement ".repeat(8).trim();
    for (const platform of messagePlatforms.filter((each) => each !== "xiaomi")) {
      it(platform, async () => {
        const declared = (length: number) =>
          message({ body: "é".repeat(length) }, { platforms: [platform], announcement }) as any;
        const fits = (length: number): boolean => {
          try {
            notificationOf(declared(length), { name: "news" }, { platform }, hub.now());
            return true;
          } catch (error) {
            if (error instanceof PayloadError) return false;
            throw error;
          }
        };
        let [low, high] = [1, 10_000];
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (fits(middle)) low = middle;
          else high = middle;
        }
        await taken(declared(low));
        await refused(declared(high), /^message\.body: makes \d+ bytes for .*, \d+ more than the \d+ it takes/);
      });
    }
  });

  describe("headers beside a message or payload", () => {
    const headers = (own: object, more: object = {}) => message({}, { headers: { apple: own }, ...more });

    for (const [name, value] of [
      ["ServiceBusNotification-Tags", "t"],
      ["content-type", "x"],
      ["Authorization", "x"],
      ["ServiceBusNotification-ScheduleTime", "x"],
      ["apns-priority", "7"],
      ["apns-expiration", "soon"],
      ["apns-collapse-id", "x".repeat(65)],
      ["x-mine", "日本"],
      ["x-mine", "a\nb"],
      ["x mine", "a"],
    ] as const) {
      it(`${name}: ${JSON.stringify(value).slice(0, 20)} is refused at its own path`, async () => {
        const expected = new RegExp(`^headers\\.apple(\\.|\\[")${name}("\\])?: [a-z].*$`);
        await refused(headers({ [name]: value }), expected);
        await refused(payload("apple", { aps: { alert: "A" } }, { headers: { apple: { [name]: value } } }), expected);
      });
    }

    it("that the service takes are posted", async () => {
      await taken(headers({ "apns-priority": "5", "apns-collapse-id": "x".repeat(64), "X-Mine": "a b" }));
    });

    it("a type that the payload is not is refused", async () => {
      const declared = payload("windows", ofBytes("windows", 200), {
        headers: { windows: { "X-WNS-Type": "wns/tile" } },
      });
      await refused(declared, /^headers\.windows\.X-WNS-Type: /);
    });
  });

  describe("times", () => {
    it("a message that expires before it goes out is refused, at once or at its schedule", async () => {
      await refused(message({ expiresAt: hub.at(-1) }), /^message\.expiresAt: is earlier than the time of the send/);
      await refused(
        message({ expiresAt: hub.at(59) }, { schedule: hub.at(60) }),
        /^message\.expiresAt: is earlier than/,
      );
      await taken(message({ expiresAt: hub.at(1) }));
      await taken(message({ expiresAt: hub.at(61) }, { schedule: hub.at(60) }));
    });

    it("a message that expires more than 28 days after it is sent is refused, at once or at its schedule", async () => {
      const longest = 28 * 24 * 60;
      const far = /^message\.expiresAt: is more than 28 days after the time of the send; choose an earlier time/;
      await refused(message({ expiresAt: hub.at(longest + 1) }), far);
      await refused(message({ expiresAt: hub.at(longest + 61) }, { schedule: hub.at(60) }), far);
      await taken(message({ expiresAt: hub.at(longest) }));
      await taken(message({ expiresAt: hub.at(longest + 60) }, { schedule: hub.at(60) }));
    });

    it("a message that was sent stays as it is when its schedule moves into the past", async () => {
      const stack = hub.stack();
      const expiresAt = hub.at(28 * 24 * 60 + 60);
      await stack.up(news(message({ expiresAt }, { schedule: hub.at(60) })));
      hub.pass(61 * 60);
      const again = await stack.up(news(message({ expiresAt }, { schedule: hub.at(-3 * 24 * 60) })));
      assert.deepEqual([again.failures, hub.posts], [[], 1]);
    });

    it("a schedule under 5 minutes or above 7 days ahead is refused, one within is posted", async () => {
      await refused(message({}, { schedule: hub.at(4.95) }), /^schedule: must be at least 5 minutes ahead/);
      const week = 7 * 24 * 60;
      await refused(
        message({}, { schedule: hub.at(week + 1) }),
        /^schedule: is more than 7 days ahead.*run `pulumi up` again after \d{4}-\d\d-\d\dT\d\d:\d\dZ/,
      );
      await taken(message({}, { schedule: hub.at(5.1) }));
      await taken(message({}, { schedule: hub.at(week - 1) }));
    });

    it("what is posted already is judged by no time any more", async () => {
      const stack = hub.stack();
      const declared = message({ expiresAt: hub.at(90) }, { schedule: hub.at(60) });
      await stack.up(news(declared));
      hub.pass(57 * 60);
      assert.deepEqual((await stack.up(news(declared))).failures, []);
      hub.pass(57 * 60);
      assert.deepEqual((await stack.up(news(declared))).failures, []);
      assert.deepEqual(
        (await stack.up(news(message({ expiresAt: hub.at(-10) }, { schedule: hub.at(-20) })))).failures,
        [],
      );
      assert.equal(hub.posts, 1);
    });

    it("a test send with a schedule is refused, whether the program or configuration says test", async () => {
      await refused(message({}, { schedule: hub.at(60), test: true }), /^schedule: cannot be combined with test/);
      await refused(
        message({}, { schedule: hub.at(60) }),
        /^schedule: cannot be combined with the configuration broadcast:send test/,
        {
          "broadcast:send": "test",
        },
      );
    });
  });

  describe("audiences", () => {
    const devices = (count: number, platform = "apple") =>
      Array.from({ length: count }, (_, i) => ({
        platform,
        handle: platform === "browser" ? { endpoint: `https://p/${i}`, auth: "a", p256dh: "b" } : `aa${i}`,
      }));

    it("devices with a schedule are refused", async () => {
      await refused(
        message({}, { audience: { devices: devices(1) }, schedule: hub.at(60) }),
        /^schedule: .*not to devices/,
      );
    });

    it("two browsers at once are refused, one is posted", async () => {
      const browsers = (count: number) =>
        message({}, { platforms: ["browser"], audience: { devices: devices(count, "browser") } });
      await refused(browsers(2), /^audience\.devices: a batch cannot go to browsers/);
      await taken(browsers(1));
    });

    it("1000 devices are posted as one batch, 1001 are refused", async () => {
      await taken(message({}, { audience: { devices: devices(1000) } }));
      await refused(message({}, { audience: { devices: devices(1001) } }), /^audience\.devices: takes at most 1000/);
    });

    it("a device handle that no header could carry is refused, and not shown", async () => {
      const audience = { devices: [{ platform: "apple", handle: "aa\nbb" }] };
      await refused(message({}, { audience }), /^audience\.devices\[0\]\.handle: (?!.*aa\n)/);
    });

    it("20 tags are posted, 21 are refused; so are locales that split an audience too far", async () => {
      const tags = (count: number) => Array.from({ length: count }, (_, i) => `tag${i}`);
      await taken(message({}, { audience: { tags: tags(20) } }));
      await refused(message({}, { audience: { tags: tags(21) } }), /^audience\.tags: /);
      const locales = { fr: { body: "Un" }, de: { body: "Eins" } };
      await taken(message({ locales }, { audience: { tags: tags(1) } }), 3);
      await refused(
        message({ locales }, { audience: { tags: tags(20) } }),
        /^message\.locales: the part of the audience for/,
      );
    });
  });

  it("a fault of one broadcast arms and posts nothing of it, and the others are as they were", async () => {
    const stack = hub.stack();
    const fine = news(args, { name: "fine" });
    await stack.up(fine);
    const { failures } = await stack.up([fine, news(message({ body: "x".repeat(9999) }))]);
    assert.equal(failures.length, 1);
    assert.equal(hub.posts, 2);
    assert.equal(stack.announcement(), undefined);
  });
});
