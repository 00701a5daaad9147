import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { program, programOf } from "../support/broadcastProgram";
import { World } from "../support/world";

const title = "News";
const platforms = `["apple", "fcmv1", "windows"]`;

/** Bytes of the broadcasts' resources in the state. */
async function bytesOfState(world: World): Promise<number> {
  const own = (await world.resources()).filter(({ type }) => type.includes("broadcast"));
  return own.reduce((sum, resource) => sum + Buffer.byteLength(JSON.stringify(resource)), 0);
}

/** Broadcasts of one text, which add up in `handed` what they hand to the engine. */
const handing = (count: number, text: string) =>
  programOf(
    `const monitor = pulumi.runtime.getMonitor();`,
    `const register = monitor.registerResource;`,
    `let handed = 0;`,
    `monitor.registerResource = function (request, ...rest) { handed += request.serializeBinary().length; return register.call(this, request, ...rest); };`,
    `process.on("exit", () => require("fs").writeFileSync("handed", String(handed)));`,
    `for (let i = 0; i < ${count}; i++) new Broadcast("b" + i, { message: { title: "${title}", body: "${text} " + i }, platforms: ${platforms}, audience: { tags: ["t"] } });`,
  );

describe("state", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open("");
  });
  afterEach(() => world.close());

  it("of a broadcast of 100 bytes to three platforms takes at most 7 KB", async () => {
    const body = "x".repeat(96);
    await world.up(
      program(
        `{ message: { title: "${title}", body: "${body}" }, platforms: ${platforms}, audience: { tags: ["t"] } }`,
      ),
    );
    const bytes = await bytesOfState(world);
    assert.ok(bytes <= 7 * 1024, `${bytes} bytes`);
    console.log(`      ${bytes} bytes of state`);
  });

  it("is handed to 20 broadcasts on three platforms after 3 edits in at most a tenth of what the whole memory took for each", async () => {
    for (const text of ["A", "B", "C", "D"]) await world.up(handing(20, text));
    await world.up();
    const handed = Number(await readFile(path.join(world.stack.directory, "handed"), "utf8"));
    console.log(
      `      ${handed} bytes handed over, ${Math.round((await bytesOfState(world)) / 20)} bytes of state each`,
    );
    // With the whole memory handed to each it took 2,998,650 bytes, measured by this very test.
    assert.ok(handed <= 299_865, `${handed} bytes`);
  });
});
