import { program, programOf, saying, withArgs } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";
import { inMinutes } from "../../support/world";

const at = `schedule: "${inMinutes(120)}"`;
const later = `schedule: "${inMinutes(180)}"`;
const scheduled = program(withArgs(at));
const edited = program(saying("B", at));

/** A program in which something else fails as long as the hub refuses it. */
const besideOther = (name: string) =>
  program(withArgs(at), {
    name,
    after: `new Broadcast("other", { message: { title: "Other", body: "O" }, platforms: ["windows"], audience: { everyone: true } }, { dependsOn: [news] });`,
  });

/** Options that reach both children. */
const forChildren = (opts: string) =>
  `{ transforms: [({ type, props, opts }) => type.includes("broadcast:") ? { props, opts: { ...opts, ${opts} } } : undefined] }`;

const given = { given: scheduled, first: { scheduled: 2 } };

eventRows("never twice: schedules", [
  {
    event: "scheduled, then the time moved: canceled and scheduled anew",
    posts: 2,
    ...given,
    happens: (world) => world.up(program(withArgs(later))),
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event: "scheduled, then the hub moved: canceled on one, scheduled on the other",
    posts: 2,
    ...given,
    happens: async (world) => {
      world.moveTo(await world.anotherHub());
      await world.up();
    },
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event: "scheduled, then the text edited: canceled and scheduled once per platform",
    posts: 2,
    ...given,
    happens: (world) => world.up(edited),
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event: "scheduled, edited, and back: the first is scheduled again",
    posts: 4,
    ...given,
    happens: async (world) => {
      await world.up(edited);
      await world.up(scheduled);
    },
    ends: { scheduled: 2, canceled: 4 },
  },
  {
    event: "scheduled, then without a schedule: canceled and sent",
    posts: 2,
    ...given,
    happens: (world) => world.up(program()),
    ends: { sent: 2, canceled: 2 },
  },
  {
    event: "scheduled and renamed without an alias: kept",
    posts: 0,
    ...given,
    happens: (world) => world.up(program(withArgs(at), { name: "news2" })),
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled and renamed without an alias, through the other door: kept",
    posts: 0,
    bothDoors: true,
    ...given,
    happens: (world) => {
      world.changeDoor();
      return world.up(program(withArgs(at), { name: "news2" }));
    },
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled, then through the other door and back: no change, and no send is canceled",
    posts: 0,
    bothDoors: true,
    ...given,
    happens: async (world) => {
      for (let times = 0; times < 2; times++) {
        world.changeDoor();
        await world.up(scheduled);
      }
      await world.stack.must("refresh");
      await world.up(undefined, "--expect-no-changes");
    },
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled, then through the other door, refreshed and destroyed: canceled",
    posts: 0,
    bothDoors: true,
    ...given,
    happens: async (world) => {
      world.changeDoor();
      await world.up(scheduled);
      await world.stack.must("refresh");
      await world.stack.must("destroy");
    },
    ends: { canceled: 2 },
  },
  {
    event: "scheduled, then with a provider of the program's own, and renamed without an alias: kept",
    posts: 0,
    bothDoors: true,
    ...given,
    happens: async (world) => {
      const before = `const own = new pulumi.ProviderResource("broadcast", "own", {});`;
      const own = (name: string) => program(withArgs(at), { name, before, opts: "{ provider: own }" });
      await world.up(own("news"));
      await world.up(program(withArgs(at), { name: "news2" }));
    },
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled and destroyed: canceled",
    posts: 0,
    ...given,
    happens: (world) => world.stack.must("destroy"),
    ends: { canceled: 2 },
  },
  {
    event: "scheduled, and the time comes: sent",
    posts: 0,
    ...given,
    happens: async (world) => {
      world.passTime(3 * 3600);
      await world.up();
    },
    ends: { sent: 2 },
  },
  {
    event: "a schedule that has passed: nothing, and a warning",
    posts: 0,
    given: "",
    happens: (world) => passed(world, program(withArgs(`schedule: "2020-01-01T00:00:00Z"`))),
  },
  {
    event: "scheduled, then up --replace of the Delivery: kept",
    posts: 0,
    ...given,
    happens: (world) => world.up(undefined, "--replace", world.urn("Delivery")),
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled, then state taint: kept",
    posts: 0,
    ...given,
    happens: async (world) => {
      await world.stack.must("state", "taint", world.urn("Delivery"));
      await world.up();
    },
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled, then replaced with deleteBeforeReplace: kept",
    posts: 0,
    given: program(withArgs(at), { opts: forChildren("deleteBeforeReplace: true") }),
    first: { scheduled: 2 },
    happens: (world) => world.up(undefined, "--replace", world.urn("Delivery")),
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled, renamed without an alias in a run that fails elsewhere, then an ordinary one: kept",
    posts: 1,
    given: besideOther("news"),
    first: { scheduled: 2, sent: 1 },
    happens: async (world) => {
      world.hub.emulator.fault({ match: { format: "windows" }, fault: "403", times: 1 });
      await world.fails(besideOther("news2").replace('body: "O"', 'body: "P"'), /other \(windows\): not sent/);
      await world.up();
    },
    ends: { scheduled: 2, sent: 2 },
  },
  {
    event: "scheduled, renamed without an alias with --target of the new one, then a full up: kept",
    posts: 0,
    ...given,
    happens: async (world) => {
      await world.up(program(withArgs(at), { name: "news2" }), "--target", "**::news2");
      await world.up();
    },
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled A, an edit to B whose cancel is refused, and back to A: A as it was",
    posts: 0,
    ...given,
    happens: async (world) => {
      world.hub.intercept(({ call }) => (call === "cancel" ? { status: 403 } : undefined));
      await world.fails(edited, /could not be canceled/);
      world.hub.intercept();
      await world.up(scheduled);
    },
    ends: { scheduled: 2 },
  },
  {
    event: "scheduled with retainOnDelete, removed and declared anew: one pending",
    posts: 2,
    given: program(withArgs(at), { opts: "{ retainOnDelete: true }" }),
    first: { scheduled: 2 },
    happens: async (world) => {
      await world.up("");
      await world.up(program(withArgs(at), { opts: "{ retainOnDelete: true }" }));
    },
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event: "the hub's clock is ahead and has delivered; the time moved: delivered once, and in doubt",
    posts: 0,
    doubts: 2,
    ...given,
    happens: async (world) => {
      world.hub.emulator.advanceClock(3 * 3600);
      await world.fails(program(withArgs(later)), /news \(apple\) is in doubt/);
    },
    ends: { sent: 2 },
  },
  {
    event: "the hub's clock is ahead and has delivered; the hub moved: delivered once, and in doubt",
    posts: 0,
    doubts: 2,
    ...given,
    happens: async (world) => {
      world.hub.emulator.advanceClock(3 * 3600);
      world.moveTo(await world.anotherHub());
      await world.fails(undefined, /news \(apple\) is in doubt/);
    },
    ends: { sent: 2 },
  },
  {
    event: "the hub's clock is ahead and has delivered; the text edited: delivered once, and in doubt",
    posts: 2,
    doubts: 2,
    ...given,
    happens: async (world) => {
      world.hub.emulator.advanceClock(3 * 3600);
      await world.fails(program(saying("B", `schedule: "${inMinutes(600)}"`)), /news \(apple\) is in doubt/);
    },
    ends: { sent: 2, scheduled: 2 },
  },
  {
    event: "pulumi-broadcast cancel of both, time passes, refresh: canceled",
    posts: 0,
    ...given,
    happens: async (world) => {
      for (const { id } of world.hub.sends()) {
        const { code, output } = await world.command("cancel", id);
        if (code !== 0) throw new Error(output);
      }
      world.passTime(3 * 3600);
      await world.stack.must("refresh");
      const states = (await world.resources()).flatMap(({ outputs }) => outputs?.sends ?? []).map(({ state }) => state);
      if (states.join() !== "canceled,canceled") throw new Error(`recorded as ${states}`);
    },
    ends: { canceled: 2 },
  },
  {
    event: "broadcast:send test with a schedule: refused, and the live schedule stays",
    posts: 0,
    ...given,
    happens: async (world) => {
      await world.stack.must("config", "set", "broadcast:send", "test");
      await world.fails(undefined, /schedule: cannot be combined with the configuration broadcast:send test/);
    },
    ends: { scheduled: 2 },
  },
  {
    event: "send: off with a moved time: the schedule stays; live again: rescheduled",
    posts: 2,
    ...given,
    happens: async (world) => {
      await world.stack.must("config", "set", "broadcast:send", "off");
      await world.up(program(withArgs(later)));
      await world.stack.must("config", "rm", "broadcast:send");
      await world.up();
    },
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event: "two scheduled broadcasts, one removed: the other stays",
    posts: 0,
    given: programOf(`new Broadcast("a", ${withArgs(at)}); new Broadcast("b", ${saying("B", at)});`),
    first: { scheduled: 4 },
    happens: (world) => world.up(programOf(`new Broadcast("b", ${saying("B", at)});`)),
    ends: { scheduled: 2, canceled: 2 },
  },
]);

async function passed(world: Parameters<Parameters<typeof eventRows>[1][number]["happens"]>[0], source: string) {
  const { output } = await world.up(source);
  if (!/warning: news \(apple, fcmv1\): posts nothing, because its schedule/.test(output)) throw new Error(output);
}
