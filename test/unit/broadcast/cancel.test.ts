import assert from "node:assert/strict";
import type { Report } from "../../support/providerRun";
import { ProviderRun } from "../../support/providerRun";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, resolveAll, saying } from "./localHub";

const both = (state: string): string[] => [`apple ${state}`, `fcmv1 ${state}`];

describe("a cancel", () => {
  const hub = new LocalHub();
  const other = new LocalHub({ hub: "other" });

  async function scheduled(): Promise<{ stack: ProviderStack; schedule: string; later: string }> {
    const stack = hub.stack();
    const [schedule, later] = [hub.at(60), hub.at(90)];
    assert.deepEqual((await stack.up(news({ ...args, schedule }))).failures, []);
    return { stack, schedule, later };
  }

  async function expectFine(stack: ProviderStack, declared: object): Promise<Report> {
    const report = await stack.up(news(declared));
    assert.deepEqual(report.failures, []);
    return report;
  }

  const refuse = (times = 2) => hub.emulator.fault({ match: { method: "DELETE" }, fault: "403", times });

  it("that is refused says so, keeps what is scheduled and schedules nothing new; the next run does both", async () => {
    const { stack, schedule, later } = await scheduled();
    refuse();
    const { failures } = await stack.up(news({ ...args, schedule: later }));
    assert.match(
      failures[0]!,
      /^news \(apple\): the apple send scheduled for .* could not be rescheduled: .*run `pulumi up` again\./,
    );
    assert.deepEqual(hub.sends(), both("scheduled"));
    assert.equal(stack.delivery().status, "scheduled");
    assert.equal(Date.parse(stack.delivery().sends[0].scheduledFor), Date.parse(schedule));
    await expectFine(stack, { ...args, schedule: later });
    assert.deepEqual(hub.sends(), [...both("canceled"), ...both("scheduled")].sort());
    assert.equal(stack.delivery().doubts, undefined);
  });

  it("that is refused, and then the old time again: it is still scheduled, and nothing is in doubt", async () => {
    const { stack, schedule, later } = await scheduled();
    refuse();
    await stack.up(news({ ...args, schedule: later }));
    await expectFine(stack, { ...args, schedule });
    await expectFine(stack, { ...args, schedule });
    assert.deepEqual(hub.sends(), both("scheduled"));
    assert.equal(stack.delivery().status, "scheduled");
  });

  it("of an edited text that is refused, and then the old text again: it is still scheduled", async () => {
    const { stack, schedule } = await scheduled();
    refuse();
    const { failures } = await stack.up(news(saying("B", { schedule })));
    assert.match(failures[0]!, /could not be canceled/);
    assert.deepEqual(hub.pending(), ["apple: A", "fcmv1: A"], "not both at once");
    await expectFine(stack, { ...args, schedule });
    assert.deepEqual(hub.sends(), both("scheduled"));
    assert.equal(stack.delivery().status, "scheduled");
  });

  it("of an edited text that is refused is made by the next run, which posts the edit", async () => {
    const { stack, schedule } = await scheduled();
    refuse();
    await stack.up(news(saying("B", { schedule })));
    await expectFine(stack, saying("B", { schedule }));
    assert.deepEqual(hub.pending(), ["apple: B", "fcmv1: B"]);
    assert.equal(stack.delivery().status, "scheduled");
  });

  it("that is answered 404 is never canceled: it is in doubt, and nothing takes its place", async () => {
    const { stack, later } = await scheduled();
    // Only the hub's clock: it has delivered already.
    hub.emulator.advanceClock(2 * 3600);
    const { failures } = await stack.up(news({ ...args, schedule: later }));
    assert.match(
      failures[0]!,
      /news \(apple\) has been in doubt since .*the hub no longer knows notification .*It is not known whether it went out/,
    );
    assert.deepEqual(hub.sends(), both("sent"));
    assert.equal(stack.delivery().status, "in-doubt");
    await expectFine(stack, { ...args, schedule: later });
    await expectFine(stack, { ...args, schedule: later });
    assert.equal(hub.posts, 2);
    resolveAll(stack, "sent");
    await expectFine(stack, { ...args, schedule: later });
    delete stack.config["broadcast:resolve"];
    await expectFine(stack, { ...args, schedule: later });
    assert.equal(hub.posts, 2);
    assert.notEqual(stack.delivery().status, "in-doubt");
  });

  it("that is answered 404, and a person says that it did not go out: it is posted with its new time", async () => {
    const { stack, later } = await scheduled();
    hub.emulator.advanceClock(2 * 3600);
    await stack.up(news({ ...args, schedule: later }));
    const before = hub.posts;
    resolveAll(stack, "not-sent");
    hub.emulator.advanceClock(0);
    await expectFine(stack, { ...args, schedule: hub.at(180) });
    assert.equal(hub.posts - before, 2);
    await expectFine(stack, { ...args, schedule: hub.at(180) });
  });

  it("of an edited text that is answered 404 is one doubt for each post, under the run that posted it", async () => {
    const { stack, schedule } = await scheduled();
    const posted = stack.delivery().sends.map(({ digest, run }: any) => `${digest}@${run}`);
    hub.emulator.advanceClock(2 * 3600);
    const edited = saying("B", { schedule: hub.at(240) });
    assert.equal((await stack.up(news(edited))).failures.length, 1);
    await expectFine(stack, edited);
    const doubts = stack.memory().openDoubts();
    assert.deepEqual(doubts.map(({ doubt }) => `${doubt.digest}@${doubt.run}`).sort(), posted.sort());
    resolveAll(stack, "sent");
    await expectFine(stack, edited);
    await expectFine(stack, { ...args, schedule });
    assert.equal(hub.posts, 4);
  });

  it("of a removed broadcast that is answered 404 does not stop the removal, and is said", async () => {
    const { stack } = await scheduled();
    hub.emulator.advanceClock(2 * 3600);
    const { failures, said } = await stack.up([]);
    assert.deepEqual(failures, []);
    assert.match(said.join("\n"), /the hub no longer knows the apple send scheduled for .*it may have gone out/);
    assert.deepEqual(stack.held, []);
  });

  it("of a removed broadcast that is refused keeps the resource and says what to do", async () => {
    const { stack } = await scheduled();
    refuse();
    const { failures } = await stack.up([]);
    assert.match(
      failures[0]!,
      /could not be canceled: .*; run the command again, or cancel it with `pulumi-broadcast cancel`/,
    );
    assert.ok(stack.delivery());
    assert.deepEqual((await stack.up([])).failures, []);
    assert.deepEqual([hub.sends(), stack.held], [both("canceled"), []]);
  });

  it("whose reply is lost is in doubt: nothing is posted in its place until a person knows", async () => {
    const { stack, later } = await scheduled();
    hub.emulator.fault({ match: { method: "DELETE" }, fault: "reset-after", times: 1 });
    const { failures } = await stack.up(news({ ...args, schedule: later }));
    assert.match(failures[0]!, /has been in doubt since /);
    assert.equal(hub.posts, 3);
    await expectFine(stack, { ...args, schedule: later });
    assert.equal(hub.posts, 3);
    resolveAll(stack, "not-sent");
    await expectFine(stack, { ...args, schedule: later });
    assert.deepEqual(hub.sends(), [...both("canceled"), ...both("scheduled")].sort());
    assert.equal(stack.delivery().status, "scheduled");
  });

  it("whose reply is lost again when a person says that nothing went out: nothing is posted in its place yet", async () => {
    const { stack, later } = await scheduled();
    const lose = () => hub.emulator.fault({ match: { method: "DELETE" }, fault: "reset-before", times: 2 });
    lose();
    await stack.up(news({ ...args, schedule: later }));
    resolveAll(stack, "not-sent");
    lose();
    assert.match((await stack.up(news({ ...args, schedule: later }))).failures[0]!, /could not be canceled/);
    assert.deepEqual(hub.sends(), both("scheduled"));
    await expectFine(stack, { ...args, schedule: later });
    assert.deepEqual(hub.sends(), [...both("canceled"), ...both("scheduled")].sort());
  });

  it("of a removed broadcast whose reply is lost is asked again, and the removal succeeds", async () => {
    const { stack } = await scheduled();
    hub.emulator.fault({ match: { method: "DELETE" }, fault: "reset-after", times: 1 });
    assert.deepEqual((await stack.up([])).failures, []);
    assert.deepEqual([hub.sends(), stack.held], [both("canceled"), []]);
  });

  it("that its Announcement did not journal is not made", async () => {
    const { stack, schedule, later } = await scheduled();
    const deploy = async (declared: object) => {
      const run = new ProviderRun(stack, {});
      const { update } = run.provider;
      run.provider.update = async (id, olds, inputs) =>
        await update(
          id,
          olds,
          "order" in inputs ? { ...inputs, order: { ...(inputs.order as object), runs: [] } } : inputs,
        );
      await run.up([news(declared)]);
    };
    await deploy({ ...args, schedule: later });
    assert.deepEqual(hub.sends(), both("scheduled"));
    await deploy(saying("B", { schedule }));
    assert.deepEqual(
      hub.sends().filter((send) => send.endsWith("canceled")),
      [],
    );
  });

  it("of a moved time is made once, though an error hook calls update again", async () => {
    const { stack, later } = await scheduled();
    hub.emulator.fault({ match: { format: "fcmv1" }, fault: "403", times: 1 });
    const run = new ProviderRun(stack, {});
    const { update } = run.provider;
    run.provider.update = async (...call) => await update(...call).catch(() => update(...call));
    await run.up([news({ ...args, schedule: later })]);
    assert.deepEqual(hub.sends(), [...both("canceled"), "apple scheduled"].sort());
    assert.equal(stack.delivery().doubts, undefined);
    await expectFine(stack, { ...args, schedule: later });
    assert.deepEqual(hub.sends(), [...both("canceled"), ...both("scheduled")].sort());
  });

  it("is not made for a time that has passed: what is scheduled stays", async () => {
    const { stack } = await scheduled();
    const past = new Date(hub.now() - 60_000).toISOString();
    await expectFine(stack, { ...args, schedule: past });
    await expectFine(stack, { ...args, schedule: hub.at(60), notAfter: past });
    assert.deepEqual(hub.sends(), both("scheduled"));
  });

  it("that gets no answer in time is in doubt, and nothing takes its place", async () => {
    const { stack, later } = await scheduled();
    hub.emulator.fault({ match: { method: "DELETE" }, fault: "delay", ms: 2500, times: 100 });
    const { failures } = await stack.up(news({ ...args, schedule: later }));
    assert.match(failures.join(), /has been in doubt since .*whether it was canceled or will still go out/);
    await expectFine(stack, { ...args, schedule: later });
    assert.equal(hub.posts, 2);
    assert.equal(stack.delivery().status, "in-doubt");
  });

  it("of the hub that is left needs its connection, which is kept while something is pending there", async () => {
    const { stack, schedule } = await scheduled();
    stack.config["broadcast:connectionString"] = other.emulator.connectionStrings.full;
    stack.config["broadcast:hub"] = other.emulator.hub;
    await expectFine(stack, { ...args, schedule });
    assert.deepEqual([hub.sends(), other.sends()], [both("canceled"), both("scheduled")]);
    assert.deepEqual(Object.keys(stack.delivery().connections), [stack.delivery().at]);
  });

  it("is made by the run that was killed, or is in doubt, and never both there and here", async () => {
    for (const killed of ["armed", "posting"] as const) {
      const { stack, later } = await scheduled();
      await stack.up(news({ ...args, schedule: later }, { killed }));
      const { failures } = await stack.up(news({ ...args, schedule: later }));
      assert.match(failures[0]!, /has been in doubt since/);
      await expectFine(stack, { ...args, schedule: later });
      assert.equal(hub.pending().length, 2, killed);
      assert.equal(stack.delivery().status, "in-doubt");
      hub.emulator.reset();
    }
  });

  it("killed after it and the new post: a person's word that it went out settles it in one run", async () => {
    const { stack, later } = await scheduled();
    await stack.up(news({ ...args, schedule: later }, { killed: "posting" }));
    resolveAll(stack, "sent");
    await expectFine(stack, { ...args, schedule: later });
    assert.equal(hub.pending().length, 2);
    assert.equal(hub.posts, 4);
    delete stack.config["broadcast:resolve"];
    await expectFine(stack, { ...args, schedule: later });
    assert.notEqual(stack.delivery().status, "in-doubt");
  });

  it("killed before it: a person's word that nothing went out does it all once", async () => {
    const { stack, later } = await scheduled();
    await stack.up(news({ ...args, schedule: later }, { killed: "armed" }));
    resolveAll(stack, "not-sent");
    await expectFine(stack, { ...args, schedule: later });
    assert.deepEqual(hub.sends(), [...both("canceled"), ...both("scheduled")].sort());
    assert.equal(stack.delivery().status, "scheduled");
  });

  it("of an edit, killed, and then the old text again: once, or in doubt, and said", async () => {
    for (const killed of ["armed", "posting"] as const) {
      const { stack, schedule } = await scheduled();
      await stack.up(news(saying("B", { schedule }), { killed }));
      const { failures } = await stack.up(news({ ...args, schedule }));
      await expectFine(stack, { ...args, schedule });
      const { status } = stack.delivery();
      if (killed === "posting") {
        assert.match(failures[0]!, /has been in doubt since/);
        assert.equal(status, "in-doubt", "A was canceled, which nobody has recorded");
        assert.deepEqual(hub.pending(), ["apple: B", "fcmv1: B"]);
      } else {
        assert.ok(status === "in-doubt" || hub.pending().join() === "apple: A,fcmv1: A");
      }
      hub.emulator.reset();
    }
  });

  it("a hub that moved, killed while the new hub accepts: two there, or in doubt", async () => {
    const { stack, schedule } = await scheduled();
    const moved = { ...args, schedule, hub: other.argument() };
    await stack.up(news(moved, { killed: "posting" }));
    assert.deepEqual(other.sends(), both("scheduled"));
    assert.match((await stack.up(news(moved))).failures[0]!, /has been in doubt since/);
    await expectFine(stack, moved);
    assert.deepEqual(other.sends(), both("scheduled"));
    assert.equal(stack.delivery().status, "in-doubt");
  });

  it("a hub that moved, killed, and then the old hub again: what is pending there is not canceled", async () => {
    const { stack, schedule } = await scheduled();
    const moved = { ...args, schedule, hub: other.argument() };
    await stack.up(news(moved, { killed: "posting" }));
    await stack.up(news({ ...args, schedule }));
    await expectFine(stack, { ...args, schedule });
    assert.deepEqual([hub.sends(), other.sends()], [both("canceled"), both("scheduled")]);
    assert.equal(stack.delivery().status, "in-doubt");
  });
});
