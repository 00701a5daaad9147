import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "../support/engine";

describe("the demo", () => {
  it("shows 0, 1, 0, 1, 0, 0 posts after preview, up, up, edit, key rotation, destroy, and says so by its exit code", async () => {
    const child = spawn(process.execPath, [path.join(root, "tools/demo.mjs")], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    const code = await new Promise((resolve) => child.on("close", resolve));
    const posts = [...output.matchAll(/the hub received (\d+) posts?/g)].map(([, count]) => Number(count));
    assert.deepEqual(posts, [0, 1, 0, 1, 0, 0], output);
    assert.equal(code, 0, output);
  });
});
