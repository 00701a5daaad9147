import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ledger, type LedgerErrorCode, openLedger } from "../../../provider/journal/ledger/ledger";
import { aClaim, aKey, anEntry } from "./builders";

type Call = "mkdir" | "open" | "link" | "readdir" | "readFile" | "writeFile" | "stat";

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

  /** Runs with every write of a draft failing, its sync included. */
  const withDraft = (code: string, work: () => Promise<void>) =>
    withCall("writeFile", () => () => Promise.reject(errno(code)), work);

  /** Runs with the sync of every folder failing. */
  const withSync = (code: string, work: () => Promise<void>) =>
    withCall(
      "open",
      (open: typeof fs.open) =>
        async (...args: Parameters<typeof fs.open>) =>
          Object.assign(await open(...args), { sync: () => Promise.reject(errno(code)) }),
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
    ["no file can be made", "LEDGER_DENIED", (work) => withDraft("EACCES", work)],
    ["the disk is full when the claim is written", "LEDGER_FULL", (work) => withDraft("ENOSPC", work)],
    ["the quota is used up when the claim is synced", "LEDGER_FULL", (work) => withDraft("EDQUOT", work)],
    ["the disk fails when the claim is synced", "LEDGER_UNREACHABLE", (work) => withDraft("EIO", work)],
    [
      "the disk is full when the claim gets its name",
      "LEDGER_FULL",
      (work) => withCall("link", () => () => Promise.reject(errno("ENOSPC")), work),
    ],
    ["the folder cannot be synced", "LEDGER_UNREACHABLE", (work) => withSync("EIO", work)],
    [
      "the file system has no hard links",
      "LEDGER_UNSUPPORTED",
      (work) => withCall("link", () => () => Promise.reject(Object.assign(errno("EPERM"), { syscall: "link" })), work),
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
    await withDraft("ENOSPC", () =>
      assert.rejects(ledger.record(aKey(), "claim-1", { state: "sent" }), { code: "LEDGER_FULL" }),
    );
    assert.equal((await ledger.read(aKey()))?.state, "claimed");
    await ledger.record(aKey(), "claim-1", { state: "sent" });
    assert.equal((await ledger.read(aKey()))?.state, "sent");
  });

  describe("a link whose reply is lost", () => {
    /** Runs with each link made, and then reported as this error. */
    const withLostReply = (code: string, work: () => Promise<void>) =>
      withCall(
        "link",
        (link: typeof fs.link) =>
          async (...paths: Parameters<typeof fs.link>) => {
            await link(...paths);
            throw Object.assign(errno(code), { syscall: "link" });
          },
        work,
      );
    const versions = async () => (await fs.readdir(join(folder, (await fs.readdir(folder))[0]!))).sort();

    for (const code of ["EIO", "ESTALE", "ETIMEDOUT", "EEXIST"]) {
      it(`is known as one's own after ${code}: a claim, its result, a release`, async () => {
        await withLostReply(code, async () => {
          assert.equal((await ledger.claim(aKey(), aClaim())).claimed, true);
          await ledger.release(aKey(), "claim-1");
          assert.equal((await ledger.claim(aKey(), aClaim("claim-2"))).claimed, true);
          await ledger.record(aKey(), "claim-2", { state: "sent" });
        });
        assert.equal((await ledger.read(aKey()))?.state, "sent");
        assert.deepEqual(await versions(), ["1.json", "2.json", "3.json", "4.json"]);
      });
    }

    for (const code of ["EIO", "ESTALE", "ETIMEDOUT"]) {
      it(`is an error after ${code} when no link was made`, async () => {
        await withCall("link", () => () => Promise.reject(errno(code)), refusesToClaim("LEDGER_UNREACHABLE"));
        await claimsAfterwards();
      });

      it(`is an error after ${code} when another was first`, async () => {
        const another = (link: typeof fs.link) => async (from: string, to: string) => {
          await fs.copyFile(from, `${from}.other`);
          await link(`${from}.other`, to);
          throw errno(code);
        };
        await withCall("link", another, () =>
          assert.rejects(ledger.remember(anEntry({ state: "sent" })), { code: "LEDGER_UNREACHABLE" }),
        );
      });
    }

    it("is lost after EEXIST when another was first, even with the same text, while a backup links every file", async () => {
      const another = (link: typeof fs.link) => async (from: string, to: string) => {
        await link(from, `${from}.backup`);
        await fs.copyFile(from, to, fs.constants.COPYFILE_EXCL).catch(() => {});
        return link(from, to);
      };
      await withCall("link", another, async () => {
        assert.equal((await ledger.claim(aKey(), aClaim())).claimed, false);
      });
    });

    it("is not guessed where the file system numbers no files", async () => {
      const numberless = () => () => Promise.resolve({ ino: 0n, nlink: 1n });
      await withCall("stat", numberless, () =>
        withCall("link", () => () => Promise.reject(errno("EIO")), refusesToClaim("LEDGER_UNREACHABLE")),
      );
    });

    it("makes the ledger's id all the same", () =>
      withLostReply("EEXIST", async () => {
        const id = await ledger.id({ make: true });
        assert.equal(await (await openLedger(`file:${folder}`)).id(), id);
      }));
  });

  describe("id", () => {
    it("is in ledger.json, synced, and nothing else is made", async () => {
      const id = await ledger.id({ make: true });
      assert.deepEqual(await fs.readdir(folder), ["ledger.json"]);
      assert.deepEqual(JSON.parse(await fs.readFile(join(folder, "ledger.json"), "utf8")), { version: 1, id });
      assert.match(id!, /^[0-9a-f]{16}$/);
    });

    it("of an emptied folder is another one, and of a copied folder the same", async () => {
      const id = await ledger.id({ make: true });
      const copy = `${folder}-copy`;
      await fs.cp(folder, copy, { recursive: true });
      assert.equal(await (await openLedger(`file:${copy}`)).id({ make: true }), id);
      await fs.rm(join(copy, "ledger.json"));
      assert.equal(await (await openLedger(`file:${copy}`)).id(), undefined);
      assert.notEqual(await (await openLedger(`file:${copy}`)).id({ make: true }), id);
      await fs.rm(copy, { recursive: true });
    });

    it("is not made in a folder that is not there", async () => {
      const gone = await openLedger(`file:${join(folder, "gone")}`);
      for (const make of [false, true]) {
        await assert.rejects(gone.id({ make }), { code: "LEDGER_MISSING", message: /create it once with mkdir/ });
      }
      assert.deepEqual(await fs.readdir(folder), []);
    });

    it("does not bring back a folder that goes away meanwhile", async () => {
      await fs.rm(folder, { recursive: true });
      await withCall(
        "readdir",
        () => async () => [],
        async () => {
          await assert.rejects(ledger.id({ make: true }), { code: "LEDGER_MISSING" });
        },
      );
      await assert.rejects(fs.stat(folder), { code: "ENOENT" });
    });

    it("is not made when it cannot be written", async () => {
      await withDraft("EROFS", () => assert.rejects(ledger.id({ make: true }), { code: "LEDGER_DENIED" }));
      assert.deepEqual(await fs.readdir(folder), []);
    });
  });

  it("a folder that cannot be synced by its nature is good enough", async () => {
    await withSync("EINVAL", async () => {
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
          steps.push(args[0] === folder ? "sync ledger" : "sync entry");
          return sync();
        };
        return handle;
      };
    const writing =
      (writeFile: typeof fs.writeFile) =>
      (...args: Parameters<typeof fs.writeFile>) => {
        assert.deepEqual(args[2], { flag: "wx", flush: true });
        steps.push("sync draft");
        return writeFile(...args);
      };
    const linking = (link: typeof fs.link) => (from: string, to: string) => {
      steps.push("link");
      return link(from, to);
    };
    const claim = async () => void (await ledger.claim(aKey(), aClaim()));
    await withCall("open", noting, () => withCall("writeFile", writing, () => withCall("link", linking, claim)));
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
    await assert.rejects(wrong.claim(aKey(), aClaim()), { code: "LEDGER_MISSING", message: /expected a folder/ });
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
