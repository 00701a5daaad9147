import assert from "node:assert/strict";
import { AzureCloud, hubId } from "../../support/azureCloud";
import { programOf, saying } from "../../support/broadcastProgram";
import { TestStack } from "../../support/engine";
import { TestHub } from "../../support/testHub";

describe("a hub by its resource id, in a program", function () {
  this.timeout(180_000);
  const schedule = new Date(Date.now() + 30 * 3_600_000).toISOString().slice(0, 16).concat(":00Z");
  let hub: TestHub;
  let azure: AzureCloud;
  let stack: TestStack;
  /** Texts that must not be in a state: keys, and what signs in to Azure. */
  const secrets = new Set([AzureCloud.token, "planted-pipeline-token-9d04"]);

  const program = (text: string, due: string) =>
    programOf(
      "const hub = JSON.parse(process.env.HUB);",
      `const now = new Broadcast("now", ${saying(text, "hub")});`,
      `new Broadcast("later", ${saying("Later", `hub, schedule: "${due}"`)});`,
      "exports.sends = now.sends;",
    );
  const keyed = () => JSON.stringify({ connectionString: azure.connectionString, hub: "hub" });
  const keyless = JSON.stringify({ resourceId: hubId("hub") });

  before(async () => {
    hub = await TestHub.open();
    azure = await AzureCloud.open(hub.emulator);
    stack = await TestStack.copied("", { ...azure.env, HUB: keyed() });
  });
  after(async () => {
    await stack?.close();
    await azure?.close();
    await hub?.close();
  });
  afterEach(() => {
    for (const text of Object.values(hub.emulator.connectionStrings))
      secrets.add(/SharedAccessKey=([^;]+)/.exec(text)![1]!);
  });

  it("a broadcast that moves there from a connection string posts nothing and cancels nothing", async () => {
    await stack.write(program("A", schedule));
    await stack.up();
    assert.deepEqual(hub.state(), { sent: 2, scheduled: 2, canceled: 0 });
    stack.env.HUB = keyless;
    const preview = await stack.must("preview");
    assert.doesNotMatch(preview.output, /posts to/);
    const { operations } = await stack.up();
    assert.deepEqual([operations.create, operations.replace, operations.delete], [0, 0, 0]);
    assert.deepEqual(hub.state(), { sent: 2, scheduled: 2, canceled: 0 });
    assert.deepEqual(azure.keyRequests, [], "nothing is posted, so no key is needed");
  });
  it("no key is in the state by then, secrets in clear included", async () => {
    const { output } = await stack.must("stack", "export", "--show-secrets");
    assert.match(output, /authorizationRules\/DefaultFullSharedAccessSignature/);
    assert.doesNotMatch(output, /SharedAccessKey=/);
  });
  it("no key and no token is in state, backups and history", async () => {
    const text = await stack.rawState();
    assert.ok(secrets.size >= 5);
    for (const secret of secrets) assert.equal(text.includes(secret), false, `found ${secret.slice(0, 8)}…`);
  });
});
