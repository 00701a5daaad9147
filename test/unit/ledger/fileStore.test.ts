import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ledger, type LedgerErrorCode, openLedger } from "../../../provider/journal/ledger/ledger";
import { aClaim, aKey } from "./builders";

type Call = "mkdir" | "open" | "link" | "readdir" | "readFile";

const errno = (code: string) => Object.assign(new Error(`${code}: as the system says it`), { code });

describe("ledger in a folder", () => {
  let folder: string;
  let ledger: Ledger;

  beforeEach(async () => {
    folder = await fs.mkdtemp(join(tmpdir(), "ledger-"));
    ledger = await openLedger(`file:${folder}`);
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  /** Runs with one function of node:fs/promises replaced. */
  async function withCall(call: Call, replacement: (original: never) => unknown, work: () => Promise<void>) {
    const original = fs[call];
    Object.assign(fs, { [call]: replacement(original as never) });
    try {
      await work();
    } finally {
      Object.assign(fs, { [call]: original });
    }
  }

  /** Runs with one method of every file that is opened for writing, or of every folder that is opened, failing. */
  const withHandle = (method: "writeFile" | "sync", flags: "wx" | "r", code: string, work: () => Promise<void>) =>
    withCall(
      "open",
      (open: typeof fs.open) =>
        async (...args: Parameters<typeof fs.open>) => {
          const handle = await open(...args);
          if (args[1] === flags) Object.assign(handle, { [method]: () => Promise.reject(errno(code)) });
          return handle;
        },
      work,
    );

  const refusesToClaim = (code: LedgerErrorCode) => async () =>
    assert.rejects(ledger.claim(aKey(), aClaim()), { name: "LedgerError", code });

  const claimsAfterwards = async () => {
    assert.equal(await ledger.read(aKey()), undefined);
    assert.equal((await ledger.claim(aKey(), aClaim("claim-2"))).claimed, true);
  };

  const failures: [string, LedgerErrorCode, (work: () => Promise<void>) => Promise<void>][] = [
    [
      "the disk is full when the folder is made",
      "LEDGER_FULL",
      (work) => withCall("mkdir", () => () => Promise.reject(errno("ENOSPC")), work),
    ],
    [
      "the folder is read-only",
      "LEDGER_DENIED",
      (work) => withCall("mkdir", () => () => Promise.reject(errno("EROFS")), work),
    ],
    [
      "no file can be made",
      "LEDGER_DENIED",
      (work) => withCall("open", () => () => Promise.reject(errno("EACCES")), work),
    ],
    [
      "the disk is full when the claim is written",
      "LEDGER_FULL",
      (work) => withHandle("writeFile", "wx", "ENOSPC", work),
    ],
    [
      "the quota is used up when the claim is synced",
      "LEDGER_FULL",
      (work) => withHandle("sync", "wx", "EDQUOT", work),
    ],
    ["the disk fails when the claim is synced", "LEDGER_UNREACHABLE", (work) => withHandle("sync", "wx", "EIO", work)],
    [
      "the disk is full when the claim gets its name",
      "LEDGER_FULL",
      (work) => withCall("link", () => () => Promise.reject(errno("ENOSPC")), work),
    ],
    ["the folder cannot be synced", "LEDGER_UNREACHABLE", (work) => withHandle("sync", "r", "EIO", work)],
    [
      "the file system has no hard links",
      "LEDGER_UNSUPPORTED",
      (work) => withCall("link", () => () => Promise.reject(errno("EPERM")), work),
    ],
    [
      "the folder cannot be listed",
      "LEDGER_DENIED",
      (work) => withCall("readdir", () => () => Promise.reject(errno("EACCES")), work),
    ],
  ];
  for (const [when, code, failing] of failures) {
    it(`a claim fails and does not count when ${when}`, async () => {
      await failing(refusesToClaim(code));
      await claimsAfterwards();
    });
  }

  it("a result that cannot be written leaves the claim as it was", async () => {
    await ledger.claim(aKey(), aClaim());
    await withHandle("writeFile", "wx", "ENOSPC", () =>
      assert.rejects(ledger.record(aKey(), "claim-1", { state: "sent" }), { code: "LEDGER_FULL" }),
    );
    assert.equal((await ledger.read(aKey()))?.state, "claimed");
    await ledger.record(aKey(), "claim-1", { state: "sent" });
    assert.equal((await ledger.read(aKey()))?.state, "sent");
  });

  it("a folder that cannot be synced by its nature is good enough", async () => {
    await withHandle("sync", "r", "EINVAL", async () => {
      assert.equal((await ledger.claim(aKey(), aClaim())).claimed, true);
    });
  });

  it("a claim is synced before it gets its name, and its name before the claim counts", async () => {
    const steps: string[] = [];
    const noting =
      (open: typeof fs.open) =>
      async (...args: Parameters<typeof fs.open>) => {
        const handle = await open(...args);
        const sync = handle.sync.bind(handle);
        handle.sync = () => {
          steps.push(args[1] === "wx" ? "sync draft" : args[0] === folder ? "sync ledger" : "sync entry");
          return sync();
        };
        return handle;
      };
    await withCall("open", noting, () =>
      withCall(
        "link",
        (link: typeof fs.link) => (from: string, to: string) => {
          steps.push("link");
          return link(from, to);
        },
        async () => void (await ledger.claim(aKey(), aClaim())),
      ),
    );
    assert.deepEqual(steps, ["sync draft", "link", "sync entry", "sync ledger"]);
  });

  it("a user without rights to the folder gets LEDGER_DENIED", async function () {
    if (process.platform === "win32") this.skip();
    await ledger.claim(aKey(), aClaim());
    const entry = join(folder, (await fs.readdir(folder))[0]!);
    await fs.chmod(folder, 0o555);
    await fs.chmod(entry, 0o000);
    // Root may do everything, so it becomes nobody for a moment.
    const wasRoot = process.geteuid!() === 0;
    if (wasRoot) process.seteuid!(65534);
    try {
      await assert.rejects(ledger.read(aKey()), { code: "LEDGER_DENIED" });
      await assert.rejects(ledger.claim(aKey({ platform: "windows" }), aClaim()), { code: "LEDGER_DENIED" });
    } finally {
      if (wasRoot) process.seteuid!(0);
      await fs.chmod(folder, 0o755);
      await fs.chmod(entry, 0o755);
    }
    assert.equal((await ledger.read(aKey()))?.state, "claimed");
  });

  it("a folder that is not there is an error, never an empty ledger", async () => {
    const gone = await openLedger(`file:${join(folder, "gone")}`);
    for (const attempt of [
      () => gone.read(aKey()),
      () => gone.claim(aKey(), aClaim()),
      () => gone.list()[Symbol.asyncIterator]().next(),
    ]) {
      await assert.rejects(attempt, { code: "LEDGER_MISSING", message: /mkdir/ });
    }
    assert.deepEqual(await fs.readdir(folder), []);
  });

  it("a file in the folder's place is an error", async () => {
    await fs.writeFile(join(folder, "file"), "mine");
    const wrong = await openLedger(`file:${join(folder, "file")}`);
    await assert.rejects(wrong.claim(aKey(), aClaim()), { code: "LEDGER_MISSING", message: /a folder was expected/ });
    assert.equal(await fs.readFile(join(folder, "file"), "utf8"), "mine");
  });

  it("a folder in an entry's place is foreign", async () => {
    await ledger.claim(aKey(), aClaim());
    const [name] = await fs.readdir(folder);
    await fs.mkdir(join(folder, name!, "2.json"));
    await assert.rejects(ledger.read(aKey()), { code: "LEDGER_FOREIGN" });
    await assert.rejects(ledger.record(aKey(), "claim-1", { state: "sent" }), { code: "LEDGER_FOREIGN" });
  });

  it("other people's files in the folder are left alone", async () => {
    await fs.writeFile(join(folder, "README.md"), "ours");
    await fs.mkdir(join(folder, ".git"));
    await ledger.claim(aKey(), aClaim());
    const listed = [];
    for await (const entry of ledger.list()) listed.push(entry.state);
    assert.deepEqual(listed, ["claimed"]);
    assert.equal(await fs.readFile(join(folder, "README.md"), "utf8"), "ours");
  });

  it("a draft left by a killed process is never read", async () => {
    await ledger.claim(aKey(), aClaim());
    const [name] = await fs.readdir(folder);
    await fs.writeFile(join(folder, name!, ".4f1c"), '{"half');
    assert.equal((await ledger.read(aKey()))?.claimId, "claim-1");
  });

  it("no version of an entry is ever changed or removed", async () => {
    await ledger.claim(aKey(), aClaim());
    const path = join(folder, (await fs.readdir(folder))[0]!);
    const first = await fs.readFile(join(path, "1.json"), "utf8");
    await ledger.release(aKey(), "claim-1");
    await ledger.claim(aKey(), aClaim("claim-2"));
    await ledger.record(aKey(), "claim-2", { state: "sent" });
    assert.deepEqual((await fs.readdir(path)).sort(), ["1.json", "2.json", "3.json", "4.json"]);
    assert.equal(await fs.readFile(join(path, "1.json"), "utf8"), first);
  });
});
