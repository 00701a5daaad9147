import assert from "node:assert/strict";
import fc from "fast-check";
import { Hub } from "../../../sdk/emulator/hub";
import { inboxPage } from "../../../sdk/emulator/inbox/page";
import { previewOf } from "../../../sdk/emulator/inbox/preview";
import type { EmulatorSend } from "../../../sdk/emulator/outbox";

function aHub(): Hub {
  return new Hub("hub", "standard", () => Date.parse("2026-01-02T03:04:05Z"));
}

function show(hub: Hub, record: Partial<EmulatorSend>): void {
  const whole: EmulatorSend = {
    id: "1",
    hub: "hub",
    format: "apple",
    kind: "send",
    headers: {},
    body: "{}",
    at: "2026-01-02T03:04:05.000Z",
    state: "Completed",
    targets: 0,
    counts: {},
    ...record,
  };
  hub.outbox.add({ record: whole, notification: {} as never, audience: { kind: "everyone" }, dueMs: 0 });
}

describe("emulator: inbox preview", () => {
  const table: [
    platform: Parameters<typeof previewOf>[0],
    body: string,
    title: string | undefined,
    text: string | undefined,
  ][] = [
    ["apple", '{"aps":{"alert":"x"}}', undefined, "x"],
    ["apple", '{"aps":{"alert":{"title":"t","body":"b"}}}', "t", "b"],
    ["apple", '{"aps":{"content-available":1}}', undefined, undefined],
    ["fcmv1", '{"message":{"notification":{"title":"t","body":"b"}}}', "t", "b"],
    ["fcmv1", '{"message":{"data":{"message":"m"}}}', undefined, "m"],
    ["gcm", '{"data":{"title":"t"}}', "t", undefined],
    ["adm", '{"data":{"message":"m"}}', undefined, "m"],
    ["windows", "<toast><text id='1'>a &amp; b</text><text>c</text></toast>", "a & b", "c"],
    ["windowsphone", "<wp:Notification><wp:Toast><wp:Text1>a</wp:Text1></wp:Toast></wp:Notification>", "a", undefined],
    ["browser", '{"title":"t","body":"b"}', "t", "b"],
    ["baidu", '{"title":"t","description":"d"}', "t", "d"],
    ["template", '{"title":"t","message":"m"}', "t", "m"],
    ["apple", "not JSON", undefined, undefined],
  ];
  for (const [platform, body, title, text] of table) {
    it(`${platform} ${body}`, () => {
      const preview = previewOf(platform, body);
      assert.deepEqual([preview.title, preview.text], [title, text]);
    });
  }
});

describe("emulator: inbox page", () => {
  it("an empty hub says what to do", () =>
    assert.match(inboxPage(aHub()).body!, /No devices yet\..*Nothing sent yet\./s));

  it("nothing a sender writes becomes markup", () => {
    const evil = "<script>alert(\"x\")</script><img src=x onerror='y'>";
    fc.assert(
      fc.property(
        fc.constantFrom("body", "tags", "note", "id", "handle", "collapse", "installation") as fc.Arbitrary<string>,
        (where) => {
          const hub = aHub();
          const at = (name: string) => (where === name ? evil : "plain");
          show(hub, { body: at("body"), tags: at("tags"), note: at("note"), id: at("id") });
          const device = hub.devices.at("gcm", at("handle"));
          const entry = {
            notificationId: "1",
            body: at("body"),
            collapseId: at("collapse"),
            at: "2026-01-02T03:04:05Z",
          };
          hub.devices.deliver([{ device, entry }], 1);
          hub.installations.put({
            installationId: at("installation"),
            platform: "gcm",
            pushChannel: "c",
            pushChannelExpired: false,
            expirationTime: "9999-12-31T23:59:59Z",
          });
          const page = inboxPage(hub).body!;
          assert.ok(!page.includes("<script>alert") && !page.includes("<img"), where);
        },
      ),
    );
  });

  it("shows no handle, not even a part of one", () => {
    const hub = aHub();
    const handle = "62BCD3484834B7E2DC56733AC5509259";
    const entry = { notificationId: "1", body: '{"aps":{"alert":"hi"}}', at: "2026-01-02T03:04:05Z" };
    hub.devices.deliver([{ device: hub.devices.at("apple", handle), entry }], 1);
    show(hub, { kind: "direct", headers: { "servicebusnotification-devicehandle": handle } });
    const page = inboxPage(hub).body!;
    assert.match(page, /one device handle/);
    for (let start = 0; start + 8 <= handle.length; start++) assert.ok(!page.includes(handle.slice(start, start + 8)));
  });

  it("fetches nothing from elsewhere, and its policy allows nothing else", () => {
    const { headers, body } = inboxPage(aHub());
    assert.match(
      headers!["Content-Security-Policy"]!,
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src 'self'/,
    );
    assert.ok(!/(src|href)=|url\(|@import|https?:/.test(body!));
  });

  it("bodies that JSON.stringify cannot take are shown as they are", () => {
    const hub = aHub();
    show(hub, { body: `${"[".repeat(60_000)}${"]".repeat(60_000)}` });
    assert.match(inboxPage(hub).body!, /\[\[\[\[/);
  });

  it("says how far the clock was moved", () => {
    const hub = aHub();
    hub.clock.advance(3 * 86_400 + 61);
    assert.match(inboxPage(hub).body!, /clock 3 d 00:01:01 ahead/);
  });
});
