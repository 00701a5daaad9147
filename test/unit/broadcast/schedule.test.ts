import assert from "node:assert/strict";
import fc from "fast-check";
import { instantOf } from "../../../provider/broadcast/schedule";

const iso = (local: string, zone: string) => new Date(instantOf({ local, zone })).toISOString();

describe("a schedule", () => {
  it("is an instant as it is", () => {
    assert.equal(instantOf("2026-12-01T09:00:00Z"), Date.UTC(2026, 11, 1, 9));
    assert.equal(instantOf("2026-12-01T09:00:00+01:00"), Date.UTC(2026, 11, 1, 8));
  });

  it("in a zone follows its clock in winter and in summer", () => {
    assert.equal(iso("2026-12-01T09:00", "Europe/Paris"), "2026-12-01T08:00:00.000Z");
    assert.equal(iso("2026-07-01T09:00", "Europe/Paris"), "2026-07-01T07:00:00.000Z");
    assert.equal(iso("2026-12-01T09:00", "America/New_York"), "2026-12-01T14:00:00.000Z");
    assert.equal(iso("2026-12-01T09:00:30", "Asia/Kolkata"), "2026-12-01T03:30:30.000Z");
  });

  it("that comes twice when clocks go back is its first coming", () => {
    assert.equal(iso("2026-10-25T02:30", "Europe/Paris"), "2026-10-25T00:30:00.000Z");
    assert.equal(iso("2026-11-01T01:30", "America/New_York"), "2026-11-01T05:30:00.000Z");
  });

  it("that is skipped when clocks go forward lands as long after the change", () => {
    assert.equal(iso("2026-03-29T02:30", "Europe/Paris"), "2026-03-29T01:30:00.000Z");
    assert.equal(iso("2026-03-08T02:30", "America/New_York"), "2026-03-08T07:30:00.000Z");
  });

  it("reads back as the same local time in every zone, unless the clock skips it", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date("2025-01-01T00:00:00Z"), max: new Date("2027-12-31T00:00:00Z"), noInvalidDate: true }),
        (zone, date) => {
          const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
          // A time read off the zone's own clock exists on it.
          const local = format.format(date).replace(" ", "T");
          assert.equal(format.format(instantOf({ local, zone })).replace(" ", "T"), local);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("that is no time is refused with what to write", () => {
    for (const wrong of ["tomorrow", "2026-12-01", "2026-12-01T09:00", "2026-13-01T09:00:00Z", ""]) {
      assert.throws(() => instantOf(wrong), /such as "2026-12-01T09:00:00Z"/);
    }
    assert.throws(() => iso("2026-12-01T09:00Z", "Europe/Paris"), /without a zone/);
    assert.throws(() => iso("2026-02-30T09:00", "Europe/Paris"), /without a zone/);
    assert.throws(() => iso("2026-12-01T09:00", "Mars/Olympus"), /IANA/);
  });
});
