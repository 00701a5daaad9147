import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BroadcastHub, type BroadcastHubArgs, HubArgumentError } from "../../../sdk/hub";
import { readHubArgs } from "../../../sdk/hub/readHubArgs";
import { mockAzure, resolved } from "./azureMocks";
import { anApnsToken, aServiceAccount, aVapidPair, bodyOf, p8 } from "./credentialFixtures";
import { pushCertificates } from "./pushCertificates";

const resourceGroupName = "push";
const namespaceType = "azure-native:notificationhubs:Namespace";
// azure-native itself adds the last two.
const ofANamespace = {
  namespaceType: "NotificationHub",
  publicNetworkAccess: "Enabled",
  zoneRedundancy: "Disabled",
};

/** A hub whose resources are all registered. */
async function register(
  args: Partial<BroadcastHubArgs> = {},
  opts?: pulumi.ComponentResourceOptions,
  name = "releases",
) {
  const hub = new BroadcastHub(name, { resourceGroupName, ...args }, opts);
  await Promise.all(Object.values(hub.nodes).map((node) => node && resolved(node.urn)));
  return hub;
}

/** The sentences of a hub that is refused, before anything of it is registered. */
function refusal(args: Partial<BroadcastHubArgs>, name = "releases"): string {
  const { registered } = mockAzure();
  try {
    new BroadcastHub(name, { resourceGroupName, ...args });
  } catch (error) {
    assert.ok(error instanceof HubArgumentError, String(error));
    assert.ok(pulumi.RunError.isInstance(error), "Pulumi prints it without a stack");
    assert.deepEqual(registered, []);
    return error.message;
  }
  return assert.fail("was accepted");
}

describe("BroadcastHub", () => {
  describe("resources", () => {
    it("the smallest hub is a namespace, a hub and two rules with one right each", async () => {
      const { registered } = mockAzure();
      await register();
      const hub = { resourceGroupName, namespaceName: "releases0a1b2c3d", notificationHubName: "releases" };
      assert.deepEqual(
        registered.map(({ type, name, inputs }) => [type, name, inputs]),
        [
          ["broadcast:index:BroadcastHub", "releases", {}],
          [namespaceType, "releases", { resourceGroupName, ...ofANamespace, sku: { name: "Free" } }],
          ["azure-native:notificationhubs:NotificationHub", "releases", hub],
          [
            "azure-native:notificationhubs:NotificationHubAuthorizationRule",
            "releases-send",
            { ...hub, authorizationRuleName: "broadcast-send", rights: ["Send"] },
          ],
          [
            "azure-native:notificationhubs:NotificationHubAuthorizationRule",
            "releases-listen",
            { ...hub, authorizationRuleName: "app-listen", rights: ["Listen"] },
          ],
        ],
      );
    });
    it("names, region, tier and tags go where they belong", async () => {
      const mocks = mockAzure();
      const tags = { product: "contoso" };
      await register({
        namespaceName: "contoso-push",
        hubName: "apps.v1",
        location: "westeurope",
        tier: "Basic",
        tags,
      });
      assert.deepEqual(mocks.resource("Namespace").inputs, {
        resourceGroupName,
        namespaceName: "contoso-push",
        location: "westeurope",
        ...ofANamespace,
        sku: { name: "Basic" },
        tags,
      });
      assert.deepEqual(mocks.resource("NotificationHub").inputs, {
        resourceGroupName,
        namespaceName: "contoso-push",
        notificationHubName: "apps.v1",
        location: "westeurope",
        tags,
      });
    });
    it("a hub whose broadcasts are scheduled is of the Standard tier", async () => {
      const mocks = mockAzure();
      await register({ schedules: true });
      assert.deepEqual(mocks.resource("Namespace").inputs.sku, { name: "Standard" });
    });
    it("in an existing namespace there is no new one", async () => {
      const mocks = mockAzure();
      const hub = await register({ existingNamespaceName: pulumi.output("shared-push") });
      assert.equal(
        mocks.registered.some(({ type }) => type === namespaceType),
        false,
      );
      assert.equal(mocks.resource("NotificationHub").inputs.namespaceName, "shared-push");
      assert.equal(hub.nodes.namespace, undefined);
      assert.equal(await resolved(hub.namespaceName), "shared-push");
    });
    it("every argument may be an output", async () => {
      const mocks = mockAzure();
      await register({
        resourceGroupName: pulumi.output("other"),
        namespaceName: pulumi.output("contoso-push"),
        hubName: pulumi.output("apps"),
        tier: pulumi.output("Standard" as const),
        key: pulumi.output("secondary" as const),
        credentials: { apns: anApnsToken({ key: pulumi.secret(p8) }) },
      });
      const { inputs } = mocks.resource("NotificationHub");
      assert.equal(inputs.notificationHubName, "apps");
      assert.equal(inputs.resourceGroupName, "other");
      assert.equal((inputs.apnsCredential as { token: string }).token, bodyOf(p8));
    });
  });

  describe("credentials and secrets", () => {
    const credentials = {
      apns: anApnsToken(),
      fcmV1: aServiceAccount(),
      wns: { packageSid: "ms-app://s-1", secretKey: "k" },
      browser: aVapidPair(),
      adm: { clientId: "i", clientSecret: "s" },
      baidu: { apiKey: "a", secretKey: "s" },
      xiaomi: { appSecret: "s" },
      gcm: { googleApiKey: "k" },
      mpns: { certificate: "c", certificateKey: "k", thumbprint: "0".repeat(40) },
    };
    const properties = Object.keys(credentials).map((platform) => `${platform}Credential`);

    it("every platform's credential reaches the hub, as a secret", async () => {
      const mocks = mockAzure();
      await register({ credentials });
      const hub = mocks.resource("NotificationHub");
      assert.deepEqual(hub.secrets.sort(), properties.sort());
      assert.deepEqual(hub.inputs.wnsCredential, {
        packageSid: "ms-app://s-1",
        secretKey: "k",
        windowsLiveEndpoint: "https://login.live.com/accesstoken.srf",
      });
    });
    it("what Azure answers about credentials and keys is secret too", async () => {
      const mocks = mockAzure();
      await register();
      const secretsOf = (type: string, name?: string) =>
        mocks.resource(type, name).request.getAdditionalsecretoutputsList().sort();
      assert.deepEqual(secretsOf("Namespace"), ["pnsCredentials"]);
      assert.deepEqual(secretsOf("NotificationHub"), ["authorizationRules", ...properties].sort());
      for (const name of ["releases-send", "releases-listen"]) {
        assert.deepEqual(secretsOf("NotificationHubAuthorizationRule", name), ["primaryKey", "secondaryKey"]);
      }
    });
    it("the connections are secret, and are those of the two rules, without the EntityPath that apps cannot read", async () => {
      const mocks = mockAzure();
      const hub = await register();
      const text = (rule: string, key = "first") =>
        `Endpoint=sb://x/;SharedAccessKeyName=${rule};SharedAccessKey=${key}`;
      assert.deepEqual(await resolved(hub.connection), { connectionString: text("broadcast-send"), hub: "releases" });
      assert.equal(await resolved(hub.listenConnectionString), text("app-listen"));
      assert.equal(await pulumi.isSecret(hub.connection), true);
      assert.equal(await pulumi.isSecret(hub.listenConnectionString), true);
      assert.equal(await pulumi.isSecret(hub.hubName), false);
      assert.deepEqual(mocks.lookups[0], {
        resourceGroupName,
        namespaceName: "releases0a1b2c3d",
        notificationHubName: "releases",
        authorizationRuleName: "broadcast-send",
      });
    });
    it("the secondary key is used when it is named", async () => {
      mockAzure();
      const hub = await register({ key: "secondary" });
      assert.match((await resolved(hub.connection)).connectionString, /SharedAccessKey=second$/);
      assert.match(await resolved(hub.listenConnectionString), /SharedAccessKey=second$/);
    });
    it("a first preview looks no keys up", async () => {
      const mocks = mockAzure({ preview: true });
      const hub = await register();
      assert.equal(await (hub.connection as unknown as { isKnown: Promise<boolean> }).isKnown, false);
      assert.deepEqual(mocks.lookups, []);
    });
  });

  describe("options", () => {
    it("children have the component as parent, and inherit protection, provider and transforms", async () => {
      const mocks = mockAzure();
      class Azure extends pulumi.ProviderResource {}
      const provider = new Azure("azure-native", "west", {});
      await register(
        {},
        {
          protect: true,
          provider,
          transforms: [
            ({ type, props, opts }) =>
              type === namespaceType ? { props: { ...props, zoneRedundancy: "Enabled" }, opts } : undefined,
          ],
        },
      );
      const parent = "urn:pulumi:stack::project::broadcast:index:BroadcastHub::releases";
      const children = mocks.registered.filter(({ type }) => type.startsWith("azure-native:notificationhubs"));
      assert.equal(children.length, 4);
      for (const { request } of children) {
        assert.equal(request.getParent(), parent);
        assert.equal(request.getProtect(), true);
        assert.match(request.getProvider(), /pulumi:providers:azure-native::west/);
      }
      const component = mocks.resource("BroadcastHub");
      assert.equal(component.request.getTransformsList().length, 1);
    });
    it("an alias of the component is one of its children's", async () => {
      const mocks = mockAzure();
      await register({}, { aliases: [{ name: "old" }] });
      const aliases = mocks.resource("NotificationHub").request.getAliasesList();
      assert.equal(aliases.length > 0, true);
    });
    it("the two rules are not created at once", async () => {
      const mocks = mockAzure();
      await register();
      const { request } = mocks.resource("NotificationHubAuthorizationRule", "releases-listen");
      assert.equal(
        request.getDependenciesList().some((urn) => urn.endsWith("::releases-send")),
        true,
      );
    });
  });

  describe("refusals", () => {
    it("names that the service refuses", () => {
      const words =
        "the service takes 6 to 50 characters of letters, digits and hyphens, beginning with a letter and ending with a letter or digit";
      for (const namespaceName of ["short", "a".repeat(51), "contoso-", "1contoso", "con_toso"]) {
        assert.equal(refusal({ namespaceName }), `releases: namespaceName: is "${namespaceName}"; ${words}`);
      }
      for (const hubName of ["", "a".repeat(261), "1hub", "my hub", "a/b"]) {
        assert.match(refusal({ hubName }), /^releases: hubName: is ".*"; the service takes 1 to 260 characters/);
      }
    });
    it("names at the limits are taken", async () => {
      mockAzure();
      await register({ namespaceName: "a".repeat(50), hubName: `A${"_".repeat(259)}` });
      await register({ namespaceName: "abcde1", hubName: "a" });
    });
    it("a resource name that makes no namespace name asks for one", () => {
      assert.match(
        refusal({ hubName: "hub" }, "my.hub"),
        /^my\.hub: namespaceName: must be set: the service refuses the default, "my\.hub"/,
      );
      assert.match(refusal({}, "a".repeat(43)), /namespaceName: must be set/);
    });
    it("a tier without scheduled sends for a hub that schedules", () => {
      for (const tier of ["Free", "Basic"] as const) {
        assert.equal(
          refusal({ schedules: true, tier }),
          `releases: tier: is ${tier}, which has no scheduled sends; give Standard, or leave out schedules`,
        );
      }
    });
    it("a tier or key that is none", () => {
      assert.equal(refusal({ tier: "standard" as never }), "releases: tier: must be one of Free, Basic, Standard");
      assert.equal(refusal({ key: "first" as never }), "releases: key: must be one of primary, secondary");
    });
    it("arguments of a new namespace beside an existing one", () => {
      const rest = "is for a new namespace; leave it out, or leave out existingNamespaceName";
      assert.equal(
        refusal({ existingNamespaceName: "shared-push", namespaceName: "contoso-push", tier: "Free" }),
        `releases: namespaceName: ${rest}\nreleases: tier: ${rest}`,
      );
    });
    it("every fault of plain arguments is said at once", () => {
      const credentials = { apns: anApnsToken({ keyId: "x" }), xiaomi: { appSecret: "" } };
      assert.deepEqual(
        refusal({ hubName: "1hub", credentials })
          .split("\n")
          .map((line) => line.split(": ")[1]),
        ["hubName", "credentials.apns.keyId", "credentials.xiaomi.appSecret"],
      );
    });
    it("an output is checked as soon as it is known", async () => {
      mockAzure();
      const key = pulumi.secret(anApnsToken().key.replace("PRIVATE", "PUBLIC"));
      const { credentials } = readHubArgs("releases", {
        resourceGroupName,
        credentials: { apns: anApnsToken({ key }) },
      });
      await assert.rejects(
        resolved(credentials.apnsCredential as pulumi.Output<unknown>),
        /^HubArgumentError: releases: credentials\.apns\.key: is not a private key/,
      );
    });
  });

  it("what is worth a warning about a credential is one", async () => {
    mockAzure();
    const apns = { endpoint: "production" as const, certificate: pushCertificates.legacy, password: "open sesame" };
    const { warnings } = readHubArgs("releases", { resourceGroupName, credentials: { apns } });
    const [text] = await resolved(warnings);
    assert.match(text!, /^credentials\.apns\.certificate: is encrypted in an old way/);
  });

  it("its type in state is fixed", () => {
    assert.equal(BroadcastHub.__pulumiType, "broadcast:index:BroadcastHub");
  });
});
