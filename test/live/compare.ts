import { randomUUID } from "node:crypto";
import { type Answer, callerOf } from "./caller";
import { cases, type Device, toTag } from "./cases";

export interface Target {
  connectionString: string;
  hub: string;
}

export interface Verdict {
  name: string;
  /** What differs, in words; none when the two agree. */
  differences: string[];
}

/** What the key of a hub may do. A hub that cannot be tried with it is an error that says why. */
export async function rightsOf({ connectionString, hub }: Target): Promise<"full" | "send"> {
  const call = callerOf(connectionString, hub);
  const { status } = await call("/messages", toTag(`live-${randomUUID()}`));
  const refusals: Record<number, string> = {
    401: "it refuses the key; copy the connection string again, and check this machine's clock",
    403: "the key may not send; take a connection string of a rule with Send or Manage",
    404: `there is no hub ${hub} in this namespace; check --hub`,
  };
  if (status !== 201 && status !== 200)
    throw new Error(`the service answers ${status} to a send: ${refusals[status] ?? "try again later"}`);
  return (await call("/registrations?$top=1", {})).status === 200 ? "full" : "send";
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
    return [
      ...(["status", "contentType", "location"] as const).flatMap((part) =>
        theirs[part] === ours[part]
          ? []
          : [`${part}: service ${theirs[part] || "none"}, emulator ${ours[part] || "none"}`],
      ),
      ...(["headers", "shape"] as const).flatMap((part) => [
        ...only(part, "service", theirs[part], ours[part]),
        ...only(part, "emulator", ours[part], theirs[part]),
      ]),
    ].map((difference) => `${where}${difference}`);
  });
}

function only(part: string, who: string, has: readonly string[], other: readonly string[]): string[] {
  const more = has.filter((each) => !other.includes(each));
  return more.length === 0 ? [] : [`${part}: only the ${who} has ${more.join(", ")}`];
}
