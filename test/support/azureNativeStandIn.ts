import { fork } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/pulumi/provider";
import { createSasToken, parseConnectionString } from "../../sdk/client";
import { checkInputs } from "../engine/hub/azureNativeTypes";

/** What the stand-in was asked to do, in order. */
interface AzureOperation {
  call: "create" | "update" | "delete" | "listKeys";
  /** The resource's type without package, or the rule's name of `listKeys`. */
  type: string;
  id: string;
}

/** The connection strings that `listNotificationHubKeys` answers with, by the right of the rule. */
export type RuleKeys = Record<"Send" | "Listen", { primary: string; secondary: string }>;

/** A running stand-in for azure-native's plugin, which cannot be had offline. */
export interface AzureNativeStandIn {
  /** Attaches the engine to it. */
  readonly env: { PULUMI_DEBUG_PROVIDERS: string };
  readonly operations: AzureOperation[];
  /** Changes the keys of every rule, as a rotation does. */
  setKeys(keys: RuleKeys): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the stand-in in a process of its own: a server that is one provider for every engine that attaches. It refuses
 * inputs that azure-native's type declarations do not take. As azure-native it takes no secrets, so the engine marks what it answers by
 * what it was given; its outputs and what its Read says of inputs are in clear, and hold keys. Hubs are created and deleted in the
 * emulator too whose connection string it is given.
 */
export async function startAzureNativeStandIn(
  keys: RuleKeys,
  planted = "planted",
  emulator = "",
): Promise<AzureNativeStandIn> {
  const child = fork(__filename, [planted, emulator], { silent: true });
  child.stderr!.pipe(process.stderr);
  const operations: AzureOperation[] = [];
  child.on("message", (message: AzureOperation | "keys") => {
    if (message !== "keys") operations.push(message);
  });
  const setKeys = async (next: RuleKeys) => {
    child.send(next);
    for (;;) if ((await once(child, "message"))[0] === "keys") return;
  };
  const [port] = await once(createInterface(child.stdout!), "line");
  await setKeys(keys);
  return {
    env: { PULUMI_DEBUG_PROVIDERS: `azure-native:${port}` },
    operations,
    setKeys,
    async close() {
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
  };
}

type Inputs = Record<string, any>;

const subscription = "/subscriptions/11111111-2222-3333-4444-555555555555";

interface Kind {
  /** The input that names it. */
  nameInput: string;
  /** Id of what contains it. */
  parent(inputs: Inputs): string;
  segment: string;
  /** Outputs that Azure adds. */
  outputs?(inputs: Inputs, planted: string): Inputs;
}

const groupOf = (inputs: Inputs) => `${subscription}/resourceGroups/${inputs.resourceGroupName}`;
const namespaceOf = (inputs: Inputs) =>
  `${groupOf(inputs)}/providers/Microsoft.NotificationHubs/namespaces/${inputs.namespaceName}`;
const hubOf = (inputs: Inputs) => `${namespaceOf(inputs)}/notificationHubs/${inputs.notificationHubName}`;
const accountOf = (inputs: Inputs) =>
  `${groupOf(inputs)}/providers/Microsoft.Storage/storageAccounts/${inputs.accountName}`;

const kinds: Record<string, Kind> = {
  "resources:ResourceGroup": { nameInput: "resourceGroupName", parent: () => subscription, segment: "resourceGroups" },
  "notificationhubs:Namespace": {
    nameInput: "namespaceName",
    parent: groupOf,
    segment: "providers/Microsoft.NotificationHubs/namespaces",
    outputs: (_, planted) => ({ pnsCredentials: { admCredential: { clientSecret: `${planted}-namespace` } } }),
  },
  "notificationhubs:NotificationHub": {
    nameInput: "notificationHubName",
    parent: namespaceOf,
    segment: "notificationHubs",
    outputs: (_, planted) => ({ authorizationRules: [{ rights: ["Manage"], primaryKey: `${planted}-hub` }] }),
  },
  "notificationhubs:NotificationHubAuthorizationRule": {
    nameInput: "authorizationRuleName",
    parent: hubOf,
    segment: "authorizationRules",
    outputs: (_, planted) => ({ primaryKey: `${planted}-primary`, secondaryKey: `${planted}-secondary` }),
  },
  "storage:StorageAccount": {
    nameInput: "accountName",
    parent: groupOf,
    segment: "providers/Microsoft.Storage/storageAccounts",
  },
  "storage:BlobContainer": {
    nameInput: "containerName",
    parent: accountOf,
    segment: "blobServices/default/containers",
  },
  "authorization:RoleAssignment": {
    nameInput: "roleAssignmentName",
    parent: (inputs) => inputs.scope,
    segment: "providers/Microsoft.Authorization/roleAssignments",
  },
};

/** Creates or deletes a hub of the emulator. */
async function setHub(emulator: string, method: "PUT" | "DELETE", hub: string): Promise<void> {
  if (emulator === "") return;
  const { endpoint, sharedAccessKeyName: keyName, sharedAccessKey: key } = parseConnectionString(emulator);
  const authorization = createSasToken({ resourceUri: endpoint, keyName, key });
  const description = `<NotificationHubDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"/>`;
  const body = `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml">${description}</content></entry>`;
  const init = { method, headers: { authorization }, ...(method === "PUT" ? { body } : {}) };
  const { status } = await fetch(`${endpoint}${hub}?api-version=2020-06`, init);
  // The emulator has its first hub from the start.
  if (status >= 300 && status !== 409) throw new Error(`${method} ${hub}: the emulator answered ${status}`);
}

/** Azure: resources by id, and what may be asked of them. */
function standIn(
  planted: string,
  emulator: string,
  log: (operation: AzureOperation) => void,
  keys: () => RuleKeys,
): Provider {
  const resources = new Map<string, Inputs>();
  const tokenOf = (urn: string) => urn.split("::")[2]!.split("$").at(-1)!;
  const typeOf = (urn: string) => tokenOf(urn).slice("azure-native:".length);
  const kindOf = (urn: string) => {
    const kind = kinds[typeOf(urn)];
    if (!kind) throw new Error(`the stand-in knows no ${typeOf(urn)}`);
    return kind;
  };
  const outputsOf = (urn: string, inputs: Inputs) => {
    const kind = kindOf(urn);
    return {
      ...inputs,
      name: inputs[kind.nameInput],
      location: inputs.location ?? "westeurope",
      azureApiVersion: "2023-10-01-preview",
      ...kind.outputs?.(inputs, planted),
    };
  };
  return {
    version: "3.28.0",
    async check(urn, olds, news) {
      const { nameInput } = kindOf(urn);
      const made =
        typeOf(urn) === "authorization:RoleAssignment" ? randomUUID() : stem(urn) + randomBytes(4).toString("hex");
      const inputs = { ...news, [nameInput]: news[nameInput] ?? olds?.[nameInput] ?? made };
      const failures = checkInputs(tokenOf(urn), plain(inputs)).map((reason) => ({ property: "", reason }));
      return { inputs, failures };
    },
    async diff(id, _urn, _olds, news) {
      const olds = resources.get(id) ?? {};
      const inputs = plain(news);
      const changed = [...new Set([...Object.keys(olds), ...Object.keys(inputs)])].filter(
        (key) => JSON.stringify(olds[key]) !== JSON.stringify(inputs[key]),
      );
      const fixed = changed.filter((key) => /Name$|^location$|^scope$/.test(key));
      return { changes: changed.length > 0, replaces: fixed, deleteBeforeReplace: fixed.length > 0 };
    },
    async create(urn, news) {
      const inputs = plain(news);
      const { nameInput, parent, segment } = kindOf(urn);
      const above = parent(inputs);
      if (above !== subscription && !resources.has(above)) throw new Error(`404: ${above} was not found`);
      const id = `${above}/${segment}/${inputs[nameInput]}`;
      if (resources.has(id)) throw new Error(`409: ${id} is there already`);
      resources.set(id, inputs);
      if (typeOf(urn) === hubType) await setHub(emulator, "PUT", inputs.notificationHubName);
      log({ call: "create", type: typeOf(urn), id });
      return { id, outs: outputsOf(urn, inputs) };
    },
    async read(id, urn, props) {
      const inputs = resources.get(id);
      if (!inputs) return { id: "", props: {} };
      const outs = outputsOf(urn, inputs);
      // What is imported has no earlier inputs; Azure tells neither credentials nor keys.
      const isImport = Object.keys(props ?? {}).length === 0;
      return {
        id,
        props: isImport ? withoutSecrets(outs) : outs,
        inputs: isImport ? withoutSecrets(inputs) : inputs,
      };
    },
    async update(id, urn, _olds, news) {
      const inputs = plain(news);
      resources.set(id, inputs);
      log({ call: "update", type: typeOf(urn), id });
      return { outs: outputsOf(urn, inputs) };
    },
    async delete(id, urn) {
      const inside = [...resources.keys()].find((other) => other.startsWith(`${id}/`));
      if (inside) throw new Error(`409: ${id} still contains ${inside}`);
      resources.delete(id);
      if (typeOf(urn) === hubType) await setHub(emulator, "DELETE", id.slice(id.lastIndexOf("/") + 1));
      log({ call: "delete", type: typeOf(urn), id });
    },
    async invoke(token, args) {
      if (token === "azure-native:authorization:getClientConfig") {
        return {
          outputs: { clientId: "c", objectId: "o-1", subscriptionId: subscription.split("/")[2], tenantId: "t" },
        };
      }
      if (token !== "azure-native:notificationhubs:listNotificationHubKeys") throw new Error(`no function ${token}`);
      const inputs = plain(args);
      const id = `${hubOf(inputs)}/authorizationRules/${inputs.authorizationRuleName}`;
      const right = resources.get(id)?.rights?.[0] ?? defaultRules[inputs.authorizationRuleName];
      if (!right || (!resources.has(id) && !resources.has(hubOf(inputs)))) throw new Error(`404: ${id} was not found`);
      log({ call: "listKeys", type: inputs.authorizationRuleName, id });
      const { primary, secondary } = keys()[right as keyof RuleKeys];
      return {
        outputs: {
          keyName: inputs.authorizationRuleName,
          primaryConnectionString: primary,
          secondaryConnectionString: secondary,
          primaryKey: "",
          secondaryKey: "",
        },
      };
    },
  };
}

/** The rules that every new hub has. */
const defaultRules: Record<string, keyof RuleKeys> = {
  DefaultFullSharedAccessSignature: "Send",
  DefaultListenSharedAccessSignature: "Listen",
};

const hubType = "notificationhubs:NotificationHub";

const withoutSecrets = (properties: Inputs): Inputs =>
  Object.fromEntries(
    Object.entries(properties).filter(([name]) => !/Credentials?$|Key$|^authorizationRules$/.test(name)),
  );

const stem = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);

/** A value without the envelopes of secrets and outputs. */
function plain(value: any): any {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { specialSigKey, specialSecretSig, specialOutputValueSig } = pulumi.runtime as any;
  const signature = value[specialSigKey];
  if (signature === specialSecretSig) return plain(value.value);
  if (signature === specialOutputValueSig) return "value" in value ? plain(value.value) : pulumi.runtime.unknownValue;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

if (require.main === module) {
  let keys: RuleKeys;
  process.on("message", (next: RuleKeys) => {
    keys = next;
    process.send!("keys");
  });
  process.on("disconnect", () => process.exit());
  // pulumi-azure-native, provider/pkg/provider/provider.go: its Configure answers neither acceptSecrets nor acceptResources.
  const { ConfigureResponse } = require("@pulumi/pulumi/proto/provider_pb");
  for (const flag of ["setAcceptsecrets", "setAcceptresources", "setAcceptoutputs"])
    ConfigureResponse.prototype[flag] = () => {};
  const provider = standIn(
    process.argv[2]!,
    process.argv[3]!,
    (operation) => process.send!(operation),
    () => keys,
  );
  void pulumi.provider.main(provider, []);
}
