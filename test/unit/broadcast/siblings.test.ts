import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { engineOf, siblingsOf } from "../../../provider/broadcast/siblings";

describe("provider processes of one engine run", () => {
  let folder: string;
  let other: ReturnType<typeof spawn>;
  before(() => {
    other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "siblings-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  after(() => other.kill());

  const engine = "127.0.0.1:4001";
  const here = () => siblingsOf(engine, folder);
  const there = (at = engine) => siblingsOf(at, folder, other.pid);

  it("know what another one declares", () => {
    there().declare(["a", "b", "a"]);
    assert.deepEqual(
      ["a", "b", "c"].map((digest) => here().declares(digest)),
      [true, true, false],
    );
  });

  it("leave what they themselves declare to their own memory", () => {
    const own = here();
    own.declare(["a"]);
    assert.equal(own.declares("a"), false);
  });

  it("know nothing of another engine's run, nor of a process that has ended", () => {
    there("127.0.0.1:400").declare(["a"]);
    there("127.0.0.1:40011").declare(["a"]);
    siblingsOf(engine, folder, 2 ** 22 + 1).declare(["a"]);
    assert.equal(here().declares("a"), false);
  });

  it("forget what an earlier process of the same number said", async () => {
    there().declare(["a"]);
    there().declare(["b"]);
    assert.deepEqual(
      ["a", "b"].map((digest) => here().declares(digest)),
      [false, true],
    );
    assert.equal((await readdir(folder)).length, 1);
  });

  it("go on alone where nothing can be written, and without an engine", async () => {
    await writeFile(path.join(folder, "file"), "");
    for (const each of [siblingsOf(engine, path.join(folder, "file")), siblingsOf(undefined, folder)]) {
      each.declare(["a"]);
      assert.equal(each.declares("a"), false);
    }
  });

  it("find the engine's address among their arguments", () => {
    assert.equal(engineOf(["--logflow", "-v=9", "127.0.0.1:4001"]), "127.0.0.1:4001");
    assert.equal(engineOf(["--timeout", "dist/test"]), undefined);
  });
});
