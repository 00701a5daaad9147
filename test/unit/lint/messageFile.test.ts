import { deepEqual, throws } from "node:assert/strict";
import { MessageFileError, readMessageFile } from "../../../sdk/lint/messageFile";

const message = { title: "Hi", body: "You" };

describe("readMessageFile", () => {
  it("reads a bare message and a broadcast, from JSON and YAML", () => {
    deepEqual(readMessageFile(JSON.stringify(message), "a/hello.json"), [
      { name: "hello", args: { message }, bare: true },
    ]);
    deepEqual(readMessageFile("message: { title: Hi, body: You }\nplatforms: [apple]\n", "hello.yaml"), [
      { name: "hello", args: { message, platforms: ["apple"] }, bare: false },
    ]);
  });

  it("names several of one file by number, or as they say", () => {
    const text = "template: { a: b }\n---\nname: second\ntemplate: { a: c }\n";
    deepEqual(
      readMessageFile(text, "t.yaml").map(({ name }) => name),
      ["t-1", "second"],
    );
    deepEqual(
      readMessageFile(JSON.stringify([message, message]), "t.json").map(({ name }) => name),
      ["t-1", "t-2"],
    );
  });

  it("leaves the hub out: it may hold a key", () => {
    deepEqual(readMessageFile('{"template":{"a":"b"},"hub":"Endpoint=…"}', "t.json")[0]?.args, {
      template: { a: "b" },
    });
  });

  const faults: [string, RegExp][] = [
    ["", /^f\.yaml: is empty/],
    ["# nothing", /^f\.yaml: /],
    ["text", /^f\.yaml: contains no broadcast; write message, payloads or template, or a message with title and body$/],
    ["{}", /contains no broadcast/],
    ['{"title": "S3CRET', /^f\.yaml: line 1, column \d+: is neither JSON nor YAML \(\w[\w ]+\); correct it here$/],
    ["a: 1\na: 2", /^f\.yaml: line 2, column 1: has a duplicate key; keep one of the two$/],
  ];
  for (const [text, reason] of faults) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      throws(
        () => readMessageFile(text, "f.yaml"),
        (error) => error instanceof MessageFileError && reason.test(error.message) && !error.message.includes("S3CRET"),
      );
    });
  }

  it("refuses a file whose aliases multiply", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de"])
      bomb.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(", ")}]`);
    throws(() => readMessageFile(bomb.join("\n"), "f.yaml"), /^MessageFileError: f\.yaml: uses too many YAML aliases/);
  });
});
