import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { openLedger } from "../../../provider/journal/ledger/ledger";
import { ledgerCommand } from "../../../sdk/cli/ledgerCommand";
import { aClaim, aKey, anEntry } from "./builders";

describe("ledger command", () => {
  let folder: string;
  let url: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ledger-"));
    url = `file:${folder}`;
    const ledger = await openLedger(url);
    await ledger.remember(
      anEntry({
        state: "sent",
        claimedAt: "2026-11-01T09:00:00.000Z",
        sentAt: "2026-11-01T09:00:01.000Z",
        notificationId: "n-1",
        trackingId: "t-1",
      }),
    );
    await ledger.claim(aKey({ announcement: "maintenance-nov", platform: "fcmv1", locale: "fr" }), aClaim("claim-2"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function run(...args: string[]) {
    const seen = { out: "", error: "", exitCode: 0 };
    const program = new Command("pulumi-broadcast").exitOverride().configureOutput({
      writeOut: (text) => (seen.out += text),
      writeErr: (text) => (seen.error += text),
    });
    ledgerCommand(program);
    try {
      await program.parseAsync(["ledger", ...args], { from: "user" });
      seen.exitCode = Number(process.exitCode ?? 0);
    } catch (error) {
      assert(error instanceof CommanderError);
      seen.exitCode = error.exitCode;
    } finally {
      process.exitCode = undefined;
    }
    return seen;
  }

  it("list prints a table, oldest first", async () => {
    const { out, exitCode } = await run("list", "--ledger", url);
    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ {2,}/).slice(1));
    assert.deepEqual(rows, [
      ["WHEN", "STATE", "ANNOUNCEMENT", "PLATFORM", "HUB", "BY"],
      ["2026-11-01T09:00:01Z", "sent", "release-2.4.0", "apple", "contoso.servicebus.windows.net/releases", "ana"],
      [
        "2026-11-24T08:00:00Z",
        "claimed",
        "maintenance-nov",
        "fcmv1/fr",
        "contoso.servicebus.windows.net/releases",
        "ana",
      ],
    ]);
    assert.equal(exitCode, 0);
  });

  it("list --json prints whole entries with their ids", async () => {
    const { out } = await run("list", "--ledger", url, "--json");
    const [first, second] = JSON.parse(out).entries;
    assert.equal(out.split("\n").length, 2);
    assert.match(first.id, /^[0-9a-f]{64}$/);
    assert.equal(first.notificationId, "n-1");
    assert.equal(second.claimId, "claim-2");
  });

  it("list --since takes a date or a span", async () => {
    assert.equal(
      JSON.parse((await run("list", "--ledger", url, "--json", "--since", "2026-11-02")).out).entries.length,
      1,
    );
    assert.equal(
      JSON.parse((await run("list", "--ledger", url, "--json", "--since", "2026-10-31T12:00:00Z")).out).entries.length,
      2,
    );
    assert.equal(
      JSON.parse((await run("list", "--ledger", url, "--json", "--since", "100000d")).out).entries.length,
      2,
    );
    const { error, out } = await run("list", "--ledger", url, "--since", "last week");
    assert.match(error, /'last week' is invalid\. Give a date such as 2026-11-01, or a span such as 12h or 7d\./);
    assert.equal(out, "");
  });

  it("an empty ledger says so, and is [] in JSON", async () => {
    assert.equal(
      (await run("list", "--ledger", url, "--since", "2100-01-01")).out,
      "The ledger has nothing to list.\n",
    );
    assert.equal((await run("list", "--ledger", url, "--since", "2100-01-01", "--json")).out, '{"entries":[]}\n');
  });

  it("show takes an announcement or the beginning of an id", async () => {
    const { out } = await run("show", "release-2.4.0", "--ledger", url);
    const id = /^id +([0-9a-f]{64})$/m.exec(out)![1]!;
    assert.match(out, /^state +sent$/m);
    assert.match(out, /^trackingId +t-1$/m);
    assert.match(out, /^run +https:\/\/ci\.example\/1$/m);
    assert.equal((await run("show", id.slice(0, 12), "--ledger", url)).out, out);
    assert.equal(JSON.parse((await run("show", id, "--ledger", url, "--json")).out).entries[0].id, id);
  });

  it("show of what is not there is a failure that names the list", async () => {
    const { error, exitCode } = await run("show", "release-9", "--ledger", url);
    assert.match(error, /no announcement or id release-9; see `pulumi-broadcast ledger list`/);
    assert.equal(exitCode, 1);
  });

  it("the ledger comes from --ledger or BROADCAST_LEDGER, and none is a usage error", async () => {
    const before = process.env.BROADCAST_LEDGER;
    process.env.BROADCAST_LEDGER = url;
    assert.equal((await run("list")).exitCode, 0);
    delete process.env.BROADCAST_LEDGER;
    const { error, exitCode } = await run("list");
    if (before !== undefined) process.env.BROADCAST_LEDGER = before;
    assert.match(error, /no ledger: set BROADCAST_LEDGER or give --ledger/);
    assert.equal(exitCode, 2);
  });

  it("a URL that is none exits 2, a ledger that is not there exits 1", async () => {
    assert.equal((await run("list", "--ledger", "https://x")).exitCode, 2);
    const { error, out, exitCode } = await run("list", "--ledger", `${url}/gone`);
    assert.match(error, /^The ledger at .*gone cannot be read/);
    assert.equal(out, "");
    assert.equal(exitCode, 1);
  });

  it("damaged entries do not hide the others: those are printed, then it fails", async () => {
    for (const name of await readdir(folder)) await writeFile(join(folder, name, "2.json"), "{");
    await (await openLedger(url)).claim(aKey({ platform: "windows" }), aClaim("claim-3"));
    const failed = /2\.json is truncated .* \(1 more cannot be read\)\.$/m;
    const { out, error, exitCode } = await run("list", "--ledger", url);
    assert.match(out, /claimed +release-2\.4\.0 +windows/);
    assert.match(error, failed);
    assert.equal(exitCode, 1);
    const inJson = await run("list", "--ledger", url, "--json");
    const { entries, error: failure } = JSON.parse(inJson.out);
    assert.equal(entries.length, 1);
    assert.equal(failure.code, "LEDGER_CORRUPT");
    assert.match(failure.message, failed);
    assert.equal(inJson.exitCode, 1);
  });

  it("a text in the ledger cannot steer the terminal", async () => {
    await (await openLedger(url)).claim(aKey({ announcement: "a\u001b[2J\u202Eb" }), aClaim("claim-3"));
    const { out } = await run("list", "--ledger", url);
    assert.match(out, / a\uFFFD\[2J\uFFFDb /);
  });
});
