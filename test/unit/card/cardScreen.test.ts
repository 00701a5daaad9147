import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { messagePlatforms } from "../../../provider/message/platforms";
import { render } from "../../../provider/message/render";
import { screenOf, shown, wrapped } from "../../../sdk/card/cardScreen";
import { messages } from "../message/arbitraries";

describe("screenOf", () => {
  it("reads title, body and link of every rendering as the message has them", () => {
    fc.assert(
      fc.property(messages, (message) => {
        for (const platform of messagePlatforms) {
          let body: string;
          try {
            body = render({ ...message, overflow: "error" }, platform, { now: 0 }).body;
          } catch {
            continue;
          }
          const screen = screenOf(platform, body);
          deepEqual(
            [screen.title, screen.body, screen.link ?? screen.appLink],
            [message.title, message.body, message.link],
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  const payloads: [string, string, object][] = [
    ["apple", '{"aps":{"alert":"Hello"}}', { body: "Hello" }],
    ["apple", '{"data":{}}', {}],
    ["apple", "not JSON", {}],
    ["apple", "[1]", {}],
    ["fcmv1", '{"message":{"android":{"notification":{"title":"A"}}}}', { title: "A" }],
    ["gcm", '{"data":{"message":"Hello"}}', { body: "Hello" }],
    ["adm", '{"data":{"message":"Hello"}}', { body: "Hello" }],
    ["baidu", '{"title":"A","description":"B"}', { title: "A", body: "B" }],
    ["windows", "<toast>", {}],
    ["windows", '<badge value="3"/>', {}],
    [
      "windowsphone",
      '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>A</wp:Text1><wp:Text2>B</wp:Text2></wp:Toast></wp:Notification>',
      { title: "A", body: "B" },
    ],
    ["apple", '{"aps":{"alert":"Hello","interruption-level":"passive"}}', { body: "Hello", interruption: "passive" }],
    ["browser", '{"title":"A","actions":[{"action":"a","title":"Open"}]}', { title: "A", buttons: "[Open]" }],
    [
      "browser",
      '{"title":"A","actions":[{"action":"https://contoso.com","title":"Open"}]}',
      { title: "A", buttons: "[Open → https://contoso.com]" },
    ],
    [
      "windows",
      '<toast launch="link=https://contoso.com/?a%3D1;order=7"><visual><binding template="ToastGeneric"><text>A</text></binding></visual></toast>',
      { title: "A", appLink: "https://contoso.com/?a=1" },
    ],
    [
      "windows",
      '<toast scenario="urgent"><visual><binding template="ToastGeneric"><text>A</text></binding></visual><actions><action content="Open" arguments="a"/><action content="Later" arguments="contoso://later" activationType="protocol"/></actions></toast>',
      { title: "A", buttons: "[Open] [Later → contoso://later]", interruption: "urgent" },
    ],
    [
      "windows",
      '<toast><visual><binding template="ToastGeneric"><text>A</text></binding></visual><audio silent="true"/></toast>',
      { title: "A", sound: "none" },
    ],
    ["apple", '{"aps":{"alert":"Hello","sound":"bell.caf"}}', { body: "Hello", sound: "bell.caf" }],
    [
      "apple",
      '{"aps":{"alert":{"title-loc-key":"T","loc-key":"B"},"sound":{"critical":1,"name":"alarm"}}}',
      { title: "(the app's text T)", body: "(the app's text B)", sound: "alarm, on a muted device too" },
    ],
    [
      "fcmv1",
      '{"message":{"android":{"notification":{"title_loc_key":"T","body":"B","default_sound":true,"channel_id":"news","notification_priority":"PRIORITY_MAX"}}}}',
      { title: "(the app's text T)", body: "B", sound: "default", interruption: "as set for channel news" },
    ],
    [
      "fcmv1",
      '{"message":{"android":{"notification":{"sound":"bell","notification_priority":"PRIORITY_MAX"}}}}',
      { sound: "bell (up to Android 7)", interruption: "PRIORITY_MAX (up to Android 7)" },
    ],
    [
      "browser",
      '{"title":"A","silent":true,"requireInteraction":true}',
      { title: "A", sound: "none", interruption: "stays until it is closed" },
    ],
    ["template", '{"title":"A"}', {}],
  ];
  for (const [format, body, screen] of payloads) {
    it(`of ${format} ${body.slice(0, 40)} is ${JSON.stringify(screen)}`, () =>
      deepEqual(screenOf(format, body), screen));
  }
});

describe("shown", () => {
  const cases: [string, number, string][] = [
    ["short", 10, "short"],
    ["exactly 10", 10, "exactly 10"],
    ["more than 10", 10, "more than…"],
    ["日本語のテキスト", 6, "日本語…"],
    ["a\n b", 10, "a b"],
    ["👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2, "👨‍👩‍👧‍👦…"],
  ];
  for (const [text, columns, expected] of cases) {
    it(`of ${JSON.stringify(text)} in ${columns} is ${expected}`, () => equal(shown(text, columns), expected));
  }
});

describe("wrapped", () => {
  it("breaks at blanks, or anywhere when there are none", () => {
    deepEqual(wrapped("one two three", 8), ["one two", "three"]);
    deepEqual(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    deepEqual(wrapped("one two", 7), ["one two"]);
    deepEqual(wrapped("ab cd", 2), ["ab", "cd"]);
    deepEqual(wrapped("", 4), []);
  });
});
