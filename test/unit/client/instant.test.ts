import assert from "node:assert/strict";
import fc from "fast-check";
import { parseInstant } from "../../../provider/client/instant";

const iso = (text: string): string | undefined => {
  const instant = parseInstant(text);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

describe("an instant", () => {
  for (const [text, expected] of [
    ["2026-12-01T09:00:00Z", "2026-12-01T09:00:00.000Z"],
    ["2026-12-01T09:00Z", "2026-12-01T09:00:00.000Z"],
    ["2026-12-01T09:00:59Z", "2026-12-01T09:00:59.000Z"],
    ["2026-12-01T09:00:00.5Z", "2026-12-01T09:00:00.500Z"],
    ["2026-12-01T09:00:00.05Z", "2026-12-01T09:00:00.050Z"],
    ["2026-12-01T09:00:00.123456789Z", "2026-12-01T09:00:00.123Z"],
    ["2026-12-01T09:00:00.9999Z", "2026-12-01T09:00:00.999Z"],
    ["2026-12-01T09:00:00+01:00", "2026-12-01T08:00:00.000Z"],
    ["2026-12-01T09:00:00-05:30", "2026-12-01T14:30:00.000Z"],
    ["2026-12-01T00:30:00+14:00", "2026-11-30T10:30:00.000Z"],
    ["2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z"],
    ["2026-12-01T09:00:00-00:00", "2026-12-01T09:00:00.000Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
    ["0099-12-31T00:00:00Z", "0099-12-31T00:00:00.000Z"],
    ["1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"],
    ["2026-12-01T23:59:59Z", "2026-12-01T23:59:59.000Z"],
  ] as const) {
    it(`is ${text}`, () => assert.equal(iso(text), expected));
  }

  for (const [why, text] of [
    ["a day that the month does not have", "2026-02-30T00:00:00Z"],
    ["a leap day of another year", "2026-02-29T00:00:00Z"],
    ["a leap day of a century that has none", "2100-02-29T00:00:00Z"],
    ["April 31", "2026-04-31T00:00:00Z"],
    ["month 13", "2026-13-01T00:00:00Z"],
    ["month 0", "2026-00-01T00:00:00Z"],
    ["day 0", "2026-01-00T00:00:00Z"],
    ["day 32", "2026-01-32T00:00:00Z"],
    ["hours alone", "2026-12-01T12Z"],
    ["24:00", "2026-12-01T24:00:00Z"],
    ["25:00", "2026-12-01T25:00:00Z"],
    ["minute 60", "2026-12-01T12:60:00Z"],
    ["second 60", "2026-12-01T23:59:60Z"],
    ["an offset of 24 hours", "2026-12-01T09:00:00+24:00"],
    ["an offset of 60 minutes", "2026-12-01T09:00:00+01:60"],
    ["an offset without a colon", "2026-12-01T09:00:00+0100"],
    ["an offset of hours alone", "2026-12-01T09:00:00+01"],
    ["no zone", "2026-12-01T09:00:00"],
    ["no time", "2026-12-01"],
    ["a blank for the T", "2026-12-01 09:00:00Z"],
    ["small letters", "2026-12-01t09:00:00z"],
    ["a comma for the point", "2026-12-01T09:00:00,5Z"],
    ["a point without digits", "2026-12-01T09:00:00.Z"],
    ["a fraction of minutes", "2026-12-01T09:00.5Z"],
    ["a year of two digits", "26-12-01T09:00:00Z"],
    ["a year of six digits", "+002026-12-01T09:00:00Z"],
    ["blanks around", " 2026-12-01T09:00:00Z"],
    ["a line break after", "2026-12-01T09:00:00Z\n"],
    ["other digits", "２０２６-12-01T09:00:00Z"],
    ["words", "tomorrow"],
    ["nothing", ""],
  ] as const) {
    it(`is not ${why}`, () => assert.equal(parseInstant(text), undefined, text));
  }

  it("reads back from every date in every offset", () => {
    const date = fc.date({
      min: new Date("0001-01-02T00:00:00Z"),
      max: new Date("9998-12-30T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.integer({ min: -14 * 60, max: 14 * 60 }), (instant, minutes) => {
        assert.equal(parseInstant(instant.toISOString()), instant.getTime());
        const wall = new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const offset = new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16);
        assert.equal(parseInstant(`${wall}${minutes < 0 ? "-" : "+"}${offset}`), instant.getTime());
      }),
    );
  });
});
