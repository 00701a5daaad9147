import type * as pulumi from "@pulumi/pulumi";
import { ArgumentChecks, type Checked } from "./argumentChecks";
import type { BroadcastLedgerArgs } from "./broadcastLedgerArgs";

// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
const rules = {
  accountName: { pattern: /^[a-z0-9]{3,24}$/, words: "3 to 24 lower-case letters and digits" },
  containerName: {
    pattern: /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
    words: "3 to 63 lower-case letters, digits and single hyphens",
  },
};

interface LedgerNames {
  /** Undefined if azure-native makes the name. */
  accountName: pulumi.Output<string> | undefined;
  containerName: pulumi.Output<string>;
}

/** Checks the names of a ledger's storage. @throws HubArgumentError */
export function readLedgerNames(name: string, args: BroadcastLedgerArgs): LedgerNames {
  const checks = new ArgumentChecks(name);
  let accountName: pulumi.Output<string> | undefined;
  if (args.accountName !== undefined)
    accountName = checks.read(args.accountName, (text) => readName("accountName", text));
  // azure-native adds 8 random digits to the resource's name.
  else if (!/^[a-z0-9]{1,16}$/.test(name)) {
    const message = `must be set: the service refuses the default, ${JSON.stringify(name)} and 8 random digits, because it takes ${rules.accountName.words}`;
    checks.refuse({ path: "accountName", message });
  }
  const containerName = checks.read(args.containerName ?? "broadcast-ledger", (text) =>
    readName("containerName", text),
  );
  checks.done();
  return { accountName, containerName };
}

function readName(path: keyof typeof rules, text: string): Checked<string> {
  const { pattern, words } = rules[path];
  if (pattern.test(text)) return { value: text };
  return { issues: [{ path, message: `is ${JSON.stringify(text)}; the service takes ${words}` }] };
}
