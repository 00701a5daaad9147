import assert from "node:assert/strict";
import type { InstallationDocument } from "../../../sdk/emulator/installationDocument";
import { installationSchema, type Patch } from "../../../sdk/emulator/installationDocumentSchema";
import { patched } from "../../../sdk/emulator/patch";
import { Refusal } from "../../../sdk/emulator/reply";

const document: InstallationDocument = installationSchema.parse({
  installationId: "i1",
  platform: "wns",
  pushChannel: "https://a/",
  userId: "bob",
  tags: ["a", "b"],
  templates: { t: { body: '{"x":"$(y)"}', tags: ["c"] } },
});

function apply(...patch: Patch): InstallationDocument {
  return installationSchema.parse(patched({ ...document, pushChannelExpired: true }, patch));
}

describe("emulator: installation patch", () => {
  it("add a tag adds to the list", () =>
    assert.deepEqual(apply({ op: "add", path: "/tags", value: "x" }).tags, ["a", "b", "x"]));
  it("add several tags, as a list or its text", () => {
    assert.deepEqual(apply({ op: "add", path: "/tags", value: ["a", "x"] }).tags, ["a", "b", "x"]);
    assert.deepEqual(apply({ op: "add", path: "/tags", value: '["x"]' }).tags, ["a", "b", "x"]);
  });
  it("replace tags replaces the list", () =>
    assert.deepEqual(apply({ op: "replace", path: "/tags", value: ["x"] }).tags, ["x"]));
  it("remove a tag, or all", () => {
    assert.deepEqual(apply({ op: "remove", path: "/tags/a" }).tags, ["b"]);
    assert.equal(apply({ op: "remove", path: "/tags" }).tags, undefined);
  });
  it("replace a tag", () => assert.deepEqual(apply({ op: "replace", path: "/tags/a", value: "x" }).tags, ["b", "x"]));
  it("the user id can be replaced and removed", () => {
    assert.equal(apply({ op: "replace", path: "/userId", value: "eve" }).userId, "eve");
    assert.equal(apply({ op: "remove", path: "/userId" }).userId, undefined);
  });
  it("a new channel is not expired", () => {
    assert.equal(apply({ op: "replace", path: "/userId", value: "eve" }).pushChannelExpired, true);
    const changed = apply({ op: "replace", path: "/pushChannel", value: "https://b/" });
    assert.deepEqual([changed.pushChannel, changed.pushChannelExpired], ["https://b/", false]);
  });
  it("templates come as JSON text, whole or in parts", () => {
    const added = apply({ op: "add", path: "/templates/u", value: '{"body":"{}","headers":{"X-WNS-Type":"wns/raw"}}' });
    assert.deepEqual(added.templates?.u, { body: "{}", headers: { "X-WNS-Type": "wns/raw" } });
    assert.equal(apply({ op: "replace", path: "/templates/t/body", value: '{"z":1}' }).templates?.t?.body, '{"z":1}');
    assert.deepEqual(apply({ op: "add", path: "/templates/t/tags", value: "d" }).templates?.t?.tags, ["c", "d"]);
    assert.deepEqual(
      apply({ op: "add", path: "/templates/t/headers", value: '{"X-WNS-Tag":"q"}' }).templates?.t?.headers,
      { "X-WNS-Tag": "q" },
    );
    assert.deepEqual(apply({ op: "remove", path: "/templates/t" }).templates, {});
  });
  it("secondary tiles", () => {
    const added = apply(
      { op: "add", path: "/secondaryTiles/s", value: '{"pushChannel":"https://s/"}' },
      { op: "add", path: "/secondaryTiles/s/tags", value: "x" },
    );
    assert.deepEqual(added.secondaryTiles, { s: { pushChannel: "https://s/", tags: ["x"] } });
    const replaced = apply({ op: "replace", path: "/secondaryTiles", value: '{"t":{"pushChannel":"https://t/"}}' });
    assert.deepEqual(replaced.secondaryTiles, { t: { pushChannel: "https://t/" } });
  });
  it("names are unescaped as JSON pointers are", () => {
    assert.equal(
      apply({ op: "add", path: "/templates/a~1b~0c", value: '{"body":"{}"}' }).templates?.["a/b~c"]?.body,
      "{}",
    );
  });
  it("the given installation is left alone", () => {
    apply({ op: "remove", path: "/tags" });
    assert.deepEqual(document.tags, ["a", "b"]);
  });
  for (const path of ["/platform", "/installationId", "/__proto__/x", "/templates/__proto__", "/pushChannelExpired"]) {
    it(`${path} cannot be patched`, () => assert.throws(() => apply({ op: "add", path, value: "x" }), Refusal));
  }
  it("add and replace need a value", () => assert.throws(() => apply({ op: "add", path: "/tags" }), Refusal));
});
