import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Command } from "commander";
import { messagePlatforms } from "../../../provider/message/platforms";
import { lintCommand } from "../../../sdk/cli/lintCommand";

describe("pulumi-broadcast lint", () => {
  const home = process.cwd();
  const { PATH } = process.env;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "lint-"));
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(home);
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (files: Record<string, string>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
  };

  async function lint(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    let [out, err] = ["", ""];
    const program = new Command("pulumi-broadcast").exitOverride();
    program.configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (err += text) });
    lintCommand(program);
    for (const command of program.commands) command.copyInheritedSettings(program);
    const before = process.exitCode;
    process.exitCode = 0;
    try {
      await program.parseAsync(["lint", ...args], { from: "user" });
      return { code: Number(process.exitCode), out, err };
    } finally {
      process.exitCode = before;
    }
  }

  const good = "title: 2.4.0 is here\nbody: Dark mode\n";
  const draft = "title: 2.4.0 is here\nbody: TODO\n";
  const bad = 'title: 2.4.0 is here\nbody: "{{text}}"\n';

  it("ends with 0 when nothing is found, or warnings only", async () => {
    write({ "a.yaml": good, "b.yaml": draft });
    assert.deepEqual(await lint("a.yaml"), { code: 0, out: "nothing found in 1 checked\n", err: "" });
    const { code, out } = await lint("a.yaml", "b.yaml");
    assert.equal(code, 0);
    assert.match(out, /^b\.yaml:2:7: warning NH308 draft-text: message\.body contains a note to its author/);
    assert.match(out, /1 warning in 2 checked\n$/);
  });

  it("ends with 1 when an error is found", async () => {
    write({ "a.yaml": bad });
    const { code, out } = await lint("a.yaml");
    assert.equal(code, 1);
    assert.match(out, /^a\.yaml:2:7: error NH116 placeholder-left: /);
  });

  it("ends with 2 and one sentence when the call is wrong", async () => {
    write({ "a.yaml": good, "list.json": "[]", "broken.json": "{", "zone.json": '{"quiet-hours":{"zone":"Mars"}}' });
    const wrong: [string[], string][] = [
      [[], "error: nothing to check; name files or folders, --stack or --preview-json.\n"],
      [["no.yaml"], "error: no.yaml: cannot be read (ENOENT)\n"],
      [["a.yaml", "--config", "no.json"], "error: no.json: cannot be read (ENOENT).\n"],
      [["a.yaml", "--config", "broken.json"], "error: broken.json: is not JSON.\n"],
      [["a.yaml", "--config", "list.json"], "error: list.json: must be an object with a key for each policy.\n"],
      [
        ["a.yaml", "--config", "zone.json"],
        'error: zone.json: quiet-hours: zone: "Mars" is not an IANA time zone; write one such as Europe/Paris.\n',
      ],
      [
        ["a.yaml", "--platforms", "iphone"],
        `error: --platforms: iphone is not one of ${messagePlatforms.join(", ")}.\n`,
      ],
      [["--preview-json", "a.yaml"], "error: a.yaml: is not JSON; give what `pulumi preview --json` prints\n"],
      [["--preview-json", "no.json"], "error: no.json: cannot be read (ENOENT).\n"],
    ];
    for (const [args, err] of wrong) assert.deepEqual(await lint(...args), { code: 2, out: "", err }, args.join(" "));
  });

  it("takes policy.json of the folder, another file, and a preset", async () => {
    write({
      "a.yaml": draft,
      "policy.json": '{"draft-text":"mandatory"}',
      "other.json": '{"all":"disabled","environments":[]}',
    });
    assert.equal((await lint("a.yaml")).code, 1);
    assert.deepEqual(await lint("a.yaml", "--config", "other.json"), {
      code: 0,
      out: "nothing found in 1 checked\n",
      err: "",
    });
    write({ "empty.json": "" });
    assert.equal((await lint("a.yaml", "--config", "empty.json")).code, 0);
    assert.equal((await lint("a.yaml", "--config", "empty.json", "--preset", "strict")).code, 1);
    await assert.rejects(lint("a.yaml", "--preset", "lax"), /Allowed choices are recommended, strict, all/);
  });

  it("searches folders for broadcasts and stack configuration, and leaves the rest", async () => {
    write({
      "news/a.yaml": bad,
      "news/deep/b.json": '{"title":"a","body":"{{b}}"}',
      "news/package.json": '{"name":"news"}',
      "news/notes.txt": bad,
      "news/node_modules/c.yaml": bad,
      "news/.hidden/d.yaml": bad,
      "Pulumi.dev.yaml": "config:\n  broadcast:connectionString: Endpoint=sb://c/;SharedAccessKey=bXktdGVzdC1rZXk=\n",
    });
    const { out } = await lint(".", "--json");
    const { checked, findings } = JSON.parse(out);
    assert.equal(checked, 3);
    assert.deepEqual(
      findings.map(({ file, code }: any) => `${file} ${code}`),
      ["Pulumi.dev.yaml NH501", "news/a.yaml NH116", "news/deep/b.json NH116"],
    );
  });

  it("sleeps through nothing in a folder: each file is judged, found broken, or listed as left out", async () => {
    write({
      "a.YAML": bad,
      "b.json": '{"title":"a","body":"b",}',
      "c.yml": "mesage: { title: a, body: b }\naudience: { tags: [a] }\n",
      "d/e.yaml": "title: a\n\tbody: b\n",
      "d/notes.md": "# Notes",
      "d/package.json": '{"name":"d","dependencies":{}}',
      "node_modules/f.yaml": bad,
    });
    writeFileSync(path.join(folder, "g.json"), Buffer.from([0x7b, 0xff, 0x7d]));
    symlinkSync("a.YAML", path.join(folder, "h.yaml"));
    symlinkSync("nowhere", path.join(folder, "i.yaml"));
    symlinkSync("..", path.join(folder, "d/up"));
    const { code, out } = await lint(".", "--json");
    const { checked, findings, skipped } = JSON.parse(out);
    assert.equal(code, 1);
    assert.equal(checked, 7);
    assert.deepEqual(
      findings.map(({ file, code, message }: any) => `${file} ${code} ${message}`),
      [
        "a.YAML NH116 message.body contains an unfilled placeholder, at character 1; fill it in",
        "b.json NH100 the file is not JSON (a comma before the end); remove the comma",
        "c.yml NH100 mesage is not an argument of Broadcast",
        "d/e.yaml NH100 the file is neither JSON nor YAML (a tab as indentation); indent with spaces",
        "g.json NH100 the file is not UTF-8 text; save it as UTF-8",
        "h.yaml NH116 message.body contains an unfilled placeholder, at character 1; fill it in",
        "i.yaml NH100 the file cannot be read (ENOENT)",
      ],
    );
    assert.deepEqual(
      skipped.map(({ file, reason }: any) => `${file}: ${reason}`),
      [
        "d/notes.md: neither .json nor .yaml",
        "d/package.json: a package's manifest",
        "d/up: a link to a folder around it",
        "node_modules: installed packages",
      ],
    );
  });

  it("ends with 2 when a folder holds nothing to check, and says what it holds", async () => {
    write({ "news/package.json": '{"name":"news","dependencies":{}}' });
    assert.deepEqual(await lint("news"), {
      code: 2,
      out: "",
      err: "error: nothing to check in news; name files or folders with broadcasts.\nskipped, a package's manifest: news/package.json\n",
    });
  });

  it("names unknown policies", async () => {
    write({ "a.yaml": good, "policy.json": '{"draft-txt":"mandatory"}' });
    assert.deepEqual(await lint("a.yaml"), {
      code: 2,
      out: "",
      err: "error: policy.json: draft-txt: is not a policy of this pack; did you mean draft-text?\n",
    });
  });

  it("prints JSON, SARIF and annotations", async () => {
    write({ "a.yaml": bad });
    assert.equal(JSON.parse((await lint("a.yaml", "--json")).out).findings.length, 1);
    assert.equal(JSON.parse((await lint("a.yaml", "--format", "sarif")).out).runs[0].results.length, 1);
    assert.match((await lint("a.yaml", "--format", "github")).out, /^::error file=a\.yaml,line=2,col=7,/);
  });

  it("runs the preview of a stack, and says why when it fails", async () => {
    write({
      "bin/pulumi": `#!/bin/sh
echo "$@" > called
if [ "$5" = broken ]; then
  echo '{"diagnostics":[{"severity":"error","message":"v2: message.title: is missing "},{"severity":"info","message":"x"}]}'
  exit 255
fi
echo '{"config":{"a:b":"SharedAccessKey=bXktdGVzdC1rZXk="},"steps":[]}'
`,
    });
    chmodSync("bin/pulumi", 0o755);
    process.env.PATH = `${path.join(folder, "bin")}${path.delimiter}${PATH}`;
    const { code, out } = await lint("--stack", "dev");
    assert.equal(code, 1);
    assert.match(out, /^Pulumi\.yaml: error NH501 connection-secret: /);
    assert.deepEqual(await lint("--stack", "broken"), {
      code: 2,
      out: "",
      err: "error: `pulumi preview --json --non-interactive --stack broken` failed: v2: message.title: is missing\n",
    });
    process.env.PATH = "/nowhere";
    assert.match((await lint("--stack")).err, /^error: `pulumi preview --json --non-interactive` failed: .*ENOENT/);
  });
});
