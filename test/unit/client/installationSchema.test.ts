import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { checkInstallation, checkPatches, parseInstallation } from "../../../provider/client/installationSchema";

const installation = { installationId: "i1", platform: "apns", pushChannel: "abcd" } as const;

const refusal = (check: () => void): string => {
  try {
    check();
  } catch (error) {
    assert.ok(error instanceof PayloadError);
    return error.message;
  }
  throw new assert.AssertionError({ message: "not refused" });
};

describe("checkInstallation", () => {
  it("takes what was read, changed and is written back", () => {
    checkInstallation({ ...installation, tags: ["a"], lastUpdate: "2026-01-01", pushChannelExpired: false });
    checkInstallation({ ...installation, platform: "browser", pushChannel: { endpoint: "e", auth: "a", p256dh: "p" } });
  });

  it("names each fault by path, without the handle", () => {
    const wrong = { ...installation, platform: "apple", pushChannel: "", color: 1, tags: "a" };
    const message = refusal(() => checkInstallation(wrong as never));
    for (const path of [
      "installation.platform: ",
      "installation.pushChannel: ",
      "installation.tags: ",
      "installation: ",
    ]) {
      assert.ok(message.includes(path), message);
    }
  });
});

describe("checkPatches", () => {
  it("takes add, replace and remove", () => {
    checkPatches([
      { op: "add", path: "/tags", value: "a" },
      { op: "replace", path: "/pushChannel", value: "b" },
      { op: "remove", path: "/tags/a" },
    ]);
  });

  it("refuses none, other operations, values that are not text and relative paths", () => {
    assert.match(
      refusal(() => checkPatches([])),
      /^patch: /,
    );
    assert.match(
      refusal(() => checkPatches([{ op: "move", path: "/a" } as never])),
      /^patch\.0\.op: /,
    );
    assert.match(
      refusal(() => checkPatches([{ op: "add", path: "/tags", value: ["a"] } as never])),
      /^patch\.0\.value: /,
    );
    assert.match(
      refusal(() => checkPatches([{ op: "remove", path: "tags" }])),
      /^patch\.0\.path: /,
    );
  });
});

describe("parseInstallation", () => {
  it("reads the service's JSON: nulls are absent, platforms are in any case", () => {
    const read = parseInstallation(
      '{"installationId":"i1","platform":"FCMV1","pushChannel":"tok","pushChannelExpired":false,"tags":["a","t"],"userId":null,"templates":{"t":{"body":"{}","headers":null,"tags":["t"]}},"lastUpdate":"2026-01-01T00:00:00Z","whatever":1}',
    );
    assert.deepEqual(read, {
      installationId: "i1",
      platform: "fcmv1",
      pushChannel: "tok",
      pushChannelExpired: false,
      tags: ["a", "t"],
      templates: { t: { body: "{}", tags: ["t"] } },
      lastUpdate: "2026-01-01T00:00:00Z",
    });
  });

  it("reads a browser's handle as an object or as JSON text", () => {
    const handle = { endpoint: "e", auth: "a", p256dh: "p" };
    for (const pushChannel of [handle, JSON.stringify(handle)]) {
      const text = JSON.stringify({ installationId: "i", platform: "browser", pushChannel });
      assert.deepEqual(parseInstallation(text)?.pushChannel, handle);
    }
  });

  it("reads nothing from anything else", () => {
    for (const text of [
      "",
      "null",
      "[]",
      "{}",
      '{"installationId":1}',
      "<Error/>",
      '{"installationId":"i","platform":"x","pushChannel":"h"}',
    ]) {
      assert.equal(parseInstallation(text), undefined);
    }
  });
});
