import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "mocha";
import { confirmed } from "../../../sdk/cli/sendCommand";

describe("pulumi-broadcast send --everyone", () => {
  it("asks, and only y or yes is a yes; the end of the input is a no", async () => {
    for (const [answer, expected] of [
      ["y\n", true],
      [" YES \n", true],
      ["n\n", false],
      ["\n", false],
      ["yesterday\n", false],
      ["", false],
    ] as const) {
      const input = new PassThrough();
      const output = new PassThrough();
      const asked = confirmed("Send to every device?", input, output);
      input.end(answer);
      assert.equal(await asked, expected, JSON.stringify(answer));
      assert.equal(String(output.read()), "Send to every device? [y/N] ");
    }
  });
});
