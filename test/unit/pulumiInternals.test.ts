import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const root = path.resolve(__dirname, "../../..");
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const { version } = sdk("./package.json") as { version: string };

/** Files that load modules by a path into @pulumi/pulumi, or from among its dependencies. */
const users = ["sdk/policy/analyzer.ts", "tools/engine/language-host.cjs"];

/** Programs of @pulumi/pulumi that are started by their path, and who does. */
const programs = [
  ["./cmd/run", "tools/engine/language-host.cjs"],
  ["./cmd/run-policy-pack", "tools/engine/language-host.cjs"],
  ["./cmd/run-plugin", "tools/engine/language-host.cjs"],
  ["./cmd/dynamic-provider", "test/faults/hostProcess.ts"],
  ["./pulumi-resource-pulumi-nodejs", "tools/engine/engine.mjs"],
] as const;

/** What a file loads, such as `const { Empty } = load("…")`, and the names that it takes from it. */
function loadsOf(file: string): { module: string; names: string[] }[] {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/const (\w+|\{[^}]+\}) = (load|sdk|fromSdk)\("([^"]+)"\)/g)].map(
    ([, taken, by, module]) => ({
      module: by === "sdk" ? `./${module}` : module!,
      names: taken!.startsWith("{")
        ? taken!.match(/\w+/g)!
        : [...text.matchAll(new RegExp(`\\b${taken}\\.([A-Z]\\w+)`, "g"))].map(([, name]) => name!),
    }),
  );
}

const gone = (what: string, user: string) =>
  `@pulumi/pulumi ${version} does not have ${what}, which ${user} uses; find where it is now, and change ${user}.`;

describe("the parts of @pulumi/pulumi that are not public, and that we use", () => {
  for (const user of users) {
    it(`are there for ${user}`, () => {
      const loads = loadsOf(user);
      assert.ok(loads.length >= 4, `${loads.length} modules`);
      for (const { module, names } of loads) {
        let found: Record<string, unknown> = {};
        assert.doesNotThrow(
          () => {
            found = sdk(module);
          },
          gone(module, user),
        );
        for (const name of names) assert.ok(found[name] !== undefined, gone(`${name} in ${module}`, user));
      }
    });
  }

  for (const [program, user] of programs) {
    it(`include ${program}, for ${user}`, () => {
      assert.doesNotThrow(() => sdk.resolve(program), gone(program, user));
    });
  }
});
