import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { program, saying } from "../../support/broadcastProgram";
import { root } from "../../support/engine";
import { eventRows } from "../../support/eventRows";
import { packOf } from "../../support/policyPack";
import type { World } from "../../support/world";

const edited = program(saying("B"));
const headers = 'return { ...props, headers: { apple: { "apns-priority": "5" } } };';
const retitle = 'return { ...props, message: { ...props.message, title: "The news" } };';
const priority = (world: World) =>
  world.hub.sends().findLast(({ format }) => format === "apple")!.headers["apns-priority"];

/** Our own pack, with a limit for titles that it cuts to. */
async function cutsTitles({ stack }: World, limits: Record<string, number>): Promise<string[]> {
  const config = path.join(stack.directory, "policy.json");
  await writeFile(config, JSON.stringify({ "title-length": { enforcementLevel: "remediate", ...limits } }));
  return ["--policy-pack", path.join(root, "policy-pack"), "--policy-pack-config", config];
}

eventRows("never twice: policies and transforms", [
  {
    event: "a remediating policy that has nothing to change here, added and removed",
    posts: 0,
    happens: async (world) => {
      const pack = await packOf(world.stack, 'if (props.message.title === "Other") return { ...props, message: {} };');
      await world.up(undefined, "--policy-pack", pack);
      await world.up(undefined, "--expect-no-changes");
    },
  },
  {
    event: "a remediating policy that changes a text which was sent, added and removed",
    posts: 0,
    happens: async (world) => {
      const pack = await packOf(world.stack, retitle);
      await world.up(undefined, "--policy-pack", pack);
      await world.up(undefined, "--policy-pack", pack, "--expect-no-changes");
      await world.up();
    },
  },
  {
    event: "a remediating policy that adds headers of which the program says nothing, added and removed",
    posts: 0,
    happens: async (world) => {
      await world.up(undefined, "--policy-pack", await packOf(world.stack, headers));
      await world.up();
    },
  },
  {
    event: "an edit under a remediating policy that adds headers of which the program says nothing",
    posts: 2,
    happens: async (world) => {
      const pack = await packOf(world.stack, headers);
      await world.up(edited, "--policy-pack", pack);
      assert.equal(priority(world), "5");
      await world.up(undefined, "--policy-pack", pack, "--expect-no-changes");
    },
  },
  {
    event: "an edit, with a transform that adds headers of which the program says nothing",
    posts: 2,
    happens: async (world) => {
      const transform = `({ type, props, opts }) => type.endsWith(":Announcement")
        ? { props: { ...props, headers: { apple: { "apns-priority": "5" } } }, opts } : undefined`;
      await world.up(program(saying("B"), { opts: `{ transforms: [${transform}] }` }));
      assert.equal(priority(world), "5");
      await world.up(undefined, "--expect-no-changes");
    },
  },
  {
    event: "an edit under a remediating policy that changes its text, then runs with and without the policy",
    posts: 2,
    bothDoors: true,
    happens: async (world) => {
      const pack = await packOf(world.stack, retitle);
      await world.up(edited, "--policy-pack", pack);
      assert.match(world.hub.sends().at(-1)!.body, /The news/);
      await world.up(undefined, "--policy-pack", pack, "--expect-no-changes");
      await world.up(undefined, "--expect-no-changes");
      await world.stack.must("refresh");
    },
  },
  {
    event: "an edit under our own remediation, which cuts its title, then a run with and one without it",
    posts: 2,
    happens: async (world) => {
      const gate = await cutsTitles(world, { apple: 4, fcmv1: 4 });
      await world.up(program(saying("B").replace('"News", body: "B"', '"Newspaper", body: "B"')), ...gate);
      assert.doesNotMatch(world.hub.sends().at(-1)!.body, /Newspaper/);
      await world.up(undefined, ...gate, "--expect-no-changes");
    },
  },
  {
    event: "our own remediation, which would cut this title, added after it was sent, and removed",
    posts: 0,
    happens: async (world) => {
      await world.up(
        undefined,
        ...(await cutsTitles(world, { apple: 3, fcmv1: 3, windows: 3, browser: 3, adm: 3, xiaomi: 3 })),
      );
    },
  },
]);
