import { deepEqual } from "node:assert/strict";
import { countReach } from "../../../sdk/card/reach";

const registrations = [
  { platform: "apple", handle: "1", tags: ["release", "locale:fr"] },
  { platform: "apple", handle: "1", tags: ["release"] },
  { platform: "apple", handle: "2", tags: ["beta"] },
  { platform: "apple", handle: "3", tags: ["release"], template: { body: "{}" } },
  { platform: "browser", handle: { endpoint: "e", auth: "a", p256dh: "p" }, tags: ["release"] },
];

describe("countReach", () => {
  it("counts devices of the platform that match, each once, and templates apart", async () => {
    deepEqual(
      await countReach(registrations, [
        { format: "apple" },
        { format: "apple", tagExpression: "release" },
        { format: "apple", tagExpression: "release && !locale:fr" },
        { format: "apple", tagExpression: "beta || release" },
        { format: "browser", tagExpression: "release" },
        { format: "fcmv1" },
        { format: "template", tagExpression: "release" },
      ]),
      [2, 1, 1, 2, 1, 0, 1],
    );
  });
});
