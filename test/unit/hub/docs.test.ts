import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { HubClient } from "../../../sdk/client";
import { startEmulator } from "../../../sdk/emulator";

/** The repository, from wherever the compiled tests are. */
function root(folder = __dirname): string {
  return existsSync(path.join(folder, "docs/hub.md")) ? folder : root(path.dirname(folder));
}

const page = readFileSync(path.join(root(), "docs/hub.md"), "utf8");
const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

describe("docs/hub.md", () => {
  it("its program is example 03", () => {
    const example = readFileSync(path.join(root(), "examples/03-hub-and-broadcast/index.ts"), "utf8");
    assert.equal(blocks[0], example.replace(/^(\/\/.*\n)+/, ""));
  });
  it("its registration is one that the hub takes, with a connection string that may only listen", async () => {
    const emulator = await startEmulator({ hub: "releases" });
    try {
      const [, script] = /\n\n([\s\S]*)/.exec(blocks.find((code) => code.includes("installations.put"))!)!;
      const env = { LISTEN_CONNECTION_STRING: emulator.connectionStrings.listen };
      const javascript = script!.replaceAll("!", "");
      await vm.runInNewContext(`(async () => { ${javascript} })()`, { HubClient, process: { env } });
      const hub = new HubClient({ connectionString: emulator.connectionStrings.full, hub: "releases" });
      const { platform, tags } = await hub.installations.get("5f1a6a3e-2d3c-4f0e-9f0a-0b7c3f2f8a11");
      assert.deepEqual([platform, tags], ["apns", ["release", "locale:fr"]]);
    } finally {
      await emulator.close();
    }
  });
  it("each argument and output of a hub has its row", () => {
    const declaration = readFileSync(path.join(root(), "sdk/hub/broadcastHubArgs.ts"), "utf8");
    const args = [...declaration.matchAll(/^ {2}(\w+)\??: /gm)].map(([, name]) => name!);
    assert.equal(args.length, 10);
    for (const name of args) assert.match(page, new RegExp(`^\\| \`${name}\` +\\|`, "m"));
  });
});
