// Loaded with NODE_OPTIONS=--require into the processes of an engine run: their clock is ahead by CLOCK_AHEAD_SECONDS.
const ahead = Number(process.env.CLOCK_AHEAD_SECONDS ?? 0) * 1000;
const RealDate = Date;

class LaterDate extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [LaterDate.now()] : given) as [number]));
  }

  static override now(): number {
    return RealDate.now() + ahead;
  }
}

if (ahead !== 0) globalThis.Date = LaterDate as DateConstructor;
