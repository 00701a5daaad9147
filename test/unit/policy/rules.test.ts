import assert from "node:assert/strict";
import { judge, sentence } from "../../../sdk/policy/judge";
import { activate } from "../../../sdk/policy/policyConfig";
import { rules } from "../../../sdk/policy/rules";
import { aDraft, type Circumstances, happy, noon, said } from "./aDraft";

const message = (changes: object) => ({ message: { ...happy.message, ...changes } });
const audience = (value: object) => ({ audience: value });
const payload = (platform: string, body: unknown, headers?: object) => ({
  message: undefined,
  platforms: undefined,
  payloads: { [platform]: body },
  ...(headers && { headers: { [platform]: headers } }),
});

interface Case {
  /** What is changed in the happy declaration. */
  with: Record<string, unknown>;
  config?: Record<string, unknown>;
  at?: Circumstances;
  /** What the rule says, as people read it; nothing when it is content. */
  says?: (string | RegExp)[];
}

const cases: Record<string, Case[]> = {
  "payload-size": [
    {
      with: message({ body: "word ".repeat(900) }),
      says: [
        /^message\.body makes \d+ bytes for Apple \(APNs\), \d+ more than the 4096 it takes/,
        /^message\.body makes \d+ bytes for Android \(FCM v1\), \d+ more than the 4096 it takes/,
      ],
    },
    { with: message({ body: "word ".repeat(900), overflow: "truncate" }) },
    { with: { ...message({ body: "word ".repeat(900) }), posts: [] } },
  ],
  "payload-readable": [
    {
      with: message({ overrides: { apple: { payload: { aps: null } } } }),
      says: [/^message\.overrides\.apple makes a payload whose aps is missing, so nothing is shown/],
    },
    { with: { ...message({ overrides: { apple: { payload: { aps: null } } } }), posts: ["fcmv1"] } },
  ],
  "placeholder-left": [
    {
      with: message({ locales: { fr: { title: "Bonjour {{nom}}" }, de: { title: "Hallo" } } }),
      says: ["message.locales.fr.title contains an unfilled placeholder, at character 9; fill it in"],
    },
    {
      with: {
        ...message({ locales: { fr: { title: "Bonjour {{nom}}" }, de: { title: "Hallo" } } }),
        posts: ["apple/de"],
      },
    },
    { with: { ...message({ title: "{{x}}", locales: { fr: { title: "Bonjour" } } }), posts: ["apple/fr"] } },
    {
      with: { ...message({ title: "{{x}}", locales: { fr: { body: "Bonjour" } } }), posts: ["apple/fr"] },
      says: ["message.title contains an unfilled placeholder, at character 1; fill it in"],
    },
  ],
  "headers-valid": [
    {
      with: { ...payload("apple", { aps: { alert: "hi" } }, { "X-WNS-TTL": "60" }) },
      says: ["headers.apple.X-WNS-TTL belongs to windows and does nothing on apple; remove it"],
    },
  ],
  "everyone-approved": [
    {
      with: audience({ everyone: true }),
      says: [
        'audience.everyone reaches every device, and "release-2.4.0" is not approved for that: add "release-2.4.0" to approved of everyone-approved, or send to tags',
      ],
    },
    { with: audience({ everyone: true }), config: { approved: ["release-*"] } },
    { with: { ...audience({ everyone: true }), announcement: undefined }, config: { approved: ["v2-4-0"] } },
  ],
  "tags-required": [
    { with: audience({ everyone: true }), says: ["audience names no tag: send to tags"] },
    { with: audience({ devices: [] }), says: ["audience.devices names devices instead of tags"] },
    { with: audience({ devices: [] }), config: { allowDevices: true } },
    { with: audience({ tagExpression: "agreed && (beta || insider)" }), config: { tags: ["agreed"] } },
    {
      with: audience({ tagExpression: "beta || (agreed && insider)" }),
      config: { tags: ["agreed"] },
      says: ['audience also reaches devices without the tag "agreed": write tagExpression: "(…) && agreed"'],
    },
    {
      with: audience({ tags: ["agreed", "beta"] }),
      config: { tags: ["agreed"] },
      says: ['audience also reaches devices without the tag "agreed": write tagExpression: "(…) && agreed"'],
    },
  ],
  "tags-allowed": [
    { with: audience({ tags: ["anything"] }) },
    {
      with: audience({ tagExpression: "release && !team:*".replace("*", "x") }),
      config: { tags: ["release", "team:*"] },
    },
    {
      with: audience({ tags: "realease || release" }),
      config: { tags: ["release"] },
      says: [
        'audience.tags uses the tag "realease", which is not listed: correct the tag, or add it to tags of tags-allowed',
      ],
    },
  ],
  "test-audience": [
    {
      with: {},
      at: { stack: "dev" },
      says: [
        'audience may reach customers from the stack dev, which is not production: set test: true, or send to "test"',
      ],
    },
    { with: { test: true }, at: { stack: "dev" } },
    { with: audience({ tagExpression: "test && release" }), at: { stack: "dev" } },
    { with: audience({ devices: [] }), at: { stack: "dev" } },
    {
      with: audience({ everyone: true }),
      at: { stack: "dev" },
      config: { testTags: [] },
      says: [
        "audience may reach customers from the stack dev, which is not production: set test: true, or send to named devices",
      ],
    },
    { with: {}, at: { stack: "eu-prod" }, config: { production: ["*-prod"] } },
    { with: { test: true }, says: ["test is a test send in the production stack production: remove test"] },
  ],
  "expression-limits": [
    {
      with: audience({ tagExpression: "a && (b || c) && d && e && f && g" }),
      says: [
        "audience.tagExpression has 7 tags; an expression that mixes || with && or ! can have at most 6: tag the installations with one tag for the whole",
      ],
    },
    {
      with: { ...message({ locales: { fr: {}, de: {}, it: {} } }), ...audience({ tags: ["a", "b", "c", "d"] }) },
      says: [/^audience\.tags cannot be split by locale: .* has 7 tags/],
    },
    { with: audience({ tags: Array.from({ length: 20 }, (_, index) => `t${index}`) }) },
  ],
  "expression-meaning": [
    {
      with: audience({ tagExpression: "(a && !a) || b" }),
      says: ['audience.tagExpression is probably a mistake: the part "a && !a" matches no device'],
    },
  ],
  "banned-words": [
    { with: message({ title: "Project Blue Bird" }) },
    {
      with: message({ title: "project  BLUE   bird" }),
      config: { words: ["Blue Bird"] },
      says: ['message.title contains "Blue Bird", which is banned'],
    },
    { with: message({ title: "Bluebirds are back" }), config: { words: ["Blue Bird", "bluebird"] } },
    { with: message({ data: { project: "Blue Bird" } }), config: { words: ["Blue Bird"] } },
    {
      with: payload(
        "windows",
        "<toast><visual><binding template='ToastGeneric'><text>Blue Bird</text></binding></visual></toast>",
      ),
      config: { words: ["blue bird"] },
      says: ['payloads.windows contains "blue bird", which is banned'],
    },
    {
      with: { message: undefined, platforms: undefined, template: { title: "C++ rocks" } },
      config: { words: ["C++"] },
      says: ['template.title contains "C++", which is banned'],
    },
  ],
  "personal-data": [
    {
      with: message({ body: "Ask jane@contoso.com or +49 170 1234567" }),
      config: { kinds: ["phone"] },
      says: [
        "message.body contains a phone number, at character 25: remove it, or add it to allow of personal-data when it is public",
      ],
    },
    { with: message({ body: "Ask Support@Contoso.com" }), config: { allow: ["support@contoso.com"] } },
    { with: message({ body: "4539 5787 6362 1487 has a wrong check digit" }) },
    { with: message({ body: "DE88 3704 0044 0532 0130 00 has a wrong checksum" }) },
    { with: message({ data: { order: "4539578763621486" } }) },
  ],
  "secret-text": [
    {
      with: message({ link: "https://contoso.com/login?token=abcd1234efgh" }),
      says: [
        "message.link contains what looks like a password or token: remove it, and replace the credential where it is used",
      ],
    },
    {
      with: payload("apple", '{"aps":{"alert":"hi"},"k":"-----BEGIN PRIVATE KEY-----"}'),
      says: [
        "payloads.apple.k contains what looks like a private key: remove it, and replace the credential where it is used",
      ],
    },
  ],
  "links-trusted": [
    { with: message({ link: "https://docs.contoso.com" }), config: { domains: ["contoso.com"] } },
    { with: message({ link: "https://bücher.example" }), config: { domains: ["bücher.example"] } },
    {
      with: message({ link: "https://notcontoso.com" }),
      config: { domains: ["contoso.com"] },
      says: ["message.link contains a link to notcontoso.com, which is not an allowed domain"],
    },
    {
      with: message({ body: "See https://contoso.com@evil.example/." }),
      says: ["message.body contains a link with a user name in front of its host, which hides where it leads"],
    },
    { with: message({ link: "contoso://orders/1" }), config: { schemes: ["contoso"] } },
    {
      with: message({ link: "https://[::1]/" }),
      says: ["message.link contains a link to an address instead of a named host"],
    },
    {
      with: message({ link: "https:/evil.example" }),
      config: { domains: ["contoso.com"] },
      says: ["message.link contains a link to evil.example, which is not an allowed domain"],
    },
    {
      with: message({ body: "Go to https:evil.example now" }),
      config: { domains: ["contoso.com"] },
      says: ["message.body contains a link to evil.example, which is not an allowed domain"],
    },
    {
      with: message({ link: "https:/contoso.com" }),
      says: ["message.link contains a link that must have exactly two slashes after https:"],
    },
    {
      with: message({ body: "https://0x7f.1/" }),
      says: ["message.body contains a link to an address instead of a named host"],
    },
    {
      with: message({ body: "https://intranet/news" }),
      says: ["message.body contains a link to a host that only a private network knows"],
    },
    {
      with: message({ link: "https://pаypal.example" }),
      says: [
        "message.link contains a link to a name that mixes letters of several scripts, as names do that pose as others",
      ],
    },
    {
      with: message({ link: "https://xn--80ak6aa92e.com" }),
      says: [
        "message.link contains a link to a name in letters that look like Latin ones, as names do that pose as others",
      ],
    },
    { with: message({ link: "https://xn--mnchen-3ya.example/", body: "https://пример.рф https://例え.jp" }) },
    {
      with: message({ link: "tel:+15550100", body: "mailto:a@contoso.com" }),
      config: { schemes: ["contoso"] },
      says: [
        "message.body contains a link with the scheme mailto, which is not allowed",
        "message.link contains a link with the scheme tel, which is not allowed",
      ],
    },
    {
      with: payload("windows", '<toast activationType="protocol" launch="ms-settings:privacy"><visual/></toast>'),
      config: { schemes: ["contoso"] },
      says: ["payloads.windows contains a link with the scheme ms-settings, which is not allowed"],
    },
    {
      with: payload("apple", { aps: { alert: "Hi" }, url: "//evil.example/x" }),
      config: { domains: ["contoso.com"] },
      says: ["payloads.apple.url contains a link to evil.example, which is not an allowed domain"],
    },
    {
      with: payload("xiaomi", { title: "Hi", payload: '{"link":"https://evil.example"}' }),
      config: { domains: ["contoso.com"] },
      says: ["payloads.xiaomi.payload contains a link to evil.example, which is not an allowed domain"],
    },
    {
      with: payload("apple", { aps: { alert: "Hi" }, link: "javascript:alert(1)" }),
      says: [
        "payloads.apple.link contains a link that uses javascript:, which no device opens; write an https link or an app link",
      ],
    },
    { with: message({ title: "Release:2.4.0", body: "At 9:00, note:this. JavaScript: the good parts." }) },
  ],
  "locales-required": [
    { with: {} },
    {
      with: message({ locales: { fr: { title: "Bonjour" } } }),
      config: { locales: ["fr", "de"] },
      says: ["message.locales.fr lacks body: write it", "message.locales.de lacks title and body: write it"],
    },
    { with: message({ locales: { fr: { title: "Bonjour", body: "…" } } }), config: { locales: ["fr"] } },
  ],
  "title-length": [
    {
      with: message({ title: "x".repeat(51) }),
      says: ["message.title has 51 characters; apple shows about 50: shorten it"],
    },
    { with: { ...message({ title: "x".repeat(51) }), posts: ["fcmv1"] } },
    { with: message({ title: "👩‍👩‍👧‍👦".repeat(25) }) },
    // A card cuts them there too.
    {
      with: message({ title: "ダ".repeat(26) }),
      says: ["message.title has 26 characters that take the room of 52; apple shows about 50: shorten it"],
    },
    { with: message({ title: "ダ".repeat(25) }) },
    {
      with: message({ title: "x".repeat(9) }),
      config: { apple: 8 },
      says: ["message.title has 9 characters; apple shows about 8: shorten it"],
    },
    {
      with: payload("apple", { aps: { alert: { title: "x".repeat(51), body: "y" } } }),
      says: ["payloads.apple.aps.alert.title has 51 characters; apple shows about 50: shorten it"],
    },
  ],
  "body-length": [
    {
      with: payload("apple", { aps: { alert: "x".repeat(179) } }),
      says: ["payloads.apple.aps.alert has 179 characters; apple shows about 178: shorten it"],
    },
  ],
  "draft-text": [
    {
      with: message({ body: "Version %1$s" }),
      says: ["message.body contains a printf parameter: write the final text"],
    },
    { with: message({ body: "Up to 50% shorter; to-do: nothing" }) },
  ],
  "quiet-hours": [
    { with: {} },
    {
      with: {},
      at: { now: Date.parse("2026-11-25T22:10:20Z") },
      config: { zone: "Europe/Paris" },
      says: [
        'schedule means that it is sent at 23:10 in Europe/Paris, in the quiet hours from 21:00 to 08:00: schedule: "2026-11-26T07:00:00Z"',
      ],
    },
    { with: { posts: [] }, at: { now: Date.parse("2026-11-25T22:10:20Z") } },
    {
      with: message({ silent: true, title: undefined, body: undefined }),
      at: { now: Date.parse("2026-11-25T22:10:20Z") },
    },
    { with: { schedule: "2026-11-26T09:00:00Z" }, at: { now: Date.parse("2026-11-25T22:10:20Z") } },
    { with: {}, at: { now: Date.parse("2026-11-25T22:10:20Z"), immediate: false } },
    { with: {}, config: { from: "13:00", to: "14:00" } },
    {
      with: { schedule: { local: "2026-11-26T13:59", zone: "UTC" } },
      config: { from: "13:00", to: "14:00" },
      says: [
        'schedule means that it is sent at 13:59 in UTC, in the quiet hours from 13:00 to 14:00: schedule: "2026-11-26T14:00:00Z"',
      ],
    },
  ],
  "send-days": [
    { with: {} },
    {
      with: {},
      config: { days: ["tue"] },
      says: ["schedule means that it is sent on a wed in UTC; allowed are tue: schedule it for another day"],
    },
    { with: {}, at: { now: Date.parse("2026-11-27T23:30:00Z") } },
    {
      with: {},
      at: { now: Date.parse("2026-11-27T23:30:00Z") },
      config: { zone: "Europe/Paris" },
      says: [
        "schedule means that it is sent on a sat in Europe/Paris; allowed are mon, tue, wed, thu, fri: schedule it for another day",
      ],
    },
  ],
  "schedule-window": [
    { with: { schedule: "2026-11-25T12:05:00Z" } },
    { with: { schedule: "2026-11-25T12:04:59Z" }, says: ["schedule is less than 5 minutes ahead"] },
    { with: { schedule: "2026-12-02T12:00:00Z" } },
    { with: { schedule: "2026-12-02T12:00:01Z" }, says: ["schedule is more than 168 hours ahead"] },
    { with: { schedule: "2026-12-02T12:00:01Z" }, at: { immediate: false } },
    {
      with: { schedule: "2026-11-25T11:00:00Z" },
      says: ["schedule has passed: choose a later time, or leave it out"],
    },
    { with: {}, config: { required: true }, says: ["the broadcast has no schedule: set a schedule"] },
  ],
  embargo: [
    { with: {} },
    {
      with: {},
      config: { until: "2026-12-01T09:00:00Z" },
      says: [
        'schedule means that it is sent before the embargo ends at 2026-12-01T09:00:00Z: schedule: "2026-12-01T09:00:00Z"',
      ],
    },
    { with: { schedule: "2026-12-01T09:00:00Z" }, config: { until: "2026-12-01T09:00:00Z" } },
    { with: {}, config: { until: "2026-12-01T09:00:00Z", announcements: ["other-*"] } },
  ],
  "expiry-present": [
    {
      with: payload("apple", { aps: { alert: "hi" } }),
      says: ["headers.apple.apns-expiration is missing, so apple decides how long it waits: write apns-expiration"],
    },
    { with: payload("apple", { aps: { alert: "hi" } }, { "ServiceBusNotification-Apns-Expiry": "2026-12-01T00:00Z" }) },
    {
      with: payload("windows", "<toast/>"),
      says: ["headers.windows.X-WNS-TTL is missing, so windows decides how long it waits: write X-WNS-TTL"],
    },
    { with: payload("baidu", { title: "a" }) },
    {
      with: message({ expiresAt: "2026-11-25T12:00:00Z" }),
      says: ["message.expiresAt has expired by the time it is sent: choose a later time"],
    },
    {
      with: message({ expiresAt: "2026-12-30T12:00:00Z" }),
      says: ["message.expiresAt is more than 28 days after it is sent: choose an earlier time"],
    },
  ],
  "legacy-platforms": [
    {
      with: payload("windowsphone", "<x/>"),
      says: [
        "payloads.windowsphone is for a platform that has been retired: send windows instead, or add it to allow of legacy-platforms",
      ],
    },
    { with: payload("baidu", {}), config: { allow: ["baidu"] } },
  ],
  "in-doubt-held": [
    {
      with: { onInDoubt: "send-again" },
      says: ['onInDoubt is send-again, which may send twice: write "hold", or leave it out'],
    },
  ],
  "not-after-present": [
    {
      with: { notAfter: undefined },
      says: ["notAfter is missing: write the last moment at which it is still news"],
    },
  ],
  "announcement-named": [
    { with: { announcement: undefined }, says: ['announcement is missing: announcement: "v2-4-0"'] },
  ],
  "posts-limit": [
    { with: {}, config: { most: 2 } },
    {
      with: {},
      config: { most: 1 },
      says: [
        "the broadcast brings this update to 2 posts; at most 1 are allowed: send in parts, or raise most of posts-limit",
      ],
    },
    { with: { posts: ["apple"] }, config: { most: 1 } },
  ],
  "tier-fits": [
    { with: { schedule: "2026-11-26T12:00:00Z" } },
    { with: { schedule: "2026-11-26T12:00:00Z" }, config: { tier: "standard", telemetry: true } },
    {
      with: { schedule: "2026-11-26T12:00:00Z" },
      config: { tier: "basic", telemetry: true },
      says: [
        "schedule needs the Standard tier, but the hub is basic",
        "the broadcast needs the Standard tier for telemetry, but the hub is basic",
      ],
    },
  ],
  "apple-token": [
    { with: {} },
    { with: {}, config: { credentials: "token" } },
    {
      with: {},
      config: { credentials: "certificate" },
      says: [
        "the broadcast goes to Apple through a hub with a certificate, which does not pass apns-push-type on: give the hub a .p8 key",
      ],
    },
    { with: { posts: ["fcmv1"] }, config: { credentials: "certificate" } },
  ],
  "collapse-id-present": [
    {
      with: payload("fcmv1", { message: { notification: { title: "a" } } }),
      says: [
        "payloads.fcmv1.message.android.collapse_key is missing, so a correction would not replace it: write message.android.collapse_key",
      ],
    },
    { with: payload("apple", { aps: { alert: "hi" } }, { "apns-collapse-id": "a" }) },
    { with: {} },
  ],
};

describe("a declaration that is right", () => {
  it("breaks no rule of any preset", () => {
    assert.deepEqual(judge(activate("all"), aDraft()).map(sentence), []);
  });

  it("breaks none of the recommended rules at night or on a Sunday either", () => {
    const draft = aDraft({}, { now: Date.parse("2026-11-29T23:30:00Z") });
    assert.deepEqual(judge(activate("recommended"), draft).map(sentence), []);
  });
});

for (const [name, each] of Object.entries(cases)) {
  describe(name, () => {
    for (const { with: changes, config, at, says = [] } of each) {
      const given = `${JSON.stringify(changes).slice(0, 90)}${config ? ` with ${JSON.stringify(config)}` : ""}${at ? ` at ${JSON.stringify(at)}` : ""}`;
      it(`${says.length > 0 ? "refuses" : "takes"} ${given}`, () => {
        const found = said(name, aDraft(changes, at), config);
        assert.equal(found.length, says.length, found.join("\n"));
        for (const [index, expected] of says.entries()) {
          if (typeof expected === "string") assert.equal(found[index], expected);
          else assert.match(found[index]!, expected);
        }
      });
    }
  });
}

describe("every rule", () => {
  it("has nothing to say of a broadcast of which nothing is to be sent", () => {
    const spoiled = {
      message: { title: "TODO {{x}}", body: "ghp_0123456789abcdefghijABCDEFGHIJ012345 jane@doe.org", link: "http://x" },
      audience: { everyone: true },
      onInDoubt: "send-again",
      announcement: undefined,
      notAfter: undefined,
      posts: [],
    };
    assert.deepEqual(judge(activate("all"), aDraft(spoiled, { now: noon + 12 * 3_600_000 })), []);
    assert.ok(judge(activate("all"), aDraft({ ...spoiled, posts: ["apple"] })).length > 8);
  });

  it("bears values of the wrong type, which are for the shape to refuse", () => {
    const active = activate("all", { "locales-required": { locales: ["fr"] }, "tags-allowed": { tags: ["a"] } });
    for (const wrong of [null, 1, "x", [], {}, [null], { a: null }]) {
      for (const key of [...Object.keys(happy), "payloads", "template", "headers", "schedule", "onInDoubt", "test"]) {
        assert.doesNotThrow(() => judge(active, aDraft({ [key]: wrong })), `${key}: ${JSON.stringify(wrong)}`);
      }
      for (const key of ["title", "body", "link", "data", "locales", "overrides", "silent", "expiresAt"]) {
        const draft = aDraft({ message: { ...happy.message, [key]: wrong } });
        assert.doesNotThrow(() => judge(active, draft), `message.${key}: ${JSON.stringify(wrong)}`);
      }
      for (const key of ["tags", "tagExpression", "devices", "everyone"]) {
        assert.doesNotThrow(() => judge(active, aDraft({ audience: { [key]: wrong } })), `audience.${key}`);
      }
    }
  });

  it("has a code, a name and a place in the order of codes that no other has", () => {
    const codes = rules.map(({ code }) => code);
    assert.deepEqual(codes, [...new Set(codes)].sort());
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
    for (const { name, description, prevents } of rules) {
      assert.match(name, /^[a-z]+[a-z0-9]*(-[a-z0-9]+)*$/);
      for (const text of [description, prevents]) assert.match(text, /^[A-Z`].*\.$/);
    }
  });

  it("never quotes the text that it objects to", () => {
    const planted = "zx81qq";
    const draft = aDraft({
      message: {
        title: `TODO ${planted} [object Object] {{${planted}}}`,
        body: `${planted}@${planted}.org ghp_${planted}0123456789abcdefghijABCDEFGHIJ undefined`,
        link: `http://${planted}.example/?token=${planted}12345`,
        badge: planted,
        data: { key: `AIza${planted}0123456789abcdefghijABCDEFGHIJ012345` },
      },
    });
    const found = judge(activate("all"), draft).map(sentence);
    assert.ok(found.length > 6);
    for (const each of found) assert.ok(!each.includes(planted), each);
  });
});
