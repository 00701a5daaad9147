import assert from "node:assert/strict";
import { HubClient } from "../../../provider/client/hubClient";
import type { ProviderStack } from "../../support/providerStack";
import type { Declared } from "../../support/stackState";
import { args, LocalHub, news, saying } from "./localHub";

const both = (state: string): string[] => [`apple ${state}`, `fcmv1 ${state}`];

describe("a scheduled send", () => {
  const hub = new LocalHub();
  const other = new LocalHub({ hub: "other" });

  async function scheduled(minutes = 60): Promise<{ stack: ProviderStack; schedule: string }> {
    const stack = hub.stack();
    const schedule = hub.at(minutes);
    await expectStatus("scheduled", stack, { ...args, schedule });
    assert.deepEqual(hub.sends(), both("scheduled"));
    return { stack, schedule };
  }

  async function expectStatus(status: string, stack: ProviderStack, declared: object, options?: Partial<Declared>) {
    const { failures } = await stack.up(news(declared, options));
    assert.deepEqual(failures, []);
    assert.equal(stack.delivery(options?.name ?? "news").status, status);
  }

  it("is posted once, with its time, and later runs leave it alone", async () => {
    const { stack, schedule } = await scheduled();
    await expectStatus("scheduled", stack, { ...args, schedule });
    assert.equal(hub.posts, 2);
    for (const { scheduledFor } of hub.emulator.sends())
      assert.ok(Math.abs(Date.parse(scheduledFor!) - Date.parse(schedule)) < 1000);
  });

  it("at the same instant in another spelling stays as it is", async () => {
    const stack = hub.stack();
    const whole = `${hub.at(120).slice(0, 16)}:00`;
    const paris = new Date(Date.parse(`${whole}Z`) + 3_600_000).toISOString().slice(0, 19);
    for (const schedule of [
      `${whole}Z`,
      `${whole}.000Z`,
      `${paris}+01:00`,
      `${whole.slice(0, 16)}Z`,
      { local: whole, zone: "UTC" },
    ])
      await expectStatus("scheduled", stack, { ...args, schedule });
    assert.deepEqual(hub.sends(), both("scheduled"));
  });

  it("whose time changes is canceled and posted again, the cancel being armed before", async () => {
    const { stack } = await scheduled();
    const ids = stack.delivery().sends.map(({ notificationId }: any) => notificationId);
    const later = hub.at(90);
    await expectStatus("scheduled", stack, { ...args, schedule: later });
    assert.deepEqual(hub.sends(), [...both("canceled"), ...both("scheduled")].sort());
    assert.deepEqual(Object.keys(stack.announcement().cancels).sort(), ids.sort());
    const [{ scheduledFor }] = stack.delivery().sends;
    assert.equal(Date.parse(scheduledFor), Date.parse(later));
    await expectStatus("scheduled", stack, { ...args, schedule: later });
    assert.equal(hub.posts, 4);
  });

  it("whose hub changes is canceled there and posted here", async () => {
    const { stack, schedule } = await scheduled();
    await expectStatus("scheduled", stack, { ...args, schedule, hub: other.argument() });
    assert.deepEqual([hub.sends(), other.sends()], [both("canceled"), both("scheduled")]);
    await expectStatus("scheduled", stack, { ...args, schedule });
    assert.deepEqual(other.sends(), both("canceled"), "and back, though configuration does not name that hub");
    assert.equal(hub.pending().length, 2);
  });

  it("whose schedule is taken away goes out at once, and is not scheduled any more", async () => {
    const { stack } = await scheduled();
    await expectStatus("sent", stack, args);
    assert.deepEqual(hub.sends(), [...both("canceled"), ...both("sent")].sort());
    await expectStatus("sent", stack, args);
    assert.equal(hub.posts, 4);
  });

  it("that went out posts nothing when its time, its hub or its schedule is changed or dropped", async () => {
    const { stack } = await scheduled();
    hub.pass(2 * 3600);
    for (const declared of [args, { ...args, schedule: hub.at(60) }, { ...args, hub: other.argument() }, args])
      await expectStatus("due", stack, declared);
    assert.deepEqual([hub.sends(), other.sends()], [both("sent"), []]);
  });

  it("whose time has passed is due until somebody has seen it, and sent once the hub says so", async () => {
    const { stack, schedule } = await scheduled();
    hub.pass(2 * 3600);
    await expectStatus("due", stack, { ...args, schedule });
    await stack.refresh();
    assert.equal(stack.delivery().status, "sent");
    await expectStatus("sent", stack, { ...args, schedule });
    assert.equal(hub.posts, 2);
  });

  it("with a key that may not read stays due", async () => {
    const { stack, schedule } = await scheduled();
    stack.config["broadcast:connectionString"] = hub.emulator.connectionStrings.send;
    hub.pass(2 * 3600);
    await stack.refresh();
    assert.equal(stack.delivery().status, "due");
    await expectStatus("due", stack, { ...args, schedule });
  });

  it("that was canceled by hand is noticed by a refresh, and not posted again", async () => {
    const { stack, schedule } = await scheduled();
    const client = new HubClient({ connectionString: hub.emulator.connectionStrings.full, hub: hub.emulator.hub });
    for (const { id } of hub.emulator.sends()) await client.cancel(id);
    for (const seconds of [0, 2 * 3600]) {
      hub.pass(seconds);
      await stack.refresh();
      assert.equal(stack.delivery().status, "canceled");
      await expectStatus("canceled", stack, { ...args, schedule });
    }
    assert.deepEqual(hub.sends(), both("canceled"));
  });

  it("of an edited text is canceled, and the new text scheduled in its place", async () => {
    const { stack, schedule } = await scheduled();
    await expectStatus("scheduled", stack, saying("B", { schedule }));
    assert.deepEqual(hub.pending(), ["apple: B", "fcmv1: B"]);
    await expectStatus("scheduled", stack, { ...args, schedule });
    assert.deepEqual(hub.pending(), ["apple: A", "fcmv1: A"]);
    await expectStatus("scheduled", stack, { ...args, schedule });
    assert.equal(hub.posts, 6);
  });

  it("of a platform that is left out is canceled, the others stay", async () => {
    const { stack, schedule } = await scheduled();
    await expectStatus("scheduled", stack, { ...args, platforms: ["apple"], schedule });
    assert.deepEqual(hub.sends(), ["apple scheduled", "fcmv1 canceled"]);
  });

  it("is canceled when the broadcast is removed or destroyed, and says so", async () => {
    const { stack, schedule } = await scheduled();
    const { said } = await stack.up([]);
    assert.match(said.join("\n"), /canceled the apple send scheduled for/);
    assert.deepEqual([hub.sends(), stack.held], [both("canceled"), []]);
    await expectStatus("scheduled", stack, { ...args, schedule });
    assert.equal(hub.pending().length, 2, "declared anew, it is scheduled anew");
    await stack.destroy();
    assert.deepEqual([hub.pending(), stack.held], [[], []]);
  });

  it("that went out is not canceled by a destroy", async () => {
    const { stack } = await scheduled();
    hub.pass(2 * 3600);
    assert.deepEqual((await stack.destroy()).failures, []);
    assert.deepEqual(hub.sends(), both("sent"));
  });

  it("keeps its connection and its due time beside it only while it is pending", async () => {
    const { stack, schedule } = await scheduled();
    const { due, connections } = stack.delivery();
    assert.equal(due, Date.parse(schedule));
    assert.deepEqual(Object.keys(connections), [stack.delivery().at]);
    hub.pass(2 * 3600);
    await expectStatus("due", stack, { ...args, schedule });
    assert.deepEqual([stack.delivery().due, stack.delivery().connections], [undefined, undefined]);
    const plain = hub.stack();
    await plain.up(news(saying("B")));
    assert.deepEqual([plain.delivery().due, plain.delivery().connections], [undefined, undefined]);
  });

  it("whose schedule or notAfter has passed before anything went out posts nothing and does not fail", async () => {
    for (const late of [
      { schedule: hub.at(-1) },
      { notAfter: hub.at(-1) },
      { schedule: hub.at(60), notAfter: hub.at(59) },
    ]) {
      const stack = hub.stack();
      await expectStatus("expired", stack, { ...args, ...late });
      await expectStatus("expired", stack, { ...args, ...late });
      assert.deepEqual(Object.keys(stack.announcement().armed), [], "nothing is armed");
    }
    assert.equal(hub.posts, 0);
  });

  it("that is expired is posted once its time is corrected", async () => {
    const stack = hub.stack();
    await expectStatus("expired", stack, { ...args, notAfter: hub.at(-1) });
    await expectStatus("sent", stack, { ...args, notAfter: hub.at(60) });
    assert.equal(hub.posts, 2);
  });

  it("is neither rescheduled nor canceled while sends are off, and is when they are on again", async () => {
    const { stack, schedule } = await scheduled();
    stack.config["broadcast:send"] = "off";
    const later = hub.at(90);
    await expectStatus("scheduled", stack, { ...args, schedule: later });
    await expectStatus("off", stack, saying("B", { schedule: later }));
    assert.deepEqual(hub.sends(), both("scheduled"));
    assert.ok(
      stack.delivery().history.every(({ scheduledFor }: any) => Date.parse(scheduledFor) === Date.parse(schedule)),
    );
    delete stack.config["broadcast:send"];
    await expectStatus("scheduled", stack, saying("B", { schedule: later }));
    assert.deepEqual(hub.pending(), ["apple: B", "fcmv1: B"]);
  });

  it("under broadcast:send test is refused, and what is scheduled stays", async () => {
    const { stack, schedule } = await scheduled();
    stack.config["broadcast:send"] = "test";
    const { failures } = await stack.up(news({ ...args, schedule }));
    assert.match(failures[0]!, /^schedule: cannot be combined with the configuration broadcast:send test/);
    assert.deepEqual(hub.sends(), both("scheduled"));
    delete stack.config["broadcast:send"];
    await expectStatus("scheduled", stack, { ...args, schedule });
    assert.equal(hub.posts, 2);
  });
});
