import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";

const folder = join(dirname(require.resolve("../../../sdk/emulator/index")));
const libraries = ["zod", "@rgrove/parse-xml"];

describe("emulator: imports", () => {
  it("nothing of ours but its own files, so that one mistake cannot agree with itself", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
    assert.ok(files.length > 30);
    for (const name of files) {
      for (const [, target] of readFileSync(join(folder, name), "utf8").matchAll(/require\("([^"]+)"\)/g)) {
        const inside = target!.startsWith(".") && join(folder, dirname(name), target!).startsWith(folder);
        assert.ok(inside || isBuiltin(target!) || libraries.includes(target!), `${name} requires ${target}`);
      }
    }
  });

  it("starting loads no library", () => {
    const script = `require(${JSON.stringify(join(folder, "index.js"))}).startEmulator({ tlsPort: 0 }).then(async (emulator) => {
      await emulator.close();
      console.log(Object.keys(require.cache).filter((path) => path.includes("node_modules")).length);
    });`;
    assert.equal(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }), "0\n");
  });
});
