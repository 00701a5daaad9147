import assert from "node:assert/strict";
import { entryName, formatEntry } from "../../../provider/journal/ledger/entry";
import type { EntryStore } from "../../../provider/journal/ledger/entryStore";
import { keepLedger } from "../../../provider/journal/ledger/keepLedger";
import type { Ledger, LedgerEntry } from "../../../provider/journal/ledger/ledger";
import { aClaim, aKey, anEntry } from "../../unit/ledger/builders";
import { backEnds, type Place } from "./backEnds";

const sent = { state: "sent" as const, sentAt: "2026-11-24T08:00:01.000Z", notificationId: "n-1", trackingId: "t-1" };
const scheduled = { state: "scheduled" as const, scheduledFor: "2026-11-30T08:00:00.000Z", notificationId: "n-1" };

async function listed(ledger: Ledger, since?: Date): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const entry of ledger.list({ since })) entries.push(entry);
  return entries.sort((a, b) => (a.key.platform < b.key.platform ? -1 : 1));
}

for (const { name, place } of backEnds) {
  describe(`ledger in ${name}`, () => {
    let here: Place;
    let ledger: Ledger;
    let other: Ledger;

    beforeEach(async () => {
      here = await place();
      ledger = await here.open();
      other = await here.open();
    });
    afterEach(() => here?.remove());

    describe("shape", () => {
      it("a claim and its result are one whole entry", async () => {
        const { claimed, entry } = await ledger.claim(aKey({ locale: "fr" }), aClaim());
        const claim = anEntry({ key: aKey({ locale: "fr" }) });
        assert.equal(claimed, true);
        assert.deepEqual(entry, claim);
        assert.deepEqual(await other.read(aKey({ locale: "fr" })), claim);
        await ledger.record(aKey({ locale: "fr" }), "claim-1", sent);
        assert.deepEqual(await other.read(aKey({ locale: "fr" })), { ...claim, ...sent });
      });

      it("knows the URL it was opened with", () => assert.equal(ledger.url, here.url));

      it("has an id of 16 hex digits once it is asked to make one, the same for everybody", async () => {
        assert.equal(await ledger.id(), undefined);
        assert.equal(await ledger.id({ make: false }), undefined);
        assert.equal(await here.raw(), "");
        const id = await ledger.id({ make: true });
        assert.match(id!, /^[0-9a-f]{16}$/);
        for (const again of [ledger, other, await here.open()]) {
          assert.equal(await again.id(), id);
          assert.equal(await again.id({ make: true }), id);
        }
      });

      it("another place has another id", async () => {
        const elsewhere = await place();
        assert.notEqual(await (await elsewhere.open()).id({ make: true }), await ledger.id({ make: true }));
        await elsewhere.remove();
      });

      it("asks for its id once", async () => {
        const id = await ledger.id({ make: true });
        await here.plantId("{");
        assert.equal(await ledger.id({ make: true }), id);
        await assert.rejects(other.id(), { code: "LEDGER_CORRUPT" });
      });

      it("holds only names, times, ids and states: nothing else is written", async () => {
        const extra = { token: "PLANTED-1", body: "PLANTED-2", handle: "PLANTED-3" };
        const by = { actor: "ana", ...extra };
        await assert.rejects(ledger.claim(aKey(), { ...aClaim(), by }), { code: "LEDGER_ENTRY" });
        await assert.rejects(ledger.claim({ ...aKey(), ...extra }, aClaim()), { code: "LEDGER_ENTRY" });
        await assert.rejects(ledger.remember({ ...anEntry(), ...extra }), { code: "LEDGER_ENTRY" });
        await ledger.claim(aKey(), { ...aClaim(), ...extra });
        await ledger.record(aKey(), "claim-1", { ...sent, ...extra });
        const raw = await here.raw();
        assert.match(raw, /"notificationId": "n-1"/);
        assert.doesNotMatch(raw, /PLANTED/);
      });
    });

    describe("rules", () => {
      it("the second claim is told of the first, whoever makes it", async () => {
        await ledger.claim(aKey(), aClaim());
        for (const again of [ledger, other]) {
          for (const claimId of ["claim-1", "claim-2"]) {
            assert.deepEqual(await again.claim(aKey(), aClaim(claimId)), { claimed: false, entry: anEntry() });
          }
        }
      });

      it("hub, announcement, digest, platform and locale each make another post", async () => {
        const keys = [
          aKey(),
          aKey({ hub: "contoso.servicebus.windows.net/other" }),
          aKey({ announcement: "release-2.5.0" }),
          aKey({ digest: "ff" }),
          aKey({ platform: "fcmv1" }),
          aKey({ locale: "fr" }),
        ];
        for (const key of keys) assert.equal((await ledger.claim(key, aClaim())).claimed, true);
        for (const key of keys) assert.equal((await other.claim(key, aClaim("claim-2"))).claimed, false);
      });

      for (const result of [sent, scheduled]) {
        it(`what is ${result.state} is not claimed again`, async () => {
          await ledger.claim(aKey(), aClaim());
          await ledger.record(aKey(), "claim-1", result);
          const again = await other.claim(aKey(), aClaim("claim-2"));
          assert.deepEqual(again, { claimed: false, entry: anEntry(result) });
        });
      }

      for (const state of ["not-sent", "canceled"] as const) {
        it(`what is ${state} gives way to a new claim, and the earlier owner has lost it`, async () => {
          await ledger.claim(aKey(), aClaim());
          await ledger.record(aKey(), "claim-1", scheduled);
          await ledger.record(aKey(), "claim-1", { state });
          const again = await other.claim(aKey(), aClaim("claim-2"));
          assert.deepEqual(again, { claimed: true, entry: anEntry({ claimId: "claim-2" }) });
          await assert.rejects(ledger.record(aKey(), "claim-1", sent), { code: "LEDGER_NOT_OWNER" });
          await ledger.release(aKey(), "claim-1");
          assert.equal((await ledger.read(aKey()))?.claimId, "claim-2");
        });
      }

      it("only the owner records", async () => {
        await assert.rejects(ledger.record(aKey(), "claim-1", sent), {
          code: "LEDGER_NOT_OWNER",
          message: /ledger show/,
        });
        await ledger.claim(aKey(), aClaim());
        await assert.rejects(other.record(aKey(), "claim-2", sent), { code: "LEDGER_NOT_OWNER" });
        assert.deepEqual(await ledger.read(aKey()), anEntry());
      });

      it("a result may be recorded twice, and completed", async () => {
        await ledger.claim(aKey(), aClaim());
        await ledger.record(aKey(), "claim-1", { state: "sent", sentAt: sent.sentAt });
        await ledger.record(aKey(), "claim-1", { state: "sent", trackingId: "t-1" });
        assert.deepEqual(await ledger.read(aKey()), anEntry({ state: "sent", sentAt: sent.sentAt, trackingId: "t-1" }));
      });

      it("what is sent stays sent, and only what is scheduled becomes a claim again", async () => {
        await ledger.claim(aKey(), aClaim());
        await ledger.record(aKey(), "claim-1", scheduled);
        await ledger.record(aKey(), "claim-1", { state: "claimed" });
        await ledger.record(aKey(), "claim-1", { state: "canceled" });
        await assert.rejects(ledger.record(aKey(), "claim-1", { state: "claimed" }), { code: "LEDGER_SETTLED" });
        await ledger.record(aKey(), "claim-1", { state: "sent" });
        for (const state of ["claimed", "scheduled", "not-sent", "canceled"] as const) {
          await assert.rejects(ledger.record(aKey(), "claim-1", { state }), { code: "LEDGER_SETTLED" });
        }
        assert.equal((await ledger.read(aKey()))?.state, "sent");
      });

      it("a released claim is gone, and releasing it again does nothing", async () => {
        await ledger.claim(aKey(), aClaim());
        await ledger.release(aKey(), "claim-1");
        assert.equal(await other.read(aKey()), undefined);
        assert.equal((await other.claim(aKey(), aClaim("claim-2"))).claimed, true);
        await ledger.release(aKey(), "claim-1");
        assert.equal((await other.read(aKey()))?.claimId, "claim-2");
      });

      it("what is not-sent or canceled needs no release", async () => {
        for (const state of ["not-sent", "canceled"] as const) {
          const key = aKey({ platform: state });
          await ledger.remember(anEntry({ key, state }));
          await ledger.release(key, "claim-1");
          assert.equal((await ledger.read(key))?.state, state);
        }
      });

      it("a claim with a result is not released", async () => {
        for (const result of [scheduled, sent]) {
          const key = aKey({ platform: result.state });
          await ledger.claim(key, aClaim());
          await ledger.record(key, "claim-1", result);
          await assert.rejects(ledger.release(key, "claim-1"), { code: "LEDGER_SETTLED" });
          assert.equal((await ledger.read(key))?.state, result.state);
        }
      });

      it("a stack's memory fills what is empty or free", async () => {
        assert.equal(await ledger.remember(anEntry(sent)), true);
        assert.deepEqual(await other.read(aKey()), anEntry(sent));
        for (const state of ["not-sent", "canceled"] as const) {
          const key = aKey({ platform: state });
          await ledger.remember(anEntry({ key, state, claimId: "claim-0" }));
          assert.equal(await ledger.remember(anEntry({ key, state, claimId: "claim-1" })), false);
          assert.equal(await ledger.remember(anEntry({ key, ...sent })), true);
          assert.equal((await ledger.read(key))?.state, "sent");
        }
      });

      it("a stack's memory completes the stack's own claim", async () => {
        await ledger.claim(aKey(), aClaim());
        assert.equal(await ledger.remember(anEntry()), false);
        assert.equal(await ledger.remember(anEntry(sent)), true);
        assert.deepEqual(await other.read(aKey()), anEntry(sent));
      });

      it("a stack's memory never overwrites the claim of another, nor a result", async () => {
        await ledger.claim(aKey(), aClaim());
        assert.equal(await other.remember(anEntry({ claimId: "claim-2", ...sent })), false);
        await ledger.record(aKey(), "claim-1", scheduled);
        assert.equal(await other.remember(anEntry(sent)), false);
        assert.deepEqual(await ledger.read(aKey()), anEntry(scheduled));
      });
    });

    describe("a person's word on a run that left its claim behind", () => {
      const run = "5f0c9ae1";
      const word = { state: "sent" } as const;

      beforeEach(async () => void (await ledger.claim(aKey(), aClaim(run))));

      it("sent: whoever asks next adopts it, and it stays", async () => {
        await other.record(aKey(), run, word);
        const { claimed, entry } = await ledger.claim(aKey(), aClaim("00000002"));
        assert.deepEqual([claimed, entry], [false, anEntry({ claimId: run, state: "sent" })]);
        await other.record(aKey(), run, word);
        await assert.rejects(other.release(aKey(), run), { code: "LEDGER_SETTLED" });
        assert.equal((await ledger.read(aKey()))?.state, "sent");
      });

      it("not-sent: the next run claims it, and the word said again does not touch that claim", async () => {
        await other.release(aKey(), run);
        assert.equal((await ledger.claim(aKey(), aClaim("00000002"))).claimed, true);
        await other.release(aKey(), run);
        await assert.rejects(other.record(aKey(), run, word), { code: "LEDGER_NOT_OWNER" });
        assert.deepEqual(await ledger.read(aKey()), anEntry({ claimId: "00000002" }));
      });

      it("a word on another run leaves the claim alone", async () => {
        await other.release(aKey(), "5f0c9ae2");
        await assert.rejects(other.record(aKey(), "5f0c9ae2", word), { code: "LEDGER_NOT_OWNER" });
        assert.deepEqual(await ledger.read(aKey()), anEntry({ claimId: run }));
      });

      it("sent, under a key where that run claimed nothing: to be remembered, not recorded", async () => {
        const key = aKey({ hub: "contoso.servicebus.windows.net/moved" });
        await assert.rejects(other.record(key, run, word), { code: "LEDGER_NOT_OWNER" });
        await other.release(key, run);
        assert.equal(await other.remember(anEntry({ key, claimId: run, ...word })), true);
        assert.equal((await ledger.claim(key, aClaim("00000002"))).entry.state, "sent");
        assert.equal(await other.remember(anEntry({ claimId: run, ...word })), true);
        assert.equal((await ledger.claim(aKey(), aClaim("00000002"))).entry.state, "sent");
      });
    });

    describe("behaviour", () => {
      it("of many first users at once all get the same id", async () => {
        const users = await Promise.all([ledger, ledger, other, other, here.open(), here.open(), here.open()]);
        const ids = await Promise.all(users.map((user) => user.id({ make: true })));
        assert.deepEqual(new Set(ids), new Set([await (await here.open()).id()]));
      });

      it("remembering what is there already costs one read", async () => {
        let reads = 0;
        const unexpected = () => assert.fail("more than a read");
        const store: EntryStore = {
          get: (name) => {
            reads++;
            return here.store.get(name);
          },
          put: unexpected,
          remove: unexpected,
          names: unexpected,
        };
        const counted = keepLedger(here.url, store);
        await ledger.remember(anEntry(sent));
        assert.equal(await counted.remember(anEntry(sent)), false);
        assert.equal(await counted.remember(anEntry({ ...scheduled, claimId: "claim-2" })), false);
        assert.equal(reads, 2);
      });

      it("a claim that could not be written takes only itself back, not another one of the same run", async () => {
        const store: EntryStore = {
          get: (name) => here.store.get(name),
          put: async () => {
            await other.claim(aKey(), aClaim("claim-1", Date.UTC(2026, 10, 23)));
            throw new Error("no answer");
          },
          remove: (name, tag) => here.store.remove(name, tag),
          names: () => here.store.names(),
        };
        await assert.rejects(keepLedger(here.url, store).claim(aKey(), aClaim()), /no answer/);
        assert.equal((await ledger.read(aKey()))?.claimedAt, "2026-11-23T00:00:00.000Z");
      });

      it("of many claims at once exactly one counts", async () => {
        const claims = await Promise.all(
          Array.from({ length: 12 }, (_, i) => (i % 2 ? ledger : other).claim(aKey(), aClaim(`claim-${i}`))),
        );
        const winners = claims.filter(({ claimed }) => claimed);
        assert.equal(winners.length, 1);
        for (const { entry } of claims) assert.equal(entry.claimId, winners[0]!.entry.claimId);
      });

      it("of many claims at once on what was not sent exactly one counts", async () => {
        await ledger.remember(anEntry({ state: "not-sent" }));
        const claims = await Promise.all(
          Array.from({ length: 12 }, (_, i) => (i % 2 ? ledger : other).claim(aKey(), aClaim(`new-${i}`))),
        );
        assert.equal(claims.filter(({ claimed }) => claimed).length, 1);
      });

      it("of two that release the same dead claim and claim anew, one counts", async () => {
        await ledger.claim(aKey(), aClaim("dead"));
        const takeOver = async (through: Ledger, claimId: string) => {
          await through.release(aKey(), "dead");
          return (await through.claim(aKey(), aClaim(claimId))).claimed;
        };
        const claimed = await Promise.all([takeOver(ledger, "a"), takeOver(other, "b"), takeOver(ledger, "c")]);
        assert.equal(claimed.filter(Boolean).length, 1);
      });

      it("lists every entry once, or those since a time", async () => {
        await ledger.remember(anEntry({ key: aKey({ platform: "a" }), ...sent }));
        await ledger.claim(aKey({ platform: "b" }), aClaim("claim-2", Date.UTC(2026, 10, 23)));
        await ledger.claim(aKey({ platform: "c" }), aClaim());
        await ledger.release(aKey({ platform: "c" }), "claim-1");
        assert.deepEqual(
          (await listed(other)).map(({ key }) => key.platform),
          ["a", "b"],
        );
        assert.deepEqual(
          (await listed(other, new Date(sent.sentAt))).map(({ key }) => key.platform),
          ["a"],
        );
        assert.deepEqual(await listed(other, new Date("2026-12-01")), []);
      });

      it("lists more than a page", async () => {
        const platforms = Array.from({ length: 120 }, (_, i) => `p${String(i).padStart(3, "0")}`);
        await Promise.all(platforms.map((platform) => ledger.claim(aKey({ platform }), aClaim())));
        assert.deepEqual(
          (await listed(ledger)).map(({ key }) => key.platform),
          platforms,
        );
      });

      it("an empty ledger lists nothing", async () => assert.deepEqual(await listed(ledger), []));
    });

    describe("bad input", () => {
      const whole = formatEntry(anEntry(sent));
      const bad: [string, string, string][] = [
        ["an empty entry", "", "LEDGER_CORRUPT"],
        ["a truncated entry", whole.slice(0, whole.length / 2), "LEDGER_CORRUPT"],
        ["a damaged entry", whole.replace('"sent"', '"snet"'), "LEDGER_CORRUPT"],
        ["bytes that are no text", "\u0000\u0001\uFFFF", "LEDGER_CORRUPT"],
        ["a foreign document", '{"version":4,"terraform_version":"1.9.0"}', "LEDGER_FOREIGN"],
        ["the entry of another post", formatEntry(anEntry({ key: aKey({ digest: "ff" }) })), "LEDGER_FOREIGN"],
        ["an entry of a newer version", JSON.stringify({ ...anEntry(sent), version: 2, more: 1 }), "LEDGER_NEWER"],
      ];
      for (const [what, text, code] of bad) {
        it(`${what} stops every operation and is left as it is`, async () => {
          await here.plant(aKey(), text);
          await ledger.claim(aKey({ platform: "windows" }), aClaim());
          const before = await here.raw();
          const isRefused = { name: "LedgerError", code, message: new RegExp(entryName(aKey())) };
          await assert.rejects(ledger.read(aKey()), isRefused);
          await assert.rejects(ledger.claim(aKey(), aClaim()), isRefused);
          await assert.rejects(ledger.record(aKey(), "claim-1", sent), isRefused);
          await assert.rejects(ledger.release(aKey(), "claim-1"), isRefused);
          await assert.rejects(ledger.remember(anEntry(sent)), isRefused);
          assert.equal(await here.raw(), before);
        });
      }

      const badIds: [string, string, string, RegExp][] = [
        ["that is empty", "", "LEDGER_CORRUPT", /truncated/],
        ["that is cut off", '{"version":1,"id":"0123', "LEDGER_CORRUPT", /truncated/],
        ["that is damaged", '{"version":1,"id":"0123"}', "LEDGER_CORRUPT", /damaged at id; restore it from a copy/],
        ["that holds more", '{"version":1,"id":"0123456789abcdef","x":1}', "LEDGER_CORRUPT", /damaged at x/],
        ["of other people", '{"version":4,"terraform_version":"1.9.0"}', "LEDGER_FOREIGN", /place of its own/],
        ["of a newer version", '{"version":2,"id":"a:b"}', "LEDGER_NEWER", /newer .*; update this installation/],
      ];
      for (const [what, text, code, message] of badIds) {
        it(`an id ${what} is refused, and left as it is`, async () => {
          await here.plantId(text);
          const before = await here.raw();
          for (const make of [false, true]) {
            await assert.rejects(ledger.id({ make }), (error: Error & { code: string }) => {
              assert.equal(error.name, "LedgerError");
              assert.equal(error.code, code);
              assert.match(error.message, /[/\\ ]ledger(\.json)? /);
              assert.match(error.message, message);
              return true;
            });
          }
          assert.equal(await here.raw(), before);
        });
      }

      it("the list knows nothing of the id, whatever is in its place", async () => {
        await ledger.id({ make: true });
        await ledger.claim(aKey(), aClaim());
        assert.deepEqual(await listed(other), [anEntry()]);
        await here.plantId("{");
        assert.deepEqual(await listed(other), [anEntry()]);
      });

      it("the list shows what can be read, then fails for what cannot", async () => {
        await ledger.claim(aKey({ platform: "windows" }), aClaim());
        await here.plant(aKey(), "{");
        const seen: string[] = [];
        await assert.rejects(
          async () => {
            for await (const { key } of ledger.list()) seen.push(key.platform);
          },
          { code: "LEDGER_CORRUPT" },
        );
        assert.deepEqual(seen, ["windows"]);
      });
    });
  });
}
