import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { providerLine } from "../../../provider/broadcast/line";

/** Loads the line as the provider host does, in a place where the package is or is not installed. */
function load(resolve: (name: string) => unknown): any {
  const exports: any = {};
  new Function("exports", "require", providerLine)(exports, resolve);
  return exports.handler();
}

const missing = load(() => {
  throw Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
});

describe("the provider line", () => {
  it("is frozen: states of every release hold it", () => {
    assert.equal(
      createHash("sha256").update(providerLine).digest("hex"),
      "2123b92be2912cfce6b69630089b04f31fe8ef047afd05d32846e4a80daf3d8d",
    );
    assert.ok(providerLine.length <= 450, `${providerLine.length} characters`);
  });

  it("loads the installed package", () => {
    const provider = { check: () => undefined };
    assert.equal(
      load((name) => (name === "pulumi-broadcast/provider" ? { provider } : undefined)),
      provider,
    );
  });

  it("without the package, check fails with one sentence and nothing is created or updated", async () => {
    const { failures } = await missing.check({}, {});
    assert.deepEqual(failures, [{ property: "", reason: "run npm i pulumi-broadcast (MODULE_NOT_FOUND)" }]);
  });

  it("without the package, refresh and destroy work, except for a send still scheduled", async () => {
    // The host takes an absent operation for no change and for what was there.
    assert.deepEqual([missing.diff, missing.read], [undefined, undefined]);
    await missing.delete("id", { sends: [{ state: "sent" }] });
    await missing.delete("id", {});
    await missing.delete("id", { due: Date.now() - 1000 });
    await assert.rejects(missing.delete("id", { due: Date.now() + 60_000 }), /run npm i pulumi-broadcast/);
  });
});
