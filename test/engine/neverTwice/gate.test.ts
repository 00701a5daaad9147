import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { program, programOf, saying, urn } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";

/** Longer than any of these runs takes, shorter than the gate's own way out of a deadlock. */
const patience = 45_000;

async function soonEnough<T>(run: Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await run;
  assert.ok(performance.now() - began < patience, "the run waited for itself");
  return result;
}

eventRows("never twice: one after the other, without waiting for each other", [
  {
    event: "components within components, chains of dependsOn, and texts from another broadcast's output",
    posts: 14,
    given: "",
    happens: (world) =>
      soonEnough(
        world.up(
          programOf(
            `class Inner extends pulumi.ComponentResource { constructor(name, opts) { super("my:app:Inner", name, {}, opts); this.news = new Broadcast(name, ${saying("x").replace('"x"', '"inner " + name')}, { parent: this }); this.registerOutputs(); } }`,
            `class Outer extends pulumi.ComponentResource { constructor(name) { super("my:app:Outer", name); this.one = new Inner(name + "-1", { parent: this }); this.two = new Inner(name + "-2", { parent: this, dependsOn: [this.one] }); } }`,
            `const outer = new Outer("outer");`,
            `const first = new Broadcast("first", ${saying("first")}, { dependsOn: [outer] });`,
            `const second = new Broadcast("second", ${saying("second")}, { dependsOn: [first] });`,
            `new Broadcast("third", ${saying("x").replace('"x"', 'pulumi.concat("the second was ", second.status)')});`,
            `new Broadcast("child", ${saying("child")}, { parent: second });`,
            `new Broadcast("late", { ...${saying("late")}, message: new Promise((done) => setTimeout(done, 300)).then(() => ({ title: "News", body: "late" })) });`,
          ),
        ),
      ),
  },
  {
    event: "a broadcast that depends on one that fails is not armed; the next up posts both",
    posts: 4,
    given: "",
    happens: async (world) => {
      world.hub.intercept(({ call }) => (call === "post" ? { status: 403 } : undefined));
      const source = programOf(
        `const first = new Broadcast("first", ${saying("first")});`,
        `new Broadcast("second", ${saying("second")}, { dependsOn: [first] });`,
      );
      await soonEnough(world.fails(source, /first \(apple\): not sent/));
      world.hub.intercept();
      await world.up();
    },
  },
  {
    event: "--target of one of three, then all",
    posts: 6,
    given: "",
    happens: async (world) => {
      const of = (name: string) => `new Broadcast("${name}", ${saying(name)});`;
      await soonEnough(world.up(programOf(...["a", "b", "c"].map(of)), "--target", "**::b"));
      assert.equal(world.accepted(), 2);
      await world.up();
    },
  },
  {
    event: "--target of the Delivery alone after an edit: not armed, not sent; the next up posts",
    posts: 0,
    later: 2,
    happens: (world) => soonEnough(world.tries(program(saying("B")), "--target", urn("Delivery"))),
  },
  {
    event: "an unchanged stack beside a new broadcast: the new one alone",
    posts: 2,
    given: programOf(
      `for (let i = 0; i < 10; i++) new Broadcast("b" + i, ${saying("x").replace('"x"', '"text " + i')});`,
    ),
    first: { sent: 20 },
    happens: (world) =>
      soonEnough(
        world.up(
          programOf(
            `for (let i = 0; i < 11; i++) new Broadcast("b" + i, ${saying("x").replace('"x"', '"text " + i')});`,
          ),
        ),
      ),
  },
  {
    event: "Automation API: two stacks at once in one process",
    posts: 12,
    given: "",
    happens: async ({ stack }) => {
      const script = path.join(stack.directory, "automation.js");
      await writeFile(script, automation);
      const env = { ...stack.env, PULUMI_STACK: undefined };
      await soonEnough(promisify(execFile)("node", [script], { cwd: stack.directory, env: env as NodeJS.ProcessEnv }));
    },
  },
]);

/** Two stacks of three broadcasts each. */
const automation = `
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { Broadcast } = require("pulumi-broadcast");
const program = async () => {
  for (let i = 0; i < 3; i++) new Broadcast("b" + i, ${saying("x").replace('"x"', '"text " + i')});
};
Promise.all(["one", "two"].map(async (stackName) => {
  const stack = await LocalWorkspace.createOrSelectStack({ stackName, projectName: "automated", program });
  await stack.up();
})).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
`;
