/** The time that hubs and providers share: the real one and what has passed in the sequence. */
export class Clock {
  offsetMs = 0;

  now = (): number => Date.now() + this.offsetMs;

  advance(hours: number): void {
    this.offsetMs += hours * 3_600_000;
  }

  reset(): void {
    this.offsetMs = 0;
  }
}
