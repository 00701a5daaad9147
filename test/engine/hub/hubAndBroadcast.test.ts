import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Emulator, startEmulator } from "../../../sdk/emulator";
import { type AzureNativeStandIn, type RuleKeys, startAzureNativeStandIn } from "../../support/azureNativeStandIn";
import { packageRoot, type RunResult, strictPack, TestStack } from "../../support/engine";

const pem = { type: "pkcs8", format: "pem" } as const;
const p8 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(pem).toString();
const rsaKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(pem).toString();
const serviceAccount = JSON.stringify({
  type: "service_account",
  project_id: "contoso-app",
  private_key: rsaKey,
  client_email: "push@contoso-app.iam.gserviceaccount.com",
});

/** Part of every key that the stand-in answers with. */
const planted = "planted-3f6c";

/** One line of a key in PEM: nothing that a file may hold by chance. */
const lineOf = (pem: string) => pem.split("\n")[1]!;

describe("a hub and a broadcast in one program", function () {
  this.timeout(120_000);
  // Types of the example are checked with those of all examples.
  const env = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
  let emulator: Emulator;
  let azure: AzureNativeStandIn;
  const outputs: string[] = [];
  const keysSeen = new Set<string>();

  function keys(): RuleKeys {
    const { send, listen } = emulator.connectionStrings;
    for (const text of [send, listen]) keysSeen.add(/SharedAccessKey=([^;]+)/.exec(text)![1]!);
    return { Send: { primary: send, secondary: send }, Listen: { primary: listen, secondary: listen } };
  }

  /** The changes of a run, none of which may print a secret. */
  function changes({ output, operations }: RunResult) {
    outputs.push(output);
    const { same: _, ...changed } = operations;
    return changed;
  }

  /** What Azure was asked for since the last call, as `create NotificationHub`. */
  function asked(): string[] {
    return azure.operations.splice(0).map(({ call, type }) => `${call} ${type.split(":").at(-1)}`);
  }

  /** No credential and no key is in state, backups, history or what was printed so far. */
  async function nothingInClear(stack: TestStack) {
    for (const text of [await stack.rawState(), outputs.join("\n")]) {
      for (const secret of [planted, lineOf(p8), lineOf(rsaKey), ...keysSeen])
        assert.equal(text.includes(secret), false, `found ${secret.slice(0, 8)}…`);
    }
  }

  before(async () => {
    emulator = await startEmulator({ hub: "releases" });
    azure = await startAzureNativeStandIn(keys(), planted);
  });
  after(async () => {
    await azure?.close();
    await emulator?.close();
  });

  describe("example 03", () => {
    let stack: TestStack;
    const none = { create: 0, update: 0, delete: 0, replace: 0 };

    before(async () => {
      stack = await TestStack.create({ example: "03-hub-and-broadcast" }, { ...env, ...azure.env });
      const plain = { apnsKeyId: "ABCDE12345", appleTeamId: "TEAM123456" };
      const secret = { apnsKey: p8, firebaseServiceAccount: serviceAccount };
      const flags = (kind: string, values: object) =>
        Object.entries(values).flatMap(([key, value]) => [kind, `${key}=${value}`]);
      await stack.must("config", "set-all", ...flags("--plaintext", plain), ...flags("--secret", secret));
    });
    after(() => stack?.close());

    it("the preview shows the plan, looks up no key and posts nothing", async () => {
      const result = await stack.must("preview", ...strictPack);
      changes(result);
      assert.match(result.output, /welcome: posts to apple, fcmv1/);
      assert.deepEqual(asked(), []);
      assert.deepEqual(emulator.sends(), []);
    });
    it("one up provisions the hub and sends through it", async () => {
      const result = await stack.up();
      changes(result);
      assert.deepEqual(asked(), [
        "create ResourceGroup",
        "create Namespace",
        "create NotificationHub",
        "create NotificationHubAuthorizationRule",
        "listKeys broadcast-send",
        "create NotificationHubAuthorizationRule",
        "listKeys app-listen",
      ]);
      assert.deepEqual(
        emulator
          .sends()
          .map(({ format, hub, tags }) => [format, hub, tags])
          .sort(),
        [
          ["apple", "releases", "release"],
          ["fcmv1", "releases", "release"],
        ],
      );
      assert.match(result.output, /status\s*: "sent"/);
      assert.match(result.output, /listenConnectionString: \[secret\]/);
    });
    it("the second up changes nothing", async () => {
      assert.deepEqual(changes(await stack.up()), none);
      assert.deepEqual(asked(), ["listKeys broadcast-send", "listKeys app-listen"]);
      assert.equal(emulator.sends().length, 2);
    });
    it("a refresh, a preview and an up that refresh change nothing and show no credential", async () => {
      asked();
      for (const args of [["refresh"], ["preview", "--refresh"], ["up", "--refresh", "--skip-preview"], ["up"]]) {
        assert.deepEqual(changes(await stack.must(...args)), none, args.join(" "));
        await nothingInClear(stack);
      }
      outputs.push((await stack.must("stack", "export")).output);
      assert.equal(emulator.sends().length, 2);
    });
    it("rotated keys update the broadcast and post nothing", async () => {
      emulator.rotateKeys();
      await azure.setKeys(keys());
      assert.deepEqual(changes(await stack.up()), { ...none, update: 1 });
      assert.equal(emulator.sends().length, 2);
    });
    it("a new credential updates the hub alone, and an edit is announced with the new key", async () => {
      await stack.must("config", "set", "apnsKeyId", "FGHIJ67890");
      const program = await readFile(path.join(stack.directory, "index.ts"), "utf8");
      await stack.write(program.replace("Announcements arrive here", "News arrives here"), "index.ts");
      asked();
      assert.deepEqual(changes(await stack.up()), { ...none, update: 3 });
      assert.deepEqual(
        asked().filter((what) => !what.startsWith("listKeys")),
        ["update NotificationHub"],
      );
      assert.equal(emulator.sends().length, 4);
    });
    it("destroy takes all down, what is inside first", async () => {
      const result = await stack.must("destroy");
      changes(result);
      const steps = ["Delivery welcome", "AuthorizationRule releases-send"].map((what) =>
        result.output.indexOf(`${what} deleting`),
      );
      assert.ok(steps[0]! > 0 && steps[0]! < steps[1]!, "what is scheduled can still be canceled");
      assert.deepEqual(asked(), [
        "delete NotificationHubAuthorizationRule",
        "delete NotificationHubAuthorizationRule",
        "delete NotificationHub",
        "delete Namespace",
        "delete ResourceGroup",
      ]);
      assert.equal(emulator.sends().length, 4);
    });
    it("no credential and no key is in state, backups, history or what was printed", async () => {
      assert.equal(keysSeen.size, 4);
      await nothingInClear(stack);
    });
  });

  describe("other programs", () => {
    let stack: TestStack;
    const program = (body: string) => `
      const pulumi = require("@pulumi/pulumi");
      const { ResourceGroup } = require("@pulumi/azure-native/resources");
      const { Broadcast } = require("pulumi-broadcast");
      const { BroadcastHub, BroadcastLedger } = require("pulumi-broadcast/hub");
      const group = new ResourceGroup("push", { resourceGroupName: "push" });
      const news = { message: { title: "News", body: "A" }, platforms: ["apple"], audience: { everyone: true } };
      ${body}`;

    before(async () => {
      stack = await TestStack.create(
        { source: program("") },
        { ...env, ...azure.env, AZURE_STORAGE_CONNECTION_STRING: "AccountName=other" },
      );
    });
    after(() => stack?.close());

    it("a bad credential that is a secret fails the preview with one sentence, which does not show it", async () => {
      await stack.must("config", "set", "--secret", "apnsKey", `${planted}-not-a-key`);
      await stack.write(
        program(`
          const key = new pulumi.Config().requireSecret("apnsKey");
          const apns = { endpoint: "sandbox", key, keyId: "ABCDE12345", teamId: "TEAM123456", bundleId: "com.contoso.app" };
          const hub = new BroadcastHub("releases", { resourceGroupName: group.name, credentials: { apns } });
          new Broadcast("news", { ...news, hub: hub.connection });`),
      );
      const { code, output } = await stack.run(["preview"]);
      assert.notEqual(code, 0);
      assert.match(
        output,
        /error: releases: credentials\.apns\.key: is not a private key; expected the AuthKey_….p8 file/,
      );
      assert.equal(output.slice(output.indexOf("Diagnostics:")).match(/error:/g)!.length, 1);
      assert.doesNotMatch(output, new RegExp(`${planted}|unhandled exception|at .*\\.js:`));
    });
    it("transforms reach the children; a namespace that is there takes a second hub; an existing hub is looked up", async () => {
      await stack.write(
        program(`
          const zones = ({ type, props, opts }) => type.endsWith(":Namespace") ? { props: { ...props, zoneRedundancy: "Enabled" }, opts } : undefined;
          const first = new BroadcastHub("releases", { resourceGroupName: group.name, namespaceName: "contoso-push" }, { transforms: [zones] });
          new BroadcastHub("sandbox", { resourceGroupName: group.name, existingNamespaceName: first.namespaceName });
          const hub = BroadcastHub.existing({ resourceGroupName: group.name, namespaceName: first.namespaceName, hubName: first.hubName });
          new Broadcast("news", { ...news, hub: hub.connection });`),
      );
      asked();
      const sent = emulator.sends().length;
      await stack.up();
      const resources = await stack.resources();
      const ofType = (type: string) => resources.filter((resource) => resource.type.endsWith(`:${type}`));
      assert.deepEqual(
        ofType("Namespace").map(({ inputs }) => inputs.zoneRedundancy),
        ["Enabled"],
      );
      assert.deepEqual(
        ofType("NotificationHub")
          .map(({ id }) => id.split("/").slice(-3).join("/"))
          .sort(),
        ["contoso-push/notificationHubs/releases", "contoso-push/notificationHubs/sandbox"],
      );
      assert.equal(asked().includes("listKeys DefaultFullSharedAccessSignature"), true);
      assert.equal(emulator.sends().length, sent + 1);
    });
    it("a ledger waits for its role once, and is protected", async () => {
      await stack.write(
        program(`
          const ledger = new BroadcastLedger("ledger", { resourceGroupName: group.name, accountName: "contosoledger" });
          exports.url = ledger.url;`),
      );
      const { output } = await stack.up();
      assert.match(output, /ledger: the role is assigned, but not usable yet: .*AZURE_STORAGE_CONNECTION_STRING/);
      assert.match(output, /url: "azblob:\/\/contosoledger\/broadcast-ledger"/);
      const second = await stack.up();
      assert.doesNotMatch(second.output, /not usable yet/);
      assert.deepEqual(second.operations.create + second.operations.update + second.operations.replace, 0);
      const { code, output: refused } = await stack.run(["destroy"]);
      assert.notEqual(code, 0);
      assert.match(refused, /protected/);
    });
  });

  describe("a hub that is replaced", () => {
    let stack: TestStack;
    let emulator: Emulator;
    let azure: AzureNativeStandIn;
    const due = new Date(Date.now() + 26 * 3_600_000).toISOString().slice(0, 16).concat(":00Z");
    const program = (hubName: string, opts = "{}", location = "westeurope") => `
      const pulumi = require("@pulumi/pulumi");
      const { ResourceGroup } = require("@pulumi/azure-native/resources");
      const { Broadcast } = require("pulumi-broadcast");
      const { BroadcastHub } = require("pulumi-broadcast/hub");
      const group = new ResourceGroup("replacing", { resourceGroupName: "replacing" });
      const createFirst = { transforms: [({ type, props, opts }) => type.endsWith(":NotificationHub") ? { props, opts: { ...opts, deleteBeforeReplace: false } } : undefined] };
      const { connection: hub } = new BroadcastHub("releases", { resourceGroupName: group.name, namespaceName: "replaced-push", hubName: "${hubName}", location: "${location}", schedules: true }, ${opts});
      const common = { platforms: ["apple"], audience: { everyone: true }, hub };
      new Broadcast("sent", { ...common, message: { title: "News", body: "Sent" } });
      new Broadcast("later", { ...common, message: { title: "News", body: "Later" }, schedule: "${due}" });`;
    /** What the hubs have accepted so far, as `first Completed`. */
    const accepted = () => emulator.sends().map(({ hub, state }) => `${hub} ${state}`);

    before(async () => {
      emulator = await startEmulator({ hub: "releases" });
      const { send, listen, full } = emulator.connectionStrings;
      const keys = { Send: { primary: send, secondary: send }, Listen: { primary: listen, secondary: listen } };
      azure = await startAzureNativeStandIn(keys, planted, full);
      stack = await TestStack.create({ source: program("first") }, { ...env, ...azure.env });
      await stack.up();
      assert.deepEqual(accepted().sort(), ["first NoTargetFound", "first Scheduled"]);
    });
    after(async () => {
      await stack?.close();
      await azure?.close();
      await emulator?.close();
    });
    /** What Azure was asked to create and delete since the last call. */
    const changed = () =>
      azure.operations
        .splice(0)
        .map(({ call, type }) => `${call} ${type.split(":").at(-1)}`)
        .filter((what) => /(create|delete) Notification/.test(what));

    it("created before the old one is deleted: what is pending moves to it once", async () => {
      await stack.write(program("second", "createFirst"));
      const { output } = await stack.must("preview");
      assert.doesNotMatch(output, /error/);
      changed();
      await stack.up();
      assert.deepEqual(accepted().sort(), ["first Canceled", "first NoTargetFound", "second Scheduled"]);
      const order = changed();
      assert.deepEqual(order.slice(0, 3), [
        "create NotificationHub",
        "create NotificationHubAuthorizationRule",
        "create NotificationHubAuthorizationRule",
      ]);
      assert.equal(order.at(-1), "delete NotificationHub");
      assert.deepEqual(changes(await stack.up()), { create: 0, update: 0, delete: 0, replace: 0 });
    });
    it("deleted first: what was pending there is in doubt, in one sentence, and is not posted again by itself", async () => {
      await stack.write(program("third"));
      const preview = await stack.must("preview");
      assert.doesNotMatch(preview.output, /error/);
      const before = emulator.sends().length;
      const { code, output } = await stack.run(["up", "--skip-preview"]);
      assert.notEqual(code, 0);
      assert.match(
        output,
        /later \(apple\) has been in doubt since .*: [\w.:]+\/second no longer knows notification \w+\S*, which was scheduled for .*It is not known whether it went out, so it was not posted again/,
      );
      assert.equal(output.match(/has been in doubt/g)!.length, 1);
      const second = await stack.run(["up", "--skip-preview"]);
      assert.equal(second.code, 0, second.output);
      assert.match(
        second.output,
        /later \(apple\): has been in doubt since .* and posts nothing until that is resolved/,
      );
      assert.equal(emulator.sends().length, before, "nothing was posted");
    });
    it("a person's word schedules it once, on the hub that is there now", async () => {
      const main = path.join(packageRoot, "dist/sdk/cli/main.js");
      const { code, output } = await stack.execute(process.execPath, [main, "resolve", "later", "not-sent"]);
      assert.equal(code, 0, output);
      await stack.up();
      assert.deepEqual(accepted().slice(3), ["third Scheduled"]);
    });
    it("another region with the same name is a replacement too", async () => {
      const before = emulator.sends().length;
      await stack.write(program("third", "{}", "northeurope"));
      await stack.must("preview");
      const { code, output } = await stack.run(["up", "--skip-preview"]);
      assert.equal(emulator.sends().length, before, output);
      assert.equal(code, 0, output);
    });
  });
});
