import { randomUUID } from "node:crypto";
import type { Answer } from "./caller";
import { callerOf } from "./caller";
import { cases, type Device } from "./cases";

export interface Target {
  connectionString: string;
  hub: string;
}

export interface Verdict {
  name: string;
  /** What differs, in words; none when the two agree. */
  differences: string[];
}

/** Runs every case against the service and the emulator; without a device those that need none. Nothing is sent but to this run's own tag and the device. */
export async function* compare(service: Target, emulator: Target, device?: Device): AsyncGenerator<Verdict> {
  const tag = `live-${randomUUID()}`;
  for (const { name, needsDevice, answers } of cases) {
    if (needsDevice && !device) continue;
    const of = async ({ connectionString, hub }: Target) =>
      answers({ call: callerOf(connectionString, hub), tag, ...(device ? { device } : {}) });
    yield { name, differences: differencesOf(await of(service), await of(emulator)) };
  }
}

function differencesOf(service: readonly Answer[], emulator: readonly Answer[]): string[] {
  const steps = Array.from({ length: Math.max(service.length, emulator.length) }, (_, step) => step);
  return steps.flatMap((step) => {
    const [theirs, ours] = [service[step], emulator[step]];
    const where = steps.length > 1 ? `request ${step + 1}: ` : "";
    if (!theirs || !ours) return [`${where}answered by the ${theirs ? "service" : "emulator"} only`];
    const parts = ["status", "contentType", "headers", "shape"] as const;
    return parts.flatMap((part) => {
      const [there, here] = [String(theirs[part]), String(ours[part])];
      return there === here ? [] : [`${where}${part}: service ${there || "none"}, emulator ${here || "none"}`];
    });
  });
}
