import type { NotificationHubArgs } from "@pulumi/azure-native/notificationhubs";
import * as pulumi from "@pulumi/pulumi";
import { ArgumentChecks, type Checked } from "./argumentChecks";
import type { BroadcastHubArgs, KeyName, Tier } from "./broadcastHubArgs";
import type { Reading } from "./credential/reading";
import type { HubCredentials } from "./hubCredentials";
import { readName, readNameStem } from "./hubNames";

type AzureCredentials = Pick<NotificationHubArgs, `${keyof HubCredentials}Credential`>;

/** Valid arguments, with the defaults filled in. */
interface HubDeclaration {
  /** Undefined if azure-native makes the name. */
  namespaceName: pulumi.Output<string> | undefined;
  hubName: pulumi.Output<string>;
  tier: pulumi.Output<Tier>;
  key: pulumi.Output<KeyName>;
  /** By azure-native's property, such as `apnsCredential`. Secret. */
  credentials: AzureCredentials;
  warnings: pulumi.Output<string[]>;
}

/** Checks the arguments of a BroadcastHub. @throws HubArgumentError */
export function readHubArgs(name: string, args: BroadcastHubArgs): HubDeclaration {
  const checks = new ArgumentChecks(name);
  const namespaceName = readNamespaceName();
  const hubName = checks.read(args.hubName ?? name, (text) => readName("hubName", text));
  const tier = checks.read(args.tier ?? (args.schedules ? "Standard" : "Free"), readTier);
  const key = checks.read(args.key ?? "primary", (text: KeyName) => oneOf("key", text, keyNames));
  const readings = readCredentials();
  checks.done();
  return { namespaceName, hubName, tier, key, credentials: credentialsOf(readings), warnings: warningsOf(readings) };

  function readNamespaceName(): pulumi.Output<string> | undefined {
    if (args.existingNamespaceName !== undefined) {
      for (const path of ["namespaceName", "tier"] as const) {
        if (args[path] !== undefined) {
          checks.refuse({ path, message: "is for a new namespace; leave it out, or leave out existingNamespaceName" });
        }
      }
      return undefined;
    }
    if (args.namespaceName !== undefined)
      return checks.read(args.namespaceName, (text) => readName("namespaceName", text));
    checks.read(name, readNameStem);
    return undefined;
  }

  function readTier(tier: Tier): Checked<Tier> {
    if (args.schedules && tier !== "Standard" && tiers.includes(tier)) {
      const message = `is ${tier}, which has no scheduled sends; give Standard, or leave out schedules`;
      return { issues: [{ path: "tier", message }] };
    }
    return oneOf("tier", tier, tiers);
  }

  function readCredentials(): Readings {
    const given = Object.entries(args.credentials ?? {}).filter(([, credential]) => credential !== undefined);
    return given.map(([platform, credential]) => {
      // Loaded on demand, because a hub without credentials does not need zod.
      const { readCredential } = require("./credential/readCredential") as typeof import("./credential/readCredential");
      return [platform, checks.read(credential, (value) => readCredential(platform as keyof HubCredentials, value))];
    });
  }
}

type Readings = [platform: string, reading: pulumi.Output<Reading>][];

function credentialsOf(readings: Readings): AzureCredentials {
  return Object.fromEntries(
    readings.map(([platform, reading]) => [`${platform}Credential`, pulumi.secret(reading.apply(({ args }) => args))]),
  );
}

/** Warnings contain no secret, so they are not marked as secret. */
function warningsOf(readings: Readings): pulumi.Output<string[]> {
  const lists = readings.map(([platform, reading]) =>
    pulumi.unsecret(reading).apply(({ warnings = [] }) => warnings.map((text) => `credentials.${platform}.${text}`)),
  );
  return pulumi.all(lists).apply((lists) => lists.flat());
}

const tiers: Tier[] = ["Free", "Basic", "Standard"];
const keyNames: KeyName[] = ["primary", "secondary"];

function oneOf<T extends string>(path: string, value: T, values: readonly T[]): Checked<T> {
  if (values.includes(value)) return { value };
  return { issues: [{ path, message: `must be one of ${values.join(", ")}` }] };
}
