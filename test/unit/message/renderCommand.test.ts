import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { messagePlatforms } from "../../../provider/message/platforms";
import { addReach, cardsOf, sourcesOf, written } from "../../../sdk/cli/renderCards";
import { renderCommand } from "../../../sdk/cli/renderCommand";

const folder = mkdtempSync(join(tmpdir(), "render-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Runs the command and returns what it printed and its exit code. */
async function run(...args: string[]) {
  const [out, err]: string[][] = [[], []];
  const program = new Command().exitOverride();
  const output = { writeOut: (text: string) => out!.push(text), writeErr: (text: string) => err!.push(text) };
  program.configureOutput(output);
  renderCommand(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await program.parseAsync(["node", "pulumi-broadcast", "render", ...args]);
    return { out: out!.join(""), err: err!.join(""), code: process.exitCode };
  } catch (error) {
    return { out: out!.join(""), err: err!.join(""), code: (error as { exitCode: number }).exitCode };
  } finally {
    process.exitCode = before;
  }
}

const broadcast = {
  message: { title: "2.4.0 is here", body: "Dark mode" },
  platforms: ["apple", "fcmv1"],
  audience: { tags: ["release"] },
  schedule: { local: "2126-12-01T09:00", zone: "Europe/Paris" },
};

describe("pulumi-broadcast render", () => {
  it("prints a card for each broadcast of a file", async () => {
    const { out, err, code } = await run(file("v2.json", broadcast));
    match(
      out,
      /^v2: posts to apple, fcmv1 for devices tagged release\n {2}2126-12-01 08:00 UTC, 09:00 in Europe\/Paris\n {2}up to 384 bytes, 10 % of the limit\n/,
    );
    match(out, / {2}│ 2\.4\.0 is here\n {2}│ Dark mode\n/);
    deepEqual([err, code], ["", 0]);
  });

  it("prints Markdown, JSON, and another zone's clock", async () => {
    const path = file("v2.json", broadcast);
    match((await run("--markdown", path)).out, /^### v2\n/);
    const [card] = JSON.parse((await run("--json", path)).out);
    deepEqual(card.when, { utc: "2126-12-01 08:00", local: "2126-12-01 09:00", zone: "Europe/Paris" });
    match((await run("--zone", "Asia/Tokyo", path)).out, /08:00 UTC, 17:00 in Asia\/Tokyo/);
  });

  it("shows a bare message on every platform, and a silent one where that is possible", async () => {
    const { out } = await run(file("hello.yaml", "title: Hello\nbody: World\n"));
    ok(
      out
        .replace(/\s+/g, " ")
        .startsWith(`hello: posts to ${messagePlatforms.join(", ")} for an audience that is not given here `),
    );
    const silent = await run(file("sync.yaml", "silent: true\n"));
    match(silent.out, /posts to apple, fcmv1, windows, adm, xiaomi\b/);
    equal(silent.code, 0);
  });

  it("names every fault with its file and property, shows the rest, and ends with 1", async () => {
    const bad = file(
      "bad.yaml",
      "message: { title: '{{x}}', body: World }\nplatforms: [apple]\naudience: { everyone: true }\n",
    );
    const shape = file("shape.yaml", "message: { title: Hello }\nplatforms: [apple]\naudience: { tags: ['a b'] }\n");
    const { out, err, code } = await run(bad, shape, file("v2.json", broadcast), join(folder, "no-such-stack"));
    equal(code, 1);
    match(out, /^v2: posts/);
    const lines = err.trimEnd().split("\n");
    match(lines[0]!, /bad\.yaml: message\.title: contains an unfilled placeholder/);
    match(err, /shape\.yaml: message\.body: is missing/);
    match(err, /no-such-stack: is neither a file nor a stack/);
  });

  it("ends with 1 when a message is too long, and says so on the card or before it", async () => {
    const { out, err, code } = await run(
      file("long.json", { ...broadcast, message: { title: "x", body: "y".repeat(5000) } }),
    );
    equal(code, 1);
    match(out + err, /makes 50\d\d bytes for Apple/);
  });

  it("says what posts nothing, and ends several cards with what all of them post", async () => {
    const at = new Date(Date.now() + 86_400_000).toISOString();
    const { out, code } = await run(
      file("several.json", [
        { ...broadcast, name: "soon", schedule: at },
        { ...broadcast, name: "late", schedule: undefined, notAfter: "2020-01-01T00:00:00Z" },
        { ...broadcast, name: "old", schedule: undefined, adopt: { notificationId: "n-1" } },
        { ...broadcast, name: "trial", schedule: undefined, audience: { everyone: true }, test: true },
      ]),
    );
    match(out, /^late: apple, fcmv1: posts nothing, because notAfter \(2020-01-01T00:00:00Z\)\n {2}has passed\n/m);
    match(out, /^old: apple, fcmv1: records notification n-1 and posts nothing\n/m);
    match(out, /^trial: posts a test to apple, fcmv1 for everyone\n {2}at once · test send: at most 10 devices\n/m);
    match(out, /\n\n4 broadcasts: 4 posts, 2 at once, 2 scheduled; 1 to everyone\.\n$/);
    equal(code, 0);
  });

  it("ends with 2 for a wrong zone or no file", async () => {
    const wrong = await run("--zone", "Paris", file("v2.json", broadcast));
    equal(wrong.code, 2);
    match(wrong.err, /--zone: must be an IANA time zone/);
    ok((await run()).code !== 0);
  });

  it("keeps a comment within what a pull request takes", async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ ...broadcast, name: `b${index}` }));
    const { out } = await run("--markdown", file("many.json", many));
    ok(out.length <= 60_200);
    match(out, /\nand \d+ more, which do not fit in this comment\n$/);
  });
});

describe("render of an exported stack", () => {
  const urn = (type: string) =>
    `urn:pulumi:dev::app::broadcast:index:Broadcast$pulumi-nodejs:dynamic/broadcast:${type}::v2`;
  const sent = { platform: "apple", state: "sent", sentAt: "2026-11-24T10:00:00.000Z" };
  const state = (outputs: object) => ({
    version: 3,
    deployment: {
      resources: [
        { urn: "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev", type: "pulumi:pulumi:Stack" },
        {
          urn: urn("Announcement"),
          type: "pulumi-nodejs:dynamic/broadcast:Announcement",
          outputs: { ...broadcast, name: "v2", digests: { apple: "d1", fcmv1: "d2" }, posts: ["fcmv1"], ...outputs },
        },
        {
          urn: urn("Delivery"),
          type: "pulumi-nodejs:dynamic/broadcast:Delivery",
          outputs: { sends: [{ ...sent, digest: "d1" }], history: [], doubts: [] },
        },
      ],
    },
  });

  it("knows what was sent before", async () => {
    const { out, code } = await run(file("stack.json", state({})));
    match(out, /^v2: apple: sent 2026-11-24, posts nothing; posts to fcmv1 for devices tagged\n {2}release\n/);
    equal(code, 0);
  });

  it("does not show what the stack keeps secret", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "S3CRET" };
    const hidden = await run(file("hidden.json", state({ audience: secret })));
    match(hidden.out, /for an audience\n {2}that is not given here\n/);
    const whole = await run(file("whole.json", state({ message: secret })));
    equal(whole.code, 1);
    match(whole.err, /^error: v2: its content is a secret of the stack; render its file instead\n$/);
    equal((hidden.out + whole.out + whole.err).includes("S3CRET"), false);
  });
});

describe("render --reach", () => {
  it("puts the devices that match on the card", async () => {
    const named = { ...broadcast, name: "named", audience: { devices: [{ platform: "apple", handle: "z" }] } };
    const { sources } = await sourcesOf([file("v2.json", [broadcast, { ...named, platforms: ["apple"] }])]);
    async function* list() {
      yield { registrationId: "1", platform: "apple" as const, handle: "x", tags: ["release"] };
      yield { registrationId: "2", platform: "apple" as const, handle: "y", tags: [] };
    }
    await addReach(sources, { registrations: { list } as never });
    deepEqual(
      cardsOf(sources).cards[0]?.sends.map(({ platform, reach }) => [platform, reach]),
      [
        ["apple", 1],
        ["fcmv1", 0],
      ],
    );
    match(written(cardsOf(sources).cards, "text"), /2 broadcasts: 3 posts, scheduled; to about 2 devices\.\n$/);
  });
});
