import { deepEqual, equal, match } from "node:assert/strict";
import { checkPayload } from "../../../provider/message/checkPayload";
import { platformOf, platforms } from "../../../provider/message/platforms";

const bodies: Record<string, unknown> = {
  apple: { aps: { alert: "Hi" } },
  windows: '<toast><visual><binding template="ToastGeneric"><text>Hi</text></binding></visual></toast>',
};

const found = (format: string, headers: Record<string, unknown>) =>
  checkPayload({ format, body: bodies[format] ?? { title: "Hi" }, headers: headers as Record<string, string> });

describe("a header of a payload", () => {
  const values: [format: string, name: string, taken: string[], refused: string[], reason: RegExp][] = [
    ["apple", "apns-push-type", ["alert", "voip"], ["Alert", ""], /^must be one of alert, background, voip, /],
    ["apple", "apns-priority", ["1", "5", "10"], ["7", "05"], /^must be one of 10, 5, 1$/],
    ["apple", "APNS-Expiration", ["0", "1796115660"], ["soon", "-1", ""], /^must be Unix seconds/],
    ["apple", "apns-collapse-id", ["a", "x".repeat(64)], ["", "x".repeat(65)], /^must be 1 to 64 bytes$/],
    ["apple", "apns-id", ["123e4567-e89b-12d3-a456-426614174000"], ["1"], /^must be a UUID$/],
    ["apple", "apns-topic", [], ["contoso", ""], /^must be the app's bundle id, with a suffix/],
    ["windows", "X-WNS-TTL", ["60"], ["60s"], /^must be a whole number of seconds$/],
    ["windows", "x-wns-tag", ["a1"], ["a-1", "x".repeat(17)], /^must be 1 to 16 letters and digits$/],
    ["windows", "X-WNS-Cache-Policy", ["cache", "no-cache"], ["none"], /^must be one of cache, no-cache$/],
    ["browser", "Urgency", ["very-low", "high"], ["urgent"], /^must be one of very-low, low, normal, high$/],
    ["browser", "topic", ["a_b-1"], ["a b", "x".repeat(33)], /^must be 1 to 32 letters, digits, - or _$/],
  ];
  for (const [format, name, taken, refused, reason] of values) {
    it(`${name} has a value that ${format} takes`, () => {
      for (const value of taken) deepEqual(found(format, { [name]: value }), []);
      for (const value of refused) {
        const [first] = found(format, { [name]: value });
        deepEqual([first?.code, first?.severity], ["NH121", "error"]);
        match(first!.message, reason);
      }
    });
  }

  it("that belongs to another platform is a warning, on every format but template", () => {
    for (const format of Object.keys(platforms)) {
      for (const [name, owner] of [
        ["apns-priority", "apple"],
        ["X-WNS-Type", "windows"],
        ["X-WindowsPhone-Target", "windowsphone"],
        ["X-Baidu-Message-Type", "baidu"],
      ] as const) {
        if (owner === format || format === "template") continue;
        const warning = found(format, { [name]: "1" }).find(({ code }) => code === "NH121");
        equal(warning?.severity, "warning");
        equal(warning.message, `belongs to ${owner} and does nothing on ${format}; remove it`);
      }
    }
  });

  it("of any platform is taken by a template, which becomes a payload of each", () => {
    deepEqual(found("template", { "apns-push-type": "alert", "X-WNS-Type": "wns/toast" }), []);
    equal(found("template", { "apns-push-type": "alarm" })[0]?.code, "NH121");
  });

  it("is refused as the client refuses it, where the hub or HTTP does", () => {
    const headers: [name: string, value: unknown, reason: string][] = [
      ["a b", "1", "is not a valid header name; use letters, digits and hyphens"],
      ["Authorization", "x", "is set by the client; remove it and use the connection string instead"],
      ["trackingid", "x", "is set by the client; remove it and use trackingId instead"],
      ["x-a", 5, "must be a string"],
      ["x-a", "a\r\nb: c", "must be printable ASCII on one line"],
      ["ServiceBusNotification-ApnsExpiry", "x", "is ignored by the service; use ServiceBusNotification-Apns-Expiry"],
      ["ServiceBusNotification-Apns-Expiry", "tomorrow", "must be a W3C date-time such as 2026-01-02T03:04Z"],
    ];
    for (const [name, value, reason] of headers) equal(found("apple", { [name]: value })[0]?.message, reason);
    const twice = found("apple", { "x-a": "1", "X-A": "2" });
    deepEqual(
      twice.map(({ path, message }) => `${path} ${message}`),
      ["headers.X-A appears twice, in different case; keep one"],
    );
  });
});

describe("the table of platforms", () => {
  it("names header values in lower case, under a prefix of the platform where it has one", () => {
    for (const format of Object.keys(platforms)) {
      const { prefixes = [], values = {} } = platformOf(format)?.headers ?? {};
      for (const name of [...prefixes, ...Object.keys(values)]) equal(name, name.toLowerCase());
      for (const name of Object.keys(values)) {
        equal(prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)), true, name);
      }
    }
  });
});
