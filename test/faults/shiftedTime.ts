// Moves the time of a process on, and with FAULTS_OFFSET in its environment does so when it is loaded (`node --require`).

const RealDate = Date;
let offsetMs = 0;

class ShiftedDate extends RealDate {
  constructor(...args: any[]) {
    if (args.length === 0) super(RealDate.now() + offsetMs);
    else super(...(args as [number]));
  }

  static override now(): number {
    return RealDate.now() + offsetMs;
  }
}

/** From now on the time of this process is ahead by so many milliseconds. */
export function shiftTime(ms: number): void {
  offsetMs = ms;
  globalThis.Date = ShiftedDate as DateConstructor;
}

if (process.env.FAULTS_OFFSET) shiftTime(Number(process.env.FAULTS_OFFSET));
