import assert from "node:assert/strict";
import fc from "fast-check";
import { instantOf } from "../../../provider/message/schedule";

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

  it("is the same instant however it is said", () => {
    const instants = [
      instantOf("2026-12-01T08:00:00Z"),
      instantOf("2026-12-01T09:00+01:00"),
      instantOf({ local: "2026-12-01T09:00", zone: "Europe/Paris" }),
      instantOf({ local: "2026-12-01T09:00:00", zone: "Europe/Paris" }),
      instantOf({ local: "2026-12-01T08:00", zone: "UTC" }),
    ];
    assert.equal(new Set(instants).size, 1);
  });

  it("in zones whose clocks change by half an hour, or skip a day, is right on both sides", () => {
    assert.equal(iso("2026-04-05T01:30", "Australia/Lord_Howe"), "2026-04-04T14:30:00.000Z");
    assert.equal(iso("2026-04-05T02:00", "Australia/Lord_Howe"), "2026-04-04T15:30:00.000Z");
    assert.equal(iso("2026-10-04T02:15", "Australia/Lord_Howe"), "2026-10-03T15:45:00.000Z");
    assert.equal(iso("2011-12-29T12:00", "Pacific/Apia"), "2011-12-29T22:00:00.000Z");
    assert.equal(iso("2011-12-31T12:00", "Pacific/Apia"), "2011-12-30T22:00:00.000Z");
  });

  it("that is no time is refused with what to write", () => {
    for (const wrong of [
      "tomorrow",
      "2026-12-01",
      "2026-12-01T09:00",
      "2026-13-01T09:00:00Z",
      "2026-02-30T09:00:00Z",
      "2026-12-01T12Z",
      "2026-12-01T24:00:00Z",
      "",
    ]) {
      assert.throws(() => instantOf(wrong), /such as "2027-03-01T09:00:00Z"/);
    }
    assert.throws(() => iso("2026-12-01T09:00Z", "Europe/Paris"), /without a zone/);
    assert.throws(() => iso("2026-02-30T09:00", "Europe/Paris"), /without a zone/);
    assert.throws(() => iso("2026-12-01T24:00", "Europe/Paris"), /without a zone/);
    assert.throws(() => iso("2026-12-01", "Europe/Paris"), /without a zone/);
    assert.throws(() => iso("2026-12-01T9:00", "Europe/Paris"), /without a zone/);
    assert.throws(() => iso("2026-12-01T09:00", "Mars/Olympus"), /IANA/);
    assert.throws(() => iso("2026-12-01T09:00", ""), /IANA/);
  });
});
