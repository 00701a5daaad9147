import assert from "node:assert/strict";
import fc from "fast-check";
import type { Ledger, LedgerEntry, LedgerError } from "../../../provider/journal/ledger/ledger";
import { aClaim, aKey, anEntry } from "../../unit/ledger/builders";
import { backEnds } from "./backEnds";

const states = ["claimed", "sent", "scheduled", "not-sent", "canceled"] as const;
type State = (typeof states)[number];

interface Step {
  what: "claim" | "record" | "release" | "remember" | "read" | "list";
  platform: string;
  claimId: string;
  state: State;
}

const step = (platforms: string[], claimIds: string[]): fc.Arbitrary<Step> =>
  fc.record({
    what: fc.constantFrom("claim", "claim", "record", "record", "release", "remember", "read", "list"),
    platform: fc.constantFrom(...platforms),
    claimId: fc.constantFrom(...claimIds),
    state: fc.constantFrom(...states),
  });

async function perform(ledger: Ledger, { what, platform, claimId, state }: Step): Promise<unknown> {
  const key = aKey({ platform });
  const brief = (entry?: LedgerEntry) => entry && `${entry.state} by ${entry.claimId}`;
  try {
    switch (what) {
      case "claim": {
        const { claimed, entry } = await ledger.claim(key, aClaim(claimId));
        return `${claimed} ${brief(entry)}`;
      }
      case "record":
        return await ledger.record(key, claimId, { state });
      case "release":
        return await ledger.release(key, claimId);
      case "remember":
        return await ledger.remember(anEntry({ key, claimId, state }));
      case "read":
        return brief(await ledger.read(key));
      case "list": {
        const entries: string[] = [];
        for await (const entry of ledger.list()) entries.push(`${entry.key.platform} ${brief(entry)}`);
        return entries.sort().join();
      }
    }
  } catch (error) {
    return (error as LedgerError).code;
  }
}

/** What a ledger is meant to be, as a table of the state and owner of each platform's post. */
class Model {
  readonly posts = new Map<string, { state: State; owner: string }>();

  perform({ what, platform, claimId, state }: Step): unknown {
    const post = this.posts.get(platform);
    const set = (state: State, owner: string) => void this.posts.set(platform, { state, owner });
    const nothingWentOut = !post || post.state === "not-sent" || post.state === "canceled";
    switch (what) {
      case "claim":
        if (nothingWentOut) set("claimed", claimId);
        return nothingWentOut ? `true claimed by ${claimId}` : `false ${post.state} by ${post.owner}`;
      case "record":
        if (post?.owner !== claimId) return "LEDGER_NOT_OWNER";
        if (post.state === "sent" && state !== "sent") return "LEDGER_SETTLED";
        if (nothingWentOut && state === "claimed") return "LEDGER_SETTLED";
        return set(state, claimId);
      case "release":
        if (post?.owner !== claimId || nothingWentOut) return undefined;
        if (post.state !== "claimed") return "LEDGER_SETTLED";
        return void this.posts.delete(platform);
      case "remember": {
        const fills = !post || (nothingWentOut && state !== "not-sent" && state !== "canceled");
        const completes = post?.state === "claimed" && post.owner === claimId && state !== "claimed";
        if (fills || completes) set(state, claimId);
        return Boolean(fills || completes);
      }
      case "read":
        return post && `${post.state} by ${post.owner}`;
      case "list":
        return [...this.posts]
          .map(([name, { state, owner }]) => `${name} ${state} by ${owner}`)
          .sort()
          .join();
    }
  }
}

for (const { name, place } of backEnds) {
  describe(`ledger in ${name}, any sequence of operations`, () => {
    const numRuns = name === "file" ? 100 : 40;

    it("answers as the model does, through whichever handle", async () => {
      const steps = fc.array(fc.tuple(step(["apple", "fcmv1"], ["a", "b"]), fc.nat(1)), {
        minLength: 1,
        maxLength: 30,
      });
      await fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          const here = await place();
          try {
            const handles = [await here.open(), await here.open()];
            const model = new Model();
            for (const [each, handle] of sequence) {
              assert.equal(await perform(handles[handle]!, each), model.perform(each), JSON.stringify(each));
            }
          } finally {
            await here.remove();
          }
        }),
        { numRuns },
      );
    });

    it("lets nobody claim what somebody else holds, however operations overlap", async () => {
      const claimIds = ["a", "b", "c", "d"];
      const program = fc.array(
        step(["apple"], ["?"]).filter(({ what }) => what !== "remember" && what !== "list"),
        { minLength: 2, maxLength: 8 },
      );
      await fc.assert(
        fc.asyncProperty(fc.tuple(program, program, program, program), async (programs) => {
          const here = await place();
          try {
            // Between the moment one is told that its claim counts and the moment it lets go, no other may be told so.
            let holder: string | undefined;
            let sentBy: string | undefined;
            await Promise.all(
              programs.map(async (steps, i) => {
                const claimId = claimIds[i]!;
                const ledger = await here.open();
                for (const each of steps) {
                  const lets =
                    each.what === "release" || (each.what === "record" && /not-sent|canceled/.test(each.state));
                  if (lets && holder === claimId && sentBy === undefined) holder = undefined;
                  const answer = await perform(ledger, { ...each, claimId });
                  if (answer === `true claimed by ${claimId}`) {
                    assert.equal(holder, undefined, `${claimId} claims what ${holder} holds`);
                    assert.equal(sentBy, undefined, `${claimId} claims what ${sentBy} sent`);
                    holder = claimId;
                  }
                  if (each.what === "record" && each.state === "sent" && answer === undefined) sentBy = claimId;
                }
              }),
            );
            if (sentBy)
              assert.equal(
                await perform(await here.open(), { what: "read", platform: "apple", claimId: "", state: "sent" }),
                `sent by ${sentBy}`,
              );
          } finally {
            await here.remove();
          }
        }),
        { numRuns: numRuns / 2 },
      );
    });
  });
}
