import { base, program, saying, urn, withArgs } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";
import { sharedStack } from "../../support/sharedStack";
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

/** The same instant as a clock east of Greenwich has it. */
const elsewhere = (iso: string) => {
  const local = new Date(Date.parse(iso) + 3_600_000).toISOString();
  return local.replace(/\.000Z$/, "+01:00");
};

const retained = { args: withArgs(at), name: "retained", opts: "{ retainOnDelete: true }" };

const given = { given: scheduled, first: { scheduled: 2 } };

sharedStack(
  "never twice: schedules in one program",
  [
    {
      event: "the time moved: canceled and scheduled anew",
      says: [withArgs(at), withArgs(later)],
      accepted: [2, 4],
      ends: { scheduled: 2, canceled: 2 },
    },
    {
      event: "the hub moved: canceled on one, scheduled on the other",
      says: [`{ ...${withArgs(at)}, hub: one }`, `{ ...${withArgs(at)}, hub: other }`],
      accepted: [2, 4],
      ends: { scheduled: 2, canceled: 2 },
    },
    {
      event: "the text edited: canceled and scheduled once per platform",
      says: [withArgs(at), saying("B", at)],
      accepted: [2, 4],
      ends: { scheduled: 2, canceled: 2 },
    },
    {
      event: "edited, and back: the first is scheduled again",
      says: [withArgs(at), saying("B", at), withArgs(at)],
      accepted: [2, 4, 6],
      ends: { scheduled: 2, canceled: 4 },
    },
    {
      event: "without a schedule: canceled and sent",
      says: [withArgs(at), base],
      accepted: [2, 4],
      ends: { sent: 2, canceled: 2 },
    },
    {
      event: "renamed without an alias: kept",
      says: [withArgs(at), { args: withArgs(at), name: "renamed" }],
      accepted: [2, 2],
      ends: { scheduled: 2 },
    },
    {
      event: "up --replace of the Delivery: kept",
      says: [1, 2].map(() => ({ args: withArgs(at), name: "replaced" })),
      flags: ["--replace", urn("Delivery", "replaced")],
      accepted: [2, 2],
      ends: { scheduled: 2 },
    },
    {
      event: "state taint: kept",
      says: [1, 2].map(() => ({ args: withArgs(at), name: "tainted" })),
      first: (world) => world.stack.must("state", "taint", urn("Delivery", "tainted")),
      accepted: [2, 2],
      ends: { scheduled: 2 },
    },
    {
      event: "replaced with deleteBeforeReplace: kept",
      says: [1, 2].map(() => ({ args: withArgs(at), name: "first", opts: forChildren("deleteBeforeReplace: true") })),
      flags: ["--replace", urn("Delivery", "first")],
      accepted: [2, 2],
      ends: { scheduled: 2 },
    },
    {
      event: "retainOnDelete, removed and declared anew: one pending",
      says: [retained, undefined, retained],
      accepted: [2, 2, 4],
      ends: { scheduled: 2, canceled: 2 },
    },
    {
      event: "removed: canceled",
      says: [withArgs(at), undefined],
      accepted: [2, 2],
      ends: { canceled: 2 },
    },
    {
      event: "the same instant with another offset: not rescheduled",
      says: [withArgs(at), withArgs(`schedule: "${elsewhere(inMinutes(120))}"`)],
      accepted: [2, 2],
      ends: { scheduled: 2 },
    },
  ],
  {
    before: `const [one, other] = [["hub", process.env.NOTIFICATIONHUBS_CONNECTION_STRING], ["other", process.env.OTHER_CONNECTION]]
  .map(([hub, connectionString]) => pulumi.secret({ connectionString, hub }));`,
  },
);

sharedStack("never twice: schedules whose time has come", [
  {
    event: "left as it is: sent",
    says: [withArgs(at), withArgs(at)],
    first: async (world) => world.passTime(3 * 3600),
    accepted: [2, 2],
  },
  {
    event: "the schedule removed after it went out: nothing, and the plan says so",
    says: [withArgs(at), base].map((args) => ({ args, name: "dropped" })),
    accepted: [2, 2],
    plan: /dropped \(apple, fcmv1\): .*: the changed schedule or hub posts nothing; raise revision/,
  },
  {
    event: "the schedule moved after it went out: nothing, and the plan says so",
    says: [withArgs(at), withArgs(`schedule: "${inMinutes(600)}"`)].map((args) => ({ args, name: "moved" })),
    accepted: [2, 2],
    plan: /moved \(apple, fcmv1\): .*: the changed schedule or hub posts nothing; raise revision/,
  },
]);

eventRows("never twice: schedules", [
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
    event:
      "scheduled through the plugin, then with a provider of the program's own, and renamed without an alias: kept",
    posts: 2,
    given: "",
    happens: async (world) => {
      world.changeDoor();
      await world.up(scheduled);
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
    event: "a schedule that has passed: nothing, and a warning",
    posts: 0,
    given: "",
    happens: (world) => passed(world, program(withArgs(`schedule: "2020-01-01T00:00:00Z"`))),
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
    event: "the hub's clock is ahead and has delivered; the time moved: delivered once, and in doubt",
    posts: 0,
    doubts: 2,
    ...given,
    happens: async (world) => {
      world.hub.emulator.advanceClock(3 * 3600);
      await world.fails(program(withArgs(later)), /news \(apple\) has been in doubt/);
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
      await world.fails(undefined, /news \(apple\) has been in doubt/);
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
      await world.fails(program(saying("B", `schedule: "${inMinutes(600)}"`)), /news \(apple\) has been in doubt/);
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
]);

async function passed(world: Parameters<Parameters<typeof eventRows>[1][number]["happens"]>[0], source: string) {
  const { output } = await world.up(source);
  if (!/warning: news \(apple, fcmv1\): posts nothing, because its schedule/.test(output)) throw new Error(output);
}
