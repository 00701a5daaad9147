import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { consumers } from "../consumers/consumers";

const execute = promisify(execFile);
const root = path.resolve(__dirname, "../../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const home = "https://github.com/pulumi-broadcast/pulumi-broadcast";
const manifest = JSON.parse(read("package.json"));

interface Packed {
  size: number;
  files: { path: string }[];
}

describe("what is published", () => {
  let packed: Packed;
  before(async function () {
    this.timeout(60_000);
    const { stdout } = await execute("npm", ["pack", "--ignore-scripts", "--dry-run", "--json"], {
      cwd: root,
      maxBuffer: 2 ** 26,
      shell: process.platform === "win32",
    });
    // npm 11 prints a list, later ones an object by name.
    [packed] = Object.values(JSON.parse(stdout)) as [Packed];
  });

  it("holds the license, the changelog and the README, no test and no build record, in at most 450 KB", () => {
    const files = packed.files.map((file) => file.path);
    for (const file of ["LICENSE", "CHANGELOG.md", "README.md", "policy-pack/index.js", "dist/sdk/cli/main.js"])
      assert.ok(files.includes(file), file);
    assert.deepEqual(
      files.filter((file) => /^dist\/test\/|tsbuildinfo|\.map$/.test(file)),
      [],
    );
    assert.ok(packed.size <= 450_000, `${packed.size} bytes`);
  });

  it("holds every declaration that its entries need, and no other", () => {
    const files = new Set(packed.files.map((file) => file.path));
    const needed = Object.values<{ types?: string }>(manifest.exports).flatMap(({ types }) =>
      types ? [path.posix.normalize(types)] : [],
    );
    // The list grows while it is read.
    for (const file of needed) {
      assert.ok(files.has(file), `${file} is not packed`);
      for (const [, named] of read(file).matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)) {
        const base = path.posix.join(path.posix.dirname(file), named!);
        const found = [`${base}.d.ts`, `${base}/index.d.ts`].find((each) => existsSync(path.join(root, each)));
        assert.ok(found, `${file} imports ${named}`);
        if (!needed.includes(found)) needed.push(found);
      }
    }
    assert.ok(needed.length > 50);
    assert.deepEqual(
      [...files].filter((file) => file.endsWith(".d.ts") && !needed.includes(file)),
      [],
    );
  });

  it("says where it lives, and under which license", () => {
    assert.equal(manifest.repository.url, `git+${home}.git`);
    assert.equal(manifest.homepage, `${home}#readme`);
    assert.equal(manifest.bugs, `${home}/issues`);
    assert.equal(manifest.license, "Apache-2.0");
    assert.match(read("LICENSE"), /Apache License\s+Version 2\.0/);
    assert.match(read("LICENSE"), /Copyright \d{4} pulumi-broadcast authors/);
  });

  it("links absolutely from the pages that npm shows, to files that are here", () => {
    for (const page of ["README.md", "CHANGELOG.md"]) {
      const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
      assert.ok(links.length > 0, `${page} has no links`);
      for (const link of links) {
        assert.match(link, /^https:/, `${page}: ${link}`);
        const [, file] = new RegExp(`^${home}/(?:blob|tree)/main/([^#]+)`).exec(link) ?? [];
        if (file !== undefined) assert.ok(existsSync(path.join(root, file)), `${page}: ${file} is not here`);
      }
    }
  });

  it("has a section of the changelog for its version, which the release takes as its notes", async () => {
    const notes = (tag: string) => execute(process.execPath, ["tools/releaseNotes.mjs", tag], { cwd: root });
    const { stdout } = await notes(`v${manifest.version}`);
    assert.ok(stdout.trim().length > 40);
    assert.ok(!stdout.includes("## "));
    await assert.rejects(notes("v99.0.0"), /The tag is v99\.0\.0 and package\.json says/);
  });
});

describe("the pages and workflows of the repository", () => {
  const pages = [
    "CONTRIBUTING.md",
    "SECURITY.md",
    ...readdirSync(path.join(root, "docs"), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".md") && !name.startsWith("api"))
      .map((name) => path.join("docs", name)),
  ];

  it("link to files that are here", () => {
    for (const page of pages)
      for (const [, link] of read(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
        if (/^[a-z]+:/.test(link!)) continue;
        assert.ok(existsSync(path.join(root, path.dirname(page), link!)), `${page}: ${link} is not here`);
      }
  });

  it("run scripts that package.json has", () => {
    const sources = [".github/workflows/ci.yml", ".github/workflows/release.yml", "CONTRIBUTING.md", "README.md"];
    const named = sources.flatMap((file) => [...read(file).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!));
    assert.ok(named.length >= 5);
    for (const name of named) assert.ok(Object.hasOwn(manifest.scripts, name), name);
  });

  it("test on Linux, macOS and Windows, on the oldest Node that is supported and on the one of today", () => {
    const { matrix } = parse(read(".github/workflows/ci.yml")).jobs.test.strategy;
    assert.deepEqual(matrix.os, ["ubuntu-latest", "macos-latest", "windows-latest"]);
    assert.ok(matrix.node.includes(manifest.engines.node.replace(">=", "")));
    assert.ok(matrix.node.includes("24"));
  });

  it("try fresh projects with the oldest CLI and the oldest SDK that the README names", () => {
    const [cli, newest] = parse(read(".github/workflows/ci.yml")).jobs.consumers.strategy.matrix.cli;
    assert.match(read("README.md"), new RegExp(`^\\| Pulumi CLI \\| ${cli}, `, "m"));
    assert.equal(newest, "latest");
    const sdks = consumers
      .map(({ dependencies }) => dependencies["@pulumi/pulumi"]!)
      .filter((each) => /^\d/.test(each));
    assert.equal(sdks.length, 1);
    assert.match(read("README.md"), new RegExp(`^\\| \`@pulumi/pulumi\` of your project \\| ${sdks[0]}, `, "m"));
  });

  it("release with provenance, from a workflow that may ask for an identity and nothing more than it needs", () => {
    const release = parse(read(".github/workflows/release.yml"));
    assert.deepEqual(release.permissions, { contents: "write", "id-token": "write" });
    const commands = release.jobs.release.steps.map(({ run }: { run?: string }) => run ?? "");
    const publishes = commands.findIndex((command: string) => command.startsWith("npm publish --provenance"));
    assert.ok(publishes > 0);
    // What is published names its source maps, which are beside it in the release and not in the package.
    assert.ok(
      commands.findIndex((command: string) => command.includes("tsc -p tsconfig.json --sourceMap")) < publishes,
    );
    assert.ok(manifest.files.includes("!**/*.map"));
  });

  it("are YAML that GitHub reads", () => {
    for (const folder of [".github", ".github/workflows", ".github/ISSUE_TEMPLATE"])
      for (const name of readdirSync(path.join(root, folder)).filter((each) => each.endsWith(".yml")))
        assert.ok(parse(read(path.join(folder, name))), name);
  });
});
