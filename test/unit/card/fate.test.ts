import { deepEqual } from "node:assert/strict";
import { fateOf } from "../../../sdk/card/fate";

const send = { digest: "d1", platform: "apple", collapses: true };
const sent = { digest: "d1", platform: "apple", state: "sent", sentAt: "2026-11-24T10:00:05.123Z" };

describe("what will happen to a send", () => {
  it("is a post when nothing is remembered, or it was not sent", () => {
    deepEqual(fateOf(send, {}), { kind: "posts", text: "posts" });
    for (const state of ["not-sent", "canceled", "expired"]) {
      deepEqual(fateOf(send, { sends: [{ ...sent, state }] }), { kind: "posts", text: "posts" });
    }
  });

  it("is nothing when it went out or will", () => {
    deepEqual(fateOf(send, { sends: [sent] }), { kind: "nothing", text: "sent 2026-11-24, posts nothing" });
    deepEqual(fateOf(send, { history: [sent] }), { kind: "nothing", text: "sent 2026-11-24, posts nothing" });
    const scheduled = { ...sent, state: "scheduled", scheduledFor: "2026-12-01T09:00:00Z" };
    deepEqual(fateOf(send, { sends: [scheduled] }), {
      kind: "nothing",
      text: "scheduled for 2026-12-01 09:00 UTC, posts nothing",
    });
  });

  it("is in doubt when an earlier post has no result", () => {
    deepEqual(fateOf(send, { doubts: [{ digest: "d1", at: "2026-11-24T10:00:00Z" }] }), {
      kind: "in-doubt",
      text: "in doubt since 2026-11-24 10:00 UTC, posts nothing until that is resolved",
    });
  });

  it("replaces the last one of the same platform and locale that had another text", () => {
    const earlier = { ...sent, digest: "d0" };
    const older = { ...earlier, digest: "d00", sentAt: "2026-01-01T00:00:00Z" };
    deepEqual(fateOf(send, { sends: [older, earlier] }), {
      kind: "replaces",
      text: "posts, and replaces the notification sent on 2026-11-24",
    });
    deepEqual(fateOf({ ...send, collapses: false }, { sends: [earlier] }), {
      kind: "posts",
      text: "posts, after what was sent on 2026-11-24,",
    });
    deepEqual(fateOf({ ...send, locale: "fr" }, { sends: [earlier] }).kind, "posts");
    deepEqual(fateOf({ ...send, platform: "adm" }, { sends: [earlier] }).kind, "posts");
  });

  it("takes the place of one that has not gone out", () => {
    const earlier = { ...sent, digest: "d0", state: "scheduled", scheduledFor: "2026-12-01T09:00:00Z" };
    deepEqual(fateOf(send, { sends: [earlier] }), {
      kind: "replaces",
      text: "posts in place of what was to go out on 2026-12-01 09:00 UTC",
    });
  });
});
