import assert from "node:assert/strict";
import fc from "fast-check";
import { readParts } from "../../../sdk/emulator/multipart";
import { Refusal } from "../../../sdk/emulator/reply";

function multipart(boundary: string, parts: [name: string, type: string, body: string][], eol = "\r\n"): Buffer {
  const text = parts.map(
    ([name, type, body]) =>
      `--${boundary}${eol}Content-type: ${type}${eol}Content-Disposition: inline; name=${name}${eol}${eol}${body}${eol}`,
  );
  return Buffer.from(`${text.join("")}--${boundary}--`);
}

describe("emulator: multipart", () => {
  const body = multipart("B", [
    ["notification", "application/json", '{"é":1}'],
    ["devices", "application/json", '["a"]'],
  ]);
  const types = [
    "multipart/mixed; boundary=B",
    'multipart/mixed; boundary="B"',
    'multipart/mixed; boundary = "B"',
    "Multipart/Mixed;boundary=B",
    "multipart/form-data; boundary=B",
  ];
  for (const type of types) {
    it(`${type} is read`, () => {
      const parts = readParts(type, body);
      assert.equal(parts.get("notification")?.body.toString(), '{"é":1}');
      assert.equal(parts.get("notification")?.contentType, "application/json");
      assert.equal(parts.get("devices")?.body.toString(), '["a"]');
    });
  }

  it("bare line feeds are read too", () => {
    const parts = readParts("multipart/mixed; boundary=B", multipart("B", [["devices", "x/y", "[1]"]], "\n"));
    assert.equal(parts.get("devices")?.body.toString(), "[1]");
  });

  for (const [why, type, text] of [
    ["another type", "application/json", "{}"],
    ["no boundary", "multipart/mixed", "--B--"],
    ["no end", "multipart/mixed; boundary=B", "--B\r\nContent-Disposition: inline; name=a\r\n\r\nx\r\n"],
    ["no blank line", "multipart/mixed; boundary=B", "--B\r\nContent-Disposition: inline; name=a\r\n--B--"],
    ["no name", "multipart/mixed; boundary=B", "--B\r\nContent-Type: a\r\n\r\nx\r\n--B--"],
    ["nothing", "multipart/mixed; boundary=B", ""],
  ] as const) {
    it(`${why} is refused`, () => assert.throws(() => readParts(type, Buffer.from(text)), Refusal));
  }

  it("any payload comes through byte for byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (payload) => {
        fc.pre(!payload.includes("--B"));
        const parts = readParts("multipart/mixed; boundary=B", multipart("B", [["notification", "a/b", payload]]));
        assert.equal(parts.get("notification")?.body.toString(), Buffer.from(payload).toString());
      }),
    );
  });

  it("any bytes are read or refused", () => {
    const piece = fc.constantFrom("--B", "--B--", "\r\n", "\n", "Content-Disposition: inline; name=a", ": ", "x", "\r");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          readParts("multipart/mixed; boundary=B", Buffer.from(pieces.join("")));
        } catch (error) {
          assert.ok(error instanceof Refusal, String(error));
        }
      }),
    );
  });
});
