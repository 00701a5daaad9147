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
      "91eee19974a55c04526e6fe92635435d225dd04770116bddbdb637ff3ba82ece",
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
    assert.deepEqual(failures, [
      { property: "", reason: "pulumi-broadcast does not load (MODULE_NOT_FOUND): npm i pulumi-broadcast" },
    ]);
    await assert.rejects(missing.create({}), /npm i pulumi-broadcast/);
    await assert.rejects(missing.update("id", {}, {}), /npm i pulumi-broadcast/);
  });

  it("without the package, refresh and destroy work, except for a send still scheduled", async () => {
    assert.deepEqual(await missing.diff("id", {}, {}), { changes: false });
    assert.deepEqual(await missing.read("id", { a: 1 }), { id: "id", props: { a: 1 } });
    const scheduled = (scheduledFor: string, state = "scheduled") => ({ sends: [{ state, scheduledFor }] });
    await missing.delete("id", { sends: [{ state: "sent" }] });
    await missing.delete("id", {});
    await missing.delete("id", scheduled("2020-01-01T00:00:00Z"));
    await missing.delete("id", scheduled("2999-01-01T00:00:00Z", "canceled"));
    await assert.rejects(missing.delete("id", scheduled("2999-01-01T00:00:00Z")), /npm i pulumi-broadcast/);
  });
});
