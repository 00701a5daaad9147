import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.resolve(__dirname, "../../..");
const page = readFileSync(path.join(root, "docs/architecture.md"), "utf8");

/** Product files, from the root and without their extension. */
const files = ["provider", "sdk", "plugin"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll(path.sep, "/").slice(0, -".ts".length)}`),
);
const known = new Set(files);

/** `sdk/hub/hubKeys` lies in `sdk/hub`, `sdk/declare` in `sdk`. */
const roomOf = (file: string): string => file.split("/").slice(0, -1).slice(0, 2).join("/");

/** What `pulumi-broadcast/NAME` loads. */
const isEntry = (file: string): boolean => file.endsWith("/index");

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(root, `${file}.ts`), "utf8"), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => path.posix.join(path.posix.dirname(file), name))
    .map((name) => (known.has(name) ? name : `${name}/index`))
    .filter((name) => known.has(name));
}

/** `cli["sdk/cli"] --> card & lint` */
function drawn(picture: string): { rooms: string[]; edges: string[] } {
  const lines = [...picture.matchAll(/^ {2}(\w+)\["([^"]+)"\](?: --> (.+))?$/gm)];
  const names = new Map(lines.map(([, id, room]) => [id!, room!]));
  const edges = lines.flatMap(([, , room, targets]) =>
    (targets?.split(" & ") ?? []).map((id) => `${room} -> ${names.get(id) ?? id}`),
  );
  return { rooms: [...names.values()].sort(), edges: edges.sort() };
}

describe("docs/architecture.md", () => {
  const picture = drawn(/```mermaid\n(.*?)```/s.exec(page)?.[1] ?? "");

  it("draws each import of one folder from another, and none that is not there", () => {
    const edges = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => roomOf(target) !== roomOf(file))
        .map((target) => `${roomOf(file)} -> ${roomOf(target)}`),
    );
    assert.deepEqual(picture.edges, [...new Set(edges)].sort());
  });

  it("draws and describes every folder", () => {
    const rooms = [...new Set(files.map(roomOf))].sort();
    assert.deepEqual(picture.rooms, rooms);
    const described = [...page.matchAll(/^\| `([a-z/]+)` \|/gm)].map(([, room]) => room!);
    assert.deepEqual(described.sort(), rooms);
  });

  it("follows a title through at most ten files, each with the function that it names", () => {
    const steps = [...page.matchAll(/^\| \d+ \| `([\w/]+)\.ts` \| `(\w+)` \|/gm)];
    assert.ok(steps.length >= 5 && steps.length <= 10, `${steps.length} files`);
    for (const [, file, name] of steps) {
      assert.ok(known.has(file!), `${file}.ts is not here`);
      const text = readFileSync(path.join(root, `${file}.ts`), "utf8");
      assert.match(text, new RegExp(`(function |^ {2}(async )?)${name}\\(`, "m"), `${file}.ts: ${name}`);
    }
  });

  it("no two files share a name, but for the entries of the package", () => {
    const names = files.filter((file) => !isEntry(file)).map((file) => path.posix.basename(file));
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it("names files that are here", () => {
    const named = [...page.matchAll(/`((?:provider|sdk|test|tools|docs)\/[\w./]+)`/g)].map(([, file]) => file!);
    const missing = named.filter((file) => !file.includes("NAME") && !existsSync(path.join(root, file)));
    assert.deepEqual(missing, []);
  });

  it("adds a platform in at most eight files of the product, each of them here", () => {
    const [, recipe] = page.split("## Adding a platform");
    const steps = [...recipe!.matchAll(/^\| \d \| `([\w/]+)\.ts` \|/gm)].map(([, file]) => file!);
    assert.ok(steps.length >= 5 && steps.length <= 8, `${steps.length} files`);
    for (const file of steps) assert.ok(known.has(file.replace("NAME", "xiaomi")), `${file}.ts is not here`);
  });
});
