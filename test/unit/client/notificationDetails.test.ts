import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { isSettled, parseNotificationDetails } from "../../../provider/client/notificationDetails";

const open =
  '<NotificationDetails xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">';
const details = (inner: string) => parseNotificationDetails(`${open}${inner}</NotificationDetails>`);
const counts = (element: string, outcomes: [string, number][]) =>
  `<${element}>${outcomes.map(([name, count]) => `<Outcome><Name>${name}</Name><Count>${count}</Count></Outcome>`).join("")}</${element}>`;

describe("parseNotificationDetails", () => {
  it("reads every field the service writes", () => {
    const document = [
      "<NotificationId>id-1</NotificationId>",
      "<Location>sb://contoso.servicebus.windows.net/myhub/messages/id-1?api-version=2020-06</Location>",
      "<State>Completed</State>",
      "<EnqueueTime>2026-01-02T03:04:05.6Z</EnqueueTime>",
      "<StartTime>2026-01-02T03:04:06Z</StartTime>",
      "<EndTime>2026-01-02T03:04:07Z</EndTime>",
      "<NotificationBody>&lt;toast/&gt;</NotificationBody>",
      "<Tags>a || b</Tags>",
      "<TargetPlatforms>windows,apple, gcmtemplate</TargetPlatforms>",
      counts("WnsOutcomeCounts", [
        ["Success", 3],
        ["Throttled", 1],
      ]),
      "<PnsErrorDetailsUri>https://store/blob?sig=x</PnsErrorDetailsUri>",
    ].join("");
    assert.deepEqual(details(document), {
      notificationId: "id-1",
      location: "sb://contoso.servicebus.windows.net/myhub/messages/id-1?api-version=2020-06",
      state: "Completed",
      enqueueTime: "2026-01-02T03:04:05.6Z",
      startTime: "2026-01-02T03:04:06Z",
      endTime: "2026-01-02T03:04:07Z",
      notificationBody: "<toast/>",
      tags: "a || b",
      targetPlatforms: ["windows", "apple", "gcmtemplate"],
      outcomeCounts: {
        windows: [
          { name: "Success", count: 3 },
          { name: "Throttled", count: 1 },
        ],
      },
      pnsErrorDetailsUri: "https://store/blob?sig=x",
    });
  });

  it("25: one Outcome is a list of one, and Canceled is final", () => {
    const read = details(`<State>Canceled</State>${counts("ApnsOutcomeCounts", [["Success", 1]])}`)!;
    assert.deepEqual(read.outcomeCounts, { apple: [{ name: "Success", count: 1 }] });
    assert.ok(isSettled(read.state));
  });

  it("counts are named after formats, for every service and those still to come", () => {
    const services = ["Apns", "Mpns", "Wns", "Gcm", "Adm", "Fcm", "FcmV1", "Baidu", "Browser", "Xiaomi", "Future"];
    const read = details(services.map((service) => counts(`${service}OutcomeCounts`, [["NewName", 2]])).join(""))!;
    assert.deepEqual(Object.keys(read.outcomeCounts).toSorted(), [
      "adm",
      "apple",
      "baidu",
      "browser",
      "fcm",
      "fcmv1",
      "future",
      "gcm",
      "windows",
      "windowsphone",
      "xiaomi",
    ]);
    for (const outcomes of Object.values(read.outcomeCounts))
      assert.deepEqual(outcomes, [{ name: "NewName", count: 2 }]);
  });

  it("a document without anything is in state Unknown, and an unknown state is kept", () => {
    assert.deepEqual(details(""), { state: "Unknown", targetPlatforms: [], outcomeCounts: {} });
    assert.equal(details("<State>Pondering</State>")?.state, "Pondering");
    assert.equal(details('<State>Enqueued</State><ApnsOutcomeCounts i:nil="true"/><Tags/>')?.tags, undefined);
  });

  it("final are Completed, NoTargetFound, Abandoned and both spellings of Canceled", () => {
    const states = ["Enqueued", "Processing", "Scheduled", "Unknown", "DetailedStateAvailable", "constructor"];
    assert.deepEqual(states.filter(isSettled), []);
    assert.ok(["Completed", "NoTargetFound", "Abandoned", "Canceled", "Cancelled"].every(isSettled));
  });

  it("round trips counts, and reads nothing from what is cut off (property)", () => {
    const names = fc.stringMatching(/^[A-Za-z]{1,20}$/);
    const outcomes = fc.array(fc.tuple(names, fc.nat()), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(outcomes, fc.nat({ max: 10_000 }), (list, cut) => {
        const document = `${open}<State>Completed</State>${counts("ApnsOutcomeCounts", list)}</NotificationDetails>`;
        assert.deepEqual(
          parseNotificationDetails(document)?.outcomeCounts.apple,
          list.map(([name, count]) => ({ name, count })),
        );
        assert.equal(parseNotificationDetails(document.slice(0, cut % document.length)), undefined);
      }),
    );
  });
});
