import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { packed, tryConsumer } from "../consumers/consumer";
import { classic } from "../consumers/consumers";

/** The other kinds of project are tried by `npm run test:consumers`. */
describe("the packed package in a fresh project", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "packed-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it(`posts 0, 1, 1 in ${classic.name}, which compiles with the types of everything it installs`, async () => {
    await tryConsumer(classic, await packed(folder));
  });
});
