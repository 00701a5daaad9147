import * as pulumi from "@pulumi/pulumi";
import { type HubArgument, Settings } from "../provider/broadcast/settings";
import { messageOf } from "../provider/client/thrown";
import { isRecord } from "../provider/message/isRecord";
import { mentionsUnknown, unknown } from "../provider/message/unknown";
import type { BroadcastArgs } from "./broadcastArgs";
import { presentHost } from "./host";

/** A broadcast as the program declares it. */
export interface DeclaredBroadcast {
  name: string;
  /** URN of the broadcast. A plain promise, because an output would make the children depend on the component, which waits for them. */
  of: Promise<pulumi.URN>;
  /** The inputs of its Announcement. */
  content: Omit<BroadcastArgs, "hub" | "audience"> & { audience: pulumi.Input<unknown> };
  /** The hub that the program names, a secret. */
  connection: pulumi.Output<HubArgument> | undefined;
  /** Address of that hub: host and hub name. */
  to: pulumi.Input<string | undefined>;
}

/** Separates what is announced from the hub, whose key stays out of the Announcement. */
export function declare(name: string, args: BroadcastArgs, of: Promise<pulumi.URN>): DeclaredBroadcast {
  const { hub, audience, ...rest } = args;
  const connection = hub === undefined ? undefined : pulumi.secret(pulumi.output(hub));
  const content = { ...rest, audience: withSecretDevices(audience) };
  return { name, of, content, connection, to: hubAddress(args, connection) };
}

/** Marks device handles as secret, and turns a set of tags into a list. */
function withSecretDevices(audience: unknown): pulumi.Input<unknown> {
  if (!isRecord(audience) || pulumi.Output.isInstance(audience) || audience instanceof Promise) {
    const withSecret = (value: unknown) => (isRecord(value) && value.devices ? pulumi.secret(value) : value);
    return pulumi.output([audience]).apply(([value]) => withSecret(value));
  }
  if (audience.tags instanceof Set) return { ...audience, tags: [...audience.tags] };
  return audience.devices === undefined ? audience : { ...audience, devices: pulumi.secret(audience.devices) };
}

/**
 * Address of the hub that the program names, without its key; nothing if configuration names the hub. A fault is passed to check as `!` and
 * a sentence.
 */
function hubAddress(
  { announcement }: Pick<BroadcastArgs, "announcement">,
  connection: pulumi.Output<HubArgument> | undefined,
): pulumi.Input<string | undefined> {
  const named = connection === undefined ? undefined : pulumi.unsecret(connection).apply(addressOf);
  if (!pulumi.Output.isInstance<string>(announcement)) return named;
  // It appears in ids, in ledger keys and on the card.
  const refused =
    "!announcement: must not be a secret, because it names the announcement in the state; give a plain name";
  return pulumi.all([pulumi.isSecret(announcement), named]).apply(([secret, at]) => (secret ? refused : at));
}

function addressOf(argument: HubArgument): string | undefined {
  if (mentionsUnknown(argument)) return unknown;
  try {
    return new Settings(presentHost().config).connection(argument)?.at;
  } catch (error) {
    return `!${messageOf(error)}`;
  }
}
