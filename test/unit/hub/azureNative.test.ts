import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

const hub = path.resolve(__dirname, "../../../sdk/hub/index.js");

/** Runs a script in a process of its own, where azure-native is not installed when `without` is true. */
function run(script: string, { without = false } = {}): string {
  const hide = `
    const Module = require("node:module");
    const resolve = Module._resolveFilename;
    Module._resolveFilename = function (request, ...rest) {
      if (request.startsWith("@pulumi/azure-native")) {
        throw Object.assign(new Error("Cannot find module '" + request + "'"), { code: "MODULE_NOT_FOUND" });
      }
      return resolve.call(this, request, ...rest);
    };`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", `${without ? hide : ""}\n${script}`]);
  assert.equal(status, 0, stderr.toString());
  return stdout.toString().trim();
}

describe("azure-native, the optional peer", () => {
  it("a missing one is said in one sentence with what to install", () => {
    const script = `
      const { BroadcastHub, BroadcastLedger } = require(${JSON.stringify(hub)});
      for (const make of [() => new BroadcastHub("h", {}), () => BroadcastHub.existing({}), () => new BroadcastLedger("l", {})]) {
        try { make(); } catch (error) { console.log(error.message); }
      }`;
    const needs = (module: string) =>
      `pulumi-broadcast/hub needs @pulumi/azure-native/${module}, which is not installed; run \`npm install @pulumi/azure-native\`.`;
    assert.deepEqual(run(script, { without: true }).split("\n"), [
      needs("notificationhubs"),
      needs("notificationhubs"),
      needs("storage"),
    ]);
  });
  it("importing the entry loads neither azure-native nor zod", () => {
    const script = `
      require(${JSON.stringify(hub)});
      console.log(Object.keys(require.cache).filter((file) => /node_modules.(@pulumi.azure-native|zod)/.test(file)).length);`;
    assert.equal(run(script), "0");
  });
  it("a hub loads one module of azure-native, and never its root", () => {
    const script = `
      const pulumi = require("@pulumi/pulumi");
      pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: "/a/b", state: inputs }), call: () => ({ primaryConnectionString: "x" }) });
      const { BroadcastHub } = require(${JSON.stringify(hub)});
      const hub = new BroadcastHub("releases", { resourceGroupName: "push" });
      hub.connection.apply(() => {
        const loaded = Object.keys(require.cache).map((file) => /@pulumi.azure-native.(.*)$/.exec(file)?.[1]).filter(Boolean);
        console.log([...new Set(loaded.map((file) => file.split(/[\\\\/]/)[0]))].sort().join());
      });`;
    assert.equal(run(script), "notificationhubs,package.json,types,utilities.js");
  });
});
