import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../support/engine";

describe("the demo", () => {
  it("shows 0, 1, 0, 1, 0, 0 posts after preview, up, up, edit, key rotation, destroy, as the README shows it, and says so by its exit code", async () => {
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
    // The README leaves out the cards that an up repeats; what it has is printed, in this order.
    const [, shown] = /^```text\n(A hub on this machine.*?)```/ms.exec(
      readFileSync(path.join(root, "README.md"), "utf8"),
    )!;
    const lines = (text: string) =>
      text
        .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
        .split("\n")
        .map((line) => line.trimEnd());
    const printed = lines(output.replace(/ \(\d+\.\d s\)|, \d+\.\d s(?=\.$)/gm, ""))[Symbol.iterator]();
    for (const line of lines(shown!.trimEnd()))
      assert.ok(
        printed.some((each) => each === line),
        `not printed: ${line}`,
      );
  });
});
