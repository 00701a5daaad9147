/** The hub's time: real time (or the one injected) plus what tests advanced it by. */
export interface Clock {
  /** Hub time in milliseconds. */
  now(): number;
  /** Time without what was advanced: SAS tokens are signed by clients whose clocks nobody advanced. */
  real(): number;
  advance(seconds: number): void;
  reset(): void;
}

export function createClock(real: () => number): Clock {
  let advancedMs = 0;
  return {
    now: () => real() + advancedMs,
    real,
    advance: (seconds) => {
      advancedMs += seconds * 1000;
    },
    reset: () => {
      advancedMs = 0;
    },
  };
}
