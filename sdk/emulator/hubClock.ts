/** The hub's time: real time (or the one injected) plus what tests advanced it by. */
export interface HubClock {
  /** Hub time in milliseconds. */
  now(): number;
  /** Time without what was advanced: SAS tokens are signed by clients whose clocks nobody advanced. */
  real(): number;
  advance(seconds: number): void;
  reset(): void;
}

/** Far enough for every test, near enough for every date to have four digits of a year. */
const maxAdvanceSeconds = 100 * 366 * 86_400;

export function createClock(real: () => number): HubClock {
  let advancedMs = 0;
  return {
    now: () => real() + advancedMs,
    real,
    advance: (seconds) => {
      const ahead = advancedMs / 1000 + seconds;
      if (!(seconds >= 0 && ahead <= maxAdvanceSeconds)) {
        throw new RangeError("The clock advances by a number of seconds from 0, up to 100 years in all");
      }
      advancedMs = ahead * 1000;
    },
    reset: () => {
      advancedMs = 0;
    },
  };
}
