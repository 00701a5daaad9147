import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startEmulator } from "../../../sdk/emulator/index";
import { aCaller } from "./caller";

/** docs/emulator.md, above wherever the tests were compiled to. */
function guide(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "docs", "emulator.md"))) folder = dirname(folder);
  return readFileSync(join(folder, "docs", "emulator.md"), "utf8");
}

describe("docs/emulator.md", () => {
  it("its program runs", async () => {
    const program = /```js\n(.*?)```/s.exec(guide())![1]!.replace(/^import .*$/m, "");
    const printed: unknown[] = [];
    const run = new Function("startEmulator", "console", `return (async () => {${program}})()`);
    await run(startEmulator, { log: (...values: unknown[]) => printed.push(...values) });
    assert.deepEqual(printed, [0, 0]);
  });

  it("every control request of its table is there", async () => {
    const hub = await aCaller();
    const rows = [...guide().matchAll(/\| `(GET|POST) \/_emulator\/(\w+)` \| (?:`(.*?)`)? ?\|/g)];
    assert.equal(rows.length, 7);
    for (const [, method, path, body] of rows) {
      const sample = body?.replace(/"match":\{.*?\},/, '"match":{},');
      const answer = await hub.control(method!, path!, sample && JSON.parse(sample));
      assert.ok(answer.status < 300, `${path}: ${answer.body}`);
    }
    await hub.emulator.close();
  });
});
