import assert from "node:assert/strict";
import fc from "fast-check";
import { entryName, formatEntry, type LedgerEntry, parseEntry } from "../../../provider/journal/ledger/entry";
import { LedgerError } from "../../../provider/journal/ledger/ledgerError";
import { aKey, anEntry } from "./builders";

const text = (max = 40) => fc.string({ minLength: 1, maxLength: max, unit: "binary" });
const time = fc
  .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const entries: fc.Arbitrary<LedgerEntry> = fc.record({
  version: fc.constant(1 as const),
  key: fc.record({
    hub: fc.constantFrom("contoso.servicebus.windows.net/releases", "127.0.0.1:8080/hub"),
    announcement: text(),
    digest: text(),
    platform: text(),
    locale: optional(text(10)),
  }),
  state: fc.constantFrom(
    "claimed" as const,
    "sent" as const,
    "scheduled" as const,
    "not-sent" as const,
    "canceled" as const,
  ),
  claimedAt: time,
  claimId: text(),
  by: fc.record({ actor: optional(text()), commit: optional(text()), run: optional(text()) }),
  sentAt: optional(time),
  scheduledFor: optional(time),
  notificationId: optional(text()),
  trackingId: optional(text()),
});

/** What JSON keeps of a value. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

const refuses = (source: string, code: LedgerError["code"], name = entryName(aKey()), message?: RegExp) =>
  assert.throws(
    () => parseEntry({ text: source, where: "HERE" }, name),
    (error: LedgerError) => {
      assert(error instanceof LedgerError);
      assert.equal(error.code, code);
      assert.match(error.message, /^HERE /);
      if (message) assert.match(error.message, message);
      return true;
    },
  );

describe("ledger entry", () => {
  describe("name", () => {
    // A release that changes a name forgets what was sent.
    const names: [Parameters<typeof aKey>[0], string][] = [
      [{}, "5955eabc9ae42922b81afa3ee505bdf3b00ec22ea910bae5f0b9e47590e701c3"],
      [{ locale: "fr" }, "774b8c34a4e24ee9e233578af57f884d89effdfc6fa1544a87717de0d88320e6"],
      [{ platform: "fcmv1" }, "98908141231c52d12d169a306fac60fa078ae501f19ec44fc761f4ee4debafc0"],
      [
        { hub: "other.servicebus.windows.net/releases" },
        "796e9ce8ec3ccac119a5773812b807c5c5440083e699be7b30da0280419b9495",
      ],
      [{ announcement: 'Ünïcode 🎉 / "quoted"' }, "d2c8f209254f36058f90bc43a78883f4fbaaf949563c6168dbdb9ca63e347114"],
    ];
    for (const [fields, name] of names) {
      it(`of ${JSON.stringify(fields)} is ${name.slice(0, 12)}… for ever`, () =>
        assert.equal(entryName(aKey(fields)), name));
    }

    it("does not depend on the order of fields", () => {
      const { hub, announcement, digest, platform } = aKey();
      assert.equal(entryName({ platform, digest, announcement, hub }), entryName(aKey()));
    });

    it("is another one when text moves between fields", () => {
      assert.notEqual(
        entryName(aKey({ announcement: "a", digest: "bc" })),
        entryName(aKey({ announcement: "ab", digest: "c" })),
      );
    });
  });

  it("every entry is read back as it was written", () => {
    fc.assert(
      fc.property(entries, (entry) => {
        assert.deepEqual(parseEntry({ text: formatEntry(entry), where: "HERE" }, entryName(entry.key)), plain(entry));
      }),
    );
  });

  it("a time may be written with an offset, or without seconds", () => {
    for (const scheduledFor of ["2026-12-01T09:00:00+01:00", "2026-12-01T09:00Z", "2026-12-01T09:00:00.0000000Z"]) {
      const entry = anEntry({ state: "scheduled", scheduledFor });
      assert.deepEqual(parseEntry({ text: formatEntry(entry), where: "HERE" }, entryName(aKey())), entry);
    }
  });

  it("an entry cut off anywhere is refused as truncated", () => {
    const whole = formatEntry(anEntry({ state: "sent", sentAt: "2026-11-24T08:00:01.000Z" }));
    for (let length = 0; length < whole.trimEnd().length; length++) {
      refuses(whole.slice(0, length), "LEDGER_CORRUPT", undefined, /truncated/);
    }
  });

  it("an entry with any one character replaced is read as another valid entry or refused", () => {
    const whole = formatEntry(anEntry());
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        try {
          parseEntry({ text: whole.slice(0, at) + character + whole.slice(at + 1), where: "HERE" }, entryName(aKey()));
        } catch (error) {
          assert(error instanceof LedgerError, String(error));
        }
      }),
    );
  });

  const foreign = [
    "{}",
    "[]",
    "null",
    "1",
    '"text"',
    '{"version":4,"terraform_version":"1.9.0"}',
    '{"version":"1","key":{}}',
  ];
  for (const source of foreign) it(`${source} is foreign`, () => refuses(source, "LEDGER_FOREIGN"));

  it("the entry of another post is foreign", () =>
    refuses(formatEntry(anEntry({ key: aKey({ platform: "windows" }) })), "LEDGER_FOREIGN", undefined, /another post/));

  it("an entry of a newer version names that version and asks for an update", () =>
    refuses(JSON.stringify({ ...anEntry(), version: 2, novelty: {} }), "LEDGER_NEWER", undefined, /version 2.*update/));

  const damaged: [string, Record<string, unknown>][] = [
    ["state", { state: "lost" }],
    ["claimedAt", { claimedAt: "yesterday" }],
    ["sentAt", { sentAt: "2026-13-45T00:00:00Z" }],
    ["claimId", { claimId: "" }],
    ["by.actor", { by: { actor: 7 } }],
    ["key.digest", { key: { ...aKey(), digest: undefined } }],
    ["key.hub", { key: aKey({ hub: "CONTOSO.servicebus.windows.net/releases" }) }],
    ["key.hub", { key: aKey({ hub: "contoso" }) }],
    ["novelty", { novelty: 1 }],
    ["by.email", { by: { email: "x" } }],
  ];
  for (const [field, change] of damaged) {
    const entry = { ...anEntry(), ...change } as LedgerEntry;
    it(`${JSON.stringify(change).slice(0, 60)} is refused by name when read`, () =>
      refuses(JSON.stringify(entry), "LEDGER_CORRUPT", undefined, new RegExp(`damaged at ${field};`)));
    it(`${JSON.stringify(change).slice(0, 60)} is never written`, () =>
      assert.throws(() => formatEntry(entry), { code: "LEDGER_ENTRY", message: new RegExp(` ${field};`) }));
  }

  it("a refusal shows nothing of what the file holds", () => {
    for (const source of ["PLANTED", '{"a":"PLANTED"}', JSON.stringify({ ...anEntry(), state: "PLANTED" })]) {
      assert.throws(
        () => parseEntry({ text: source, where: "HERE" }, entryName(aKey())),
        ({ message }) => !/PLANTED/.test(message),
      );
    }
  });
});
