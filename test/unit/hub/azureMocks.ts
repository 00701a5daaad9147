import * as pulumi from "@pulumi/pulumi";
import { isUnknown } from "@pulumi/pulumi/output";
import { checkInputs, unknownValue } from "../../engine/hub/azureNativeTypes";

/** A resource as the engine would have been asked for it. */
interface Registered {
  type: string;
  name: string;
  /** Plain, without the envelopes of secrets. */
  inputs: Record<string, unknown>;
  /** Inputs that came as secrets. */
  secrets: string[];
  request: RegisterRequest;
}

/** What the tests ask of the request that the engine gets. */
interface RegisterRequest {
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getProvider(): string;
  getDependenciesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getAliasesList(): unknown[];
  getTransformsList(): unknown[];
}

interface Monitor {
  registerResource(request: RegisterRequest, callback: unknown): unknown;
}

interface AzureMocks {
  registered: Registered[];
  /** Arguments of each lookup of keys. */
  lookups: Record<string, string>[];
  resource(type: string, name?: string): Registered;
}

const { specialSigKey: signature, specialSecretSig: secretSignature } = pulumi.runtime as any;

const known = (value: any) => (isUnknown(value) ? unknownValue : value);

const group = "/subscriptions/s/resourceGroups/push/providers";
const ids: Record<string, (inputs: any) => string> = {
  Namespace: ({ namespaceName = "releases0a1b2c3d" }) =>
    `${group}/Microsoft.NotificationHubs/namespaces/${namespaceName}`,
  NotificationHub: ({ namespaceName, notificationHubName }) =>
    `${group}/Microsoft.NotificationHubs/namespaces/${namespaceName}/notificationHubs/${notificationHubName}`,
  NotificationHubAuthorizationRule: ({ namespaceName, notificationHubName, authorizationRuleName }) =>
    `${group}/Microsoft.NotificationHubs/namespaces/${namespaceName}/notificationHubs/${notificationHubName}/authorizationRules/${authorizationRuleName}`,
  StorageAccount: ({ accountName = "ledger0a1b2c3d" }) => `${group}/Microsoft.Storage/storageAccounts/${accountName}`,
  BlobContainer: ({ accountName, containerName }) =>
    `${group}/Microsoft.Storage/storageAccounts/${accountName}/blobServices/default/containers/${containerName}`,
};

/** Pulumi's mocks with Azure's ids and keys; inputs that azure-native's declarations do not take fail the test. */
export function mockAzure({ preview = false, clientId = "" } = {}): AzureMocks {
  const registered: Registered[] = [];
  const lookups: Record<string, string>[] = [];
  const open = (value: any) => (value?.[signature] === secretSignature ? value.value : value);
  let request: RegisterRequest;
  pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        const plain = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, known(open(value))]));
        const secrets = Object.keys(inputs).filter((key) => open(inputs[key]) !== inputs[key]);
        registered.push({ type, name, inputs: plain, secrets, request });
        if (!type.startsWith("azure-native:")) return { id: undefined, state: {} };
        const problems = checkInputs(type, plain);
        if (problems.length > 0) throw new Error(`${name}: ${problems.join("; ")}`);
        const kind = type.split(":").at(-1)!;
        return { id: preview ? undefined : (ids[kind]?.(plain) ?? `${name}-id`), state: plain };
      },
      call({ token, inputs }) {
        if (token === "azure-native:authorization:getClientConfig") return { objectId: "self", clientId };
        if (token !== "azure-native:notificationhubs:listNotificationHubKeys") throw new Error(`no function ${token}`);
        lookups.push(inputs);
        const text = (key: string) =>
          `Endpoint=sb://x/;SharedAccessKeyName=${inputs.authorizationRuleName};SharedAccessKey=${key};EntityPath=releases`;
        return {
          keyName: inputs.authorizationRuleName,
          primaryConnectionString: text("first"),
          secondaryConnectionString: text("second"),
        };
      },
    },
    "project",
    "stack",
    preview,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const registerResource = monitor.registerResource.bind(monitor);
  monitor.registerResource = (next, callback) => {
    request = next;
    return registerResource(next, callback);
  };
  return {
    registered,
    lookups,
    resource(type, name) {
      const found = registered.filter((item) => item.type.endsWith(`:${type}`) && (name ?? item.name) === item.name);
      if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${name ?? ""}`);
      return found[0]!;
    },
  };
}

/** The value of an output, once it is there. */
export const resolved = <T>(output: pulumi.Output<T>): Promise<T> => (output as any).promise();
