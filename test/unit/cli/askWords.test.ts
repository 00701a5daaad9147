import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "mocha";
import { askWords } from "../../../sdk/cli/askWords";

const questions = [
  { key: "a", text: "news (apple)\n" },
  { key: "b", text: "news (fcmv1)\n" },
];

async function answered(...lines: string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let said = "";
  output.on("data", (chunk) => {
    said += chunk;
    if (!String(chunk).endsWith("? ")) return;
    const line = lines.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  return { words: await askWords(questions, input, output), said };
}

describe("pulumi-broadcast resolve at a terminal", () => {
  it("asks about each doubt", async () => {
    const { words, said } = await answered("sent", " NOT-SENT ");
    assert.deepEqual(words, { a: "sent", b: "not-sent" });
    assert.equal(said, "news (apple)\n  sent, not-sent or skip? news (fcmv1)\n  sent, not-sent or skip? ");
  });

  it("leaves out what is skipped, by the word or by an empty line", async () => {
    assert.deepEqual((await answered("skip", "")).words, {});
  });

  it("asks again until it knows the answer", async () => {
    const { words, said } = await answered("yes", "s", "sent", "skip");
    assert.deepEqual(words, { a: "sent" });
    assert.equal(said.match(/skip\? /g)!.length, 4);
  });

  it("has no words when the person leaves before the end", async () => {
    assert.equal((await answered("sent")).words, undefined);
    assert.equal((await answered()).words, undefined);
  });
});
