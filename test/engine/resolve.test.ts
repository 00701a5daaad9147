import assert from "node:assert/strict";
import { program, withArgs } from "../support/broadcastProgram";
import { World } from "../support/world";

const edited = program(withArgs(`message: { title: "News", body: "B" }`));

describe("a run that is killed while the hub holds its replies, as people see it", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open(program());
  });
  afterEach(() => world.close());

  /** Long enough that no request of the lost run can be under way. */
  const wait = () => world.passTime(600);

  /** Keys of what is in doubt, as the command lists it. */
  const inDoubt = async (): Promise<string[]> =>
    JSON.parse((await world.command("resolve", "--json")).output).doubts.map(({ key }: { key: string }) => key);

  it("status ends with 1; the word sent, and the next up records it, warns no more and posts nothing", async () => {
    await world.killed(undefined);
    const lost = await world.command("status");
    assert.equal(lost.code, 1, lost.output);
    assert.match(lost.output, /^news +in-doubt\n[\s\S]*\n\n2 posts are in doubt\./);

    const early = await world.command("resolve", "news", "sent");
    assert.equal(early.code, 1, early.output);
    assert.match(early.output, /^error: news \(apple, fcmv1\): a request .* wait \d+ seconds and run this again\.\n$/);

    wait();
    const said = await world.command("resolve", "news", "sent");
    assert.equal(said.code, 0, said.output);
    const resolved = await world.command("status");
    assert.equal(resolved.code, 0, resolved.output);
    assert.match(resolved.output, /^news +resolved\n/);

    const { output } = await world.up();
    assert.doesNotMatch(output, /in doubt/);
    const done = await world.command("status");
    assert.equal(done.code, 0, done.output);
    assert.match(done.output, /^news +sent +[\d-]+ [\d:]+ UTC {2}apple, fcmv1\n$/);
    await world.up(undefined, "--expect-no-changes");
    assert.equal(world.accepted(), 2);
  });

  it("after an edit, a red run that names the doubts, --all not-sent: each is posted once more", async () => {
    await world.up();
    await world.killed(edited);
    const keys = await inDoubt();
    assert.equal(keys.length, 2);
    const { output: red } = await world.fails(undefined, /in doubt/);
    assert.ok(keys.every((key) => red.includes(`\`pulumi-broadcast resolve ${key} sent\``)));
    assert.deepEqual(await inDoubt(), keys);
    assert.equal((await world.command("status")).code, 1);

    wait();
    const said = await world.command("resolve", "--all", "not-sent");
    assert.equal(said.code, 0, said.output);
    const { output } = await world.up();
    assert.doesNotMatch(output, /in doubt/);
    const done = await world.command("status");
    assert.equal(done.code, 0, done.output);
    assert.match(done.output, /^news +sent /);
    assert.equal(world.accepted(), 6);
  });
});
