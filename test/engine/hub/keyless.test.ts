import assert from "node:assert/strict";
import { AzureCloud, hubId } from "../../support/azureCloud";
import { programOf, saying } from "../../support/broadcastProgram";
import { TestStack } from "../../support/engine";
import { TestHub } from "../../support/testHub";

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16).concat(":00Z");

describe("a hub by its resource id, in a program", function () {
  this.timeout(180_000);
  /** Worked out once: in a later minute the same words would be another time. */
  const [schedule, moved] = [inHours(30), inHours(40)];
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
    azure.refusal = undefined;
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
  it("an edit posts once and a new time reschedules once, with a key that was regenerated after the preview", async () => {
    await stack.write(program("B", moved));
    const preview = await stack.must("preview");
    assert.match(preview.output, /now: apple, fcmv1: posts, and replaces/);
    assert.deepEqual(azure.keyRequests, [], "a preview needs no key");
    hub.emulator.rotateKeys();
    await stack.up();
    assert.deepEqual(hub.state(), { sent: 4, scheduled: 2, canceled: 2 });
    assert.ok(azure.keyRequests.length > 0);
    assert.equal((await stack.up()).operations.update, 0);
  });
  it("a refresh takes the telemetry in", async () => {
    await stack.must("refresh");
    const sends = (await stack.resources()).flatMap(({ outputs }) => outputs?.sends ?? []);
    assert.ok(
      sends.some(({ delivery }) => /^(NoTargetFound|Completed)$/.test(delivery)),
      JSON.stringify(sends),
    );
  });
  it("a role that is missing fails the run with one sentence; the run after it posts", async () => {
    azure.refusal = { status: 403, code: "AuthorizationFailed" };
    await stack.write(program("C", moved));
    const { code, output } = await stack.run(["up", "--skip-preview"]);
    assert.notEqual(code, 0);
    assert.match(
      output,
      /now \(apple\): not sent, this Azure identity may not list the key .*authorizationRules\/listKeys\/action/,
    );
    azure.refusal = undefined;
    await stack.up();
    assert.deepEqual(hub.state(), { sent: 6, scheduled: 2, canceled: 2 });
  });
  it("moving back to the connection string posts nothing either", async () => {
    stack.env.HUB = keyed();
    await stack.up();
    stack.env.HUB = keyless;
    await stack.up();
    assert.deepEqual(hub.state(), { sent: 6, scheduled: 2, canceled: 2 });
  });
  it("destroy cancels what is still scheduled, without the program", async () => {
    const { HUB: _, ...env } = stack.env;
    Object.assign(stack, { env });
    await stack.must("destroy");
    assert.deepEqual(hub.state(), { sent: 6, scheduled: 0, canceled: 4 });
  });
  it("no key and no token is in state, backups and history", async () => {
    const text = await stack.rawState();
    assert.ok(secrets.size >= 5);
    for (const secret of secrets) assert.equal(text.includes(secret), false, `found ${secret.slice(0, 8)}…`);
  });
});
