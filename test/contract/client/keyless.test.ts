import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Agent } from "undici";
import { type Cloud, HubClient, type HubClientOptions, HubKeyError } from "../../../sdk/client";
import { type Emulator, startEmulator } from "../../../sdk/emulator";
import { AzureCloud, hubId } from "../../support/azureCloud";

const root = join(__dirname, "../../../..");
const main = join(root, "dist/sdk/cli/main.js");
const apple = ["--format", "apple", "--body", '{"aps":{"alert":"hi"}}', "--tag", "a"];

describe("a hub by its resource id", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let azure: AzureCloud;
  before(async () => {
    emulator = await startEmulator({ hub: "releases" });
    azure = await AzureCloud.open(emulator);
  });
  after(async () => {
    await azure?.close();
    await emulator?.close();
  });
  beforeEach(() => {
    emulator.reset();
    azure.keyRequests.length = 0;
    azure.refusal = azure.signInFault = undefined;
  });

  /** Runs a program in the stand-in's cloud. */
  function run(file: string, args: string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, ...azure.env, NOTIFICATION_HUB_RESOURCE_ID: hubId("releases"), ...env },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
      child.on("close", (code) => resolve({ code, stdout, stderr })),
    );
  }
  const cli = (args: string[], env?: Record<string, string>) => run(main, args, env);

  it("is sent to with the key that Azure hands out to whoever is signed in", async () => {
    const { code, stdout, stderr } = await cli(["send", ...apple]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Accepted by the hub\./);
    assert.equal(emulator.sends().length, 1);
    assert.deepEqual(azure.keyRequests, [
      {
        method: "POST",
        url: `${hubId("releases")}/authorizationRules/DefaultFullSharedAccessSignature/listKeys?api-version=2023-09-01`,
        authorization: `Bearer ${AzureCloud.token}`,
      },
    ]);
  });

  it("is asked for an outcome, a cancel and a check too; the dump of --debug shows no key and no token", async () => {
    const schedule = new Date(Date.now() + 3_600_000).toISOString();
    const sent = await cli(["send", ...apple, "--schedule", schedule, "--json", "--debug"]);
    const { notificationId } = JSON.parse(sent.stdout);
    const outcome = await cli(["outcome", notificationId, "--json"]);
    assert.equal(JSON.parse(outcome.stdout).state, "Scheduled", outcome.stderr);
    const canceled = await cli(["cancel", notificationId]);
    assert.equal(canceled.stdout, "Canceled.\n", canceled.stderr);
    const doctor = await cli(["doctor"]);
    assert.match(doctor.stdout, /connection +contoso\.servicebus\.windows\.net\/releases/);
    assert.match(doctor.stdout, /DefaultFullSharedAccessSignature may send, read telemetry and cancel/);
    const key = /SharedAccessKey=([^;]+)/.exec(emulator.connectionStrings.full)![1]!;
    for (const { stdout, stderr } of [sent, outcome, canceled, doctor])
      for (const secret of [key, AzureCloud.token]) assert.equal(`${stdout}${stderr}`.includes(secret), false);
  });

  it("--resource-id names it before the environment, and --connection-string beside it is a wrong call", async () => {
    const id = `${hubId("releases")}/authorizationRules/none`;
    const other = await cli(["send", ...apple, "--resource-id", id]);
    assert.match(other.stderr, /Azure knows no hub releases with a rule none at its resource id \(404\)/);
    assert.equal(other.code, 1);
    const both = await cli(["send", ...apple, "--resource-id", id, "--connection-string", azure.connectionString]);
    assert.match(both.stderr, /exactly one of connectionString and resourceId/);
    assert.equal(both.code, 2);
    const twice = await cli(["send", ...apple], { NOTIFICATIONHUBS_CONNECTION_STRING: azure.connectionString });
    assert.match(
      twice.stderr,
      /NOTIFICATIONHUBS_CONNECTION_STRING and NOTIFICATION_HUB_RESOURCE_ID both name a hub; remove one of them/,
    );
    assert.equal(emulator.sends().length, 0);
  });

  for (const [what, arrange, sentence] of [
    [
      "an identity without the role",
      () => (azure.refusal = { status: 403, code: "AuthorizationFailed" }),
      /this Azure identity may not list the key of the rule DefaultFullSharedAccessSignature of hub releases \(403\); give it a role with Microsoft\.NotificationHubs\/namespaces\/notificationHubs\/authorizationRules\/listKeys\/action on the hub/,
    ],
    [
      "a hub that is not there",
      () => (azure.refusal = { status: 404, code: "ResourceNotFound" }),
      /Azure knows no hub releases .* check resourceId and rule, and that the hub is still there/,
    ],
    [
      "a sign-in that Entra refuses",
      () => (azure.signInFault = "AADSTS700213"),
      /Entra refused the Azure sign-in \(AADSTS700213\); check the identity's client id/,
    ],
  ] as const) {
    it(`${what} is one sentence that says what to do`, async () => {
      arrange();
      const { code, stderr } = await cli(["send", ...apple]);
      assert.equal(code, 1);
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
      assert.equal(emulator.sends().length, 0);
    });
  }

  it("nobody signed in is one sentence", async () => {
    const { code, stderr } = await cli(["send", ...apple], {
      AZURE_TENANT_ID: "",
      AZURE_CLIENT_ID: "",
      AZURE_FEDERATED_TOKEN_FILE: "",
      AZURE_TOKEN_CREDENTIALS: "dev",
      PATH: "/nonexistent",
    });
    assert.equal(code, 1);
    assert.match(stderr, /no Azure sign-in was found; run `az login`, or give the pipeline an identity/);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  });

  describe("through HubClient", () => {
    const everyone = { everyone: true } as const;
    const payload = { aps: { alert: "hi" } };
    let dispatcher: Agent;
    before(() => {
      dispatcher = azure.dispatcher();
    });
    after(() => dispatcher.destroy());
    const client = (options: Partial<HubClientOptions> = {}) =>
      new HubClient({ resourceId: hubId("releases"), credential: signedIn, dispatcher, ...options });

    it("many sends at once ask for the key once", async () => {
      const hub = client();
      assert.deepEqual([hub.host, hub.hub], ["contoso.servicebus.windows.net", "releases"]);
      await Promise.all(Array.from({ length: 50 }, () => hub.sendApple(payload, everyone)));
      await hub.sendApple(payload, everyone);
      assert.equal(emulator.sends().length, 51);
      assert.equal(azure.keyRequests.length, 1);
    });
    it("a key that was regenerated meanwhile is fetched anew, and each send goes out once", async () => {
      const hub = client();
      await hub.sendApple(payload, everyone);
      emulator.rotateKeys();
      await Promise.all(Array.from({ length: 20 }, () => hub.sendApple(payload, everyone)));
      assert.equal(emulator.sends().length, 21);
      assert.ok(azure.keyRequests.length <= 3, `${azure.keyRequests.length} requests for the key`);
    });
    it("the rule is that of the id, or the one beside it", async () => {
      const rule = /SharedAccessKeyName=([^;]+)/.exec(emulator.connectionStrings.send)![1]!;
      await client({ rule }).sendApple(payload, everyone);
      await client({ resourceId: `${hubId("releases")}/authorizationRules/${rule}` }).sendApple(payload, everyone);
      assert.deepEqual(
        azure.keyRequests.map(({ url }) => url.split("/").at(-2)),
        [rule, rule],
      );
    });
    it("a key that Azure does not hand out is a definite no: nothing was sent", async () => {
      azure.refusal = { status: 403, code: "AuthorizationFailed" };
      await assert.rejects(client().sendApple(payload, everyone), (error: HubKeyError) => {
        assert.ok(error instanceof HubKeyError);
        assert.deepEqual([error.code, error.certainty, error.status], ["HUB_KEY", "not-sent", 403]);
        return true;
      });
      azure.refusal = undefined;
      const nobody = client({ credential: { getToken: async () => null } });
      await assert.rejects(
        nobody.sendApple(payload, everyone),
        /^HubKeyError: no Azure sign-in was found; run `az login`/,
      );
      assert.equal(emulator.sends().length, 0);
    });
    it("an id that is not a hub's, or two ways to name it, is refused at once", () => {
      for (const [options, sentence] of [
        [
          { resourceId: "/subscriptions/1/resourceGroups/push" },
          /^HubKeyError: resourceId: expected \/subscriptions\/…/,
        ],
        [
          { resourceId: `${hubId("releases")}/authorizationRules/a`, rule: "b" },
          /resourceId: is that of the rule a, but rule is b; leave one of them out/,
        ],
        [{ rule: "a/../b" }, /rule: expected the name of an access rule/],
        [{ connectionString: "x" }, /expected exactly one of connectionString and resourceId/],
        [{ resourceId: undefined }, /expected exactly one of connectionString and resourceId/],
      ] as const)
        assert.throws(() => client(options), sentence);
    });
    it("each cloud has its own hosts", () => {
      const host = (cloud: Cloud) => client({ cloud }).host;
      assert.equal(host("usgovernment"), "contoso.servicebus.usgovcloudapi.net");
      assert.equal(host("china"), "contoso.servicebus.chinacloudapi.cn");
    });
    it("without @azure/identity it says what to install", () => {
      const { code } =
        withoutIdentity(`new (require("pulumi-broadcast/client").HubClient)({ resourceId: ${JSON.stringify(hubId("releases"))} })
        .sendApple({ aps: { alert: "hi" } }, { everyone: true }).catch((error) => process.exit(error.message.includes("npm install @azure/identity") ? 7 : 1))`);
      assert.equal(code, 7);
    });
  });
});

const signedIn = { getToken: async () => ({ token: AzureCloud.token }) };

/** Runs a program where the optional package is missing. */
function withoutIdentity(source: string): { code: number | null } {
  const hide = `const { _resolveFilename: real } = require("node:module");
    require("node:module")._resolveFilename = function (name, ...rest) {
      if (name === "@azure/identity") throw Object.assign(new Error("none"), { code: "MODULE_NOT_FOUND" });
      return real.call(this, name, ...rest);
    };`;
  return { code: spawnSync(process.execPath, ["-e", hide + source], { cwd: root }).status };
}
