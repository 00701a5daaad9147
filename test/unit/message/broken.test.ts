import { ok } from "node:assert/strict";
import { PayloadError, type PayloadIssue } from "../../../provider/client/errors/payloadError";
import { scheduleTime } from "../../../provider/client/scheduleTime";
import { checkAudience } from "../../../provider/message/audienceRules";
import { checkBroadcast } from "../../../provider/message/broadcastRules";

const tags = (count: number, sign: string) => Array.from({ length: count }, (_, index) => `t${index}`).join(sign);
const apple = (payload: unknown) => checkBroadcast({ payloads: { apple: payload } });

describe("the seven broken messages that the official client sends", () => {
  const refused: [string, () => PayloadIssue[], string][] = [
    ["a payload without aps", () => apple({ data: { msg: "Hello" } }), "payloads.apple.aps"],
    ["a body of 10 KB", () => apple({ aps: { alert: "x".repeat(10_240) } }), "payloads.apple.aps.alert"],
    ["invalid JSON", () => apple('{"aps":{"alert":"Hello"}'), "payloads.apple"],
    ["30 tags joined by ||", () => checkAudience({ tagExpression: tags(30, " || ") }), "audience.tagExpression"],
    [
      "7 tags with || and &&",
      () => checkAudience({ tagExpression: `(${tags(6, " || ")}) && x` }),
      "audience.tagExpression",
    ],
    ["an unbalanced expression", () => checkAudience({ tagExpression: "(a && b" }), "audience.tagExpression"],
    [
      "a schedule in 1970",
      () => issuesOf(() => scheduleTime("1970-01-01T00:00:00Z", Date.UTC(2026, 10, 24))),
      "schedule",
    ],
  ];
  for (const [which, find, path] of refused) {
    it(`are refused: ${which}, at ${path}`, () => {
      const found = find();
      ok(
        found.some((issue) => issue.path === path),
        JSON.stringify(found),
      );
    });
  }
});

function issuesOf(act: () => unknown): PayloadIssue[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return [...error.issues];
  }
}
