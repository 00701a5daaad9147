import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, it } from "mocha";
import { answers, withHub } from "./scriptedHub";

const entry = join(__dirname, "../../../sdk/client.js");

/** Sends once in a process of its own and tells which modules that loaded. */
async function loadedBy(connectionString: string, prelude = ""): Promise<string[]> {
  const program = `${prelude}
    const atImport = () => Object.keys(require.cache).filter((path) => path.includes("node_modules"));
    const { HubClient } = require(${JSON.stringify(entry)});
    if (atImport().length > 0) throw new Error("import loaded " + atImport());
    new HubClient({ connectionString: ${JSON.stringify(connectionString)} })
      .send({ format: "apple", body: {} }, { everyone: true })
      .then(() => console.log(atImport().join("\\n")));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program]);
  return stdout.split("\n").filter(Boolean);
}

describe("what a program loads", () => {
  it("importing the client loads no package, a first send only undici's agent", () =>
    withHub(answers([201]), async (hub) => {
      const loaded = await loadedBy(hub.connectionString);
      assert.ok(loaded.some((path) => path.endsWith("undici/lib/dispatcher/agent.js")));
      assert.deepEqual(
        loaded.filter((path) => !path.includes("/undici/") || path.includes("/undici/lib/web/fetch/index.js")),
        [],
      );
    }));

  it("an undici whose agent lies elsewhere is loaded whole", () =>
    withHub(answers([201]), async (hub) => {
      const elsewhere = `
        const Module = require("node:module");
        const resolve = Module._resolveFilename;
        Module._resolveFilename = (name, ...rest) => {
          if (name === "undici/lib/dispatcher/agent.js") throw new Error("moved");
          return resolve(name, ...rest);
        };`;
      const loaded = await loadedBy(hub.connectionString, elsewhere);
      assert.ok(loaded.some((path) => path.endsWith("undici/lib/web/fetch/index.js")));
    }));

  it("a process ends once its sends are answered, though connections are kept alive", () =>
    withHub(answers([201, { "Keep-Alive": "timeout=60" }]), async (hub) => {
      const begun = performance.now();
      await loadedBy(hub.connectionString);
      assert.ok(performance.now() - begun < 3000);
    }));
});
