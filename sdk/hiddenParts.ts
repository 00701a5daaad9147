import * as pulumi from "@pulumi/pulumi";
import { isRecord } from "../provider/message/isRecord";
import type { HiddenParts } from "./card/planCard";
import { settledValue } from "./settledValue";

/** What is declared, as far as it can be a secret that a plan would show. */
interface Shown {
  message?: unknown;
  payloads?: unknown;
  template?: unknown;
  audience?: unknown;
  schedule?: unknown;
}

/** Devices are always a secret by their handles, of which a plan shows only the number. */
export async function hiddenParts({ message, payloads, template, audience, schedule }: Shown): Promise<HiddenParts> {
  const isSecret = (value: unknown) => value !== undefined && pulumi.isSecret(pulumi.output(value));
  const [content, to, when] = await Promise.all([
    isSecret([message, payloads, template]),
    isSecret(audience),
    isSecret(schedule),
  ]);
  return { content, audience: to && !(await areDevices(audience)), schedule: when };
}

async function areDevices(audience: unknown): Promise<boolean> {
  // What cannot be known is said by whoever failed.
  const value = await settledValue(pulumi.unsecret(pulumi.output(audience))).catch(() => undefined);
  return isRecord(value) && value.devices !== undefined;
}
