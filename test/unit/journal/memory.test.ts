import assert from "node:assert/strict";
import { isElsewhere, Knowledge, nameOfUrn, type Remembered, StackMemory } from "../../../provider/journal/memory";
import type { SendRecord } from "../../../provider/journal/record";

const urn = (name: string): string => `urn:pulumi:dev::releases::broadcast:index:Broadcast::${name}`;
const now = Date.parse("2026-12-01T09:00:00Z");
const sentAt = "2026-11-01T00:00:00Z";
const record = (fields: Partial<SendRecord> = {}): SendRecord => ({
  digest: "d1",
  platform: "apple",
  state: "sent",
  sentAt,
  run: "r1",
  ...fields,
});
const pending = (fields: Partial<SendRecord> = {}): SendRecord =>
  record({ state: "scheduled", scheduledFor: "2026-12-01T10:00:00Z", notificationId: "n1", ...fields });

function knowledge(own: Partial<Remembered>, others: Remembered[], urns = [urn("own")]): Knowledge {
  const mine = { of: urn("own"), ...own };
  return new Knowledge(mine, new Set(urns), new StackMemory([mine, ...others], now), now);
}

describe("what a stack remembers", () => {
  it("of one digest is one's own before that of others, in whatever order the state holds it", () => {
    const other = { of: urn("other"), sends: [record({ notificationId: "theirs" })] };
    const mine = { of: urn("own"), sends: [record({ notificationId: "mine" })] };
    for (const rows of [
      [other, mine],
      [mine, other],
    ]) {
      const { records } = new Knowledge(mine, new Set([urn("own")]), new StackMemory(rows, now), now).about("d1");
      assert.deepEqual(
        records.map(({ record: each }) => each.notificationId),
        ["mine", "theirs"],
      );
    }
  });

  it("holds the same record once for each broadcast that has it, and one's own but once", () => {
    const same = record({ notificationId: "n1" });
    const { records } = knowledge({ sends: [same] }, [{ of: urn("other"), sends: [same] }]).about("d1");
    assert.deepEqual(
      records.map(({ name }) => name),
      ["own", "other"],
    );
  });

  it("knows the present before the past, and which is which", () => {
    const { records } = knowledge({ sends: [record({ run: "r2" })], history: [record({ run: "r1" })] }, []).about("d1");
    assert.deepEqual(
      records.map(({ record: { run }, current }) => [run, current]),
      [
        ["r2", true],
        ["r1", false],
      ],
    );
  });

  it("finds a record by what a policy made of it, too", () => {
    const known = knowledge({ sends: [record({ postedDigest: "d2" })] }, []);
    assert.equal(known.about("d2").records[0]!.record.digest, "d1");
    assert.equal(known.about("d1").records.length, 1);
  });

  it("follows the digest that counts for another, its own word before that of others", () => {
    const others = [
      {
        of: urn("other"),
        countsAs: { d9: "d2" },
        sends: [record({ digest: "d2" }), record({ digest: "d1", run: "theirs" })],
      },
    ];
    const known = knowledge({ countsAs: { d9: "d1" }, sends: [record()] }, others);
    assert.deepEqual(
      known.about("d9").records.map(({ record: { digest, run } }) => [digest, run]),
      [
        ["d1", "r1"],
        ["d1", "theirs"],
      ],
    );
    assert.deepEqual(
      knowledge({}, others)
        .about("d9")
        .records.map(({ record: { digest } }) => digest),
      ["d2"],
    );
    assert.deepEqual(
      known.about("d9", "d2").records.map(({ record: { digest } }) => digest),
      ["d2"],
      "what check derived comes first",
    );
  });

  it("answers an arm by any record or doubt of its digest and run, wherever it is", () => {
    const doubt = { digest: "d2", platform: "apple", run: "r1", at: sentAt, reason: "lost" };
    const known = knowledge({ history: [record({ digest: "d3", state: "not-sent" })] }, [
      { of: urn("other"), sends: [record()], doubts: [doubt] },
    ]);
    for (const digest of ["d1", "d2", "d3"]) assert.equal(known.isAnswered(digest, "r1"), true, digest);
    for (const digest of ["d1", "d2", "d3"]) assert.equal(known.isAnswered(digest, "r2"), false, digest);
    assert.equal(known.isAnswered("d4", "r1"), false);
  });

  it("says that a scheduled send is due once its time has passed", () => {
    const known = knowledge({ sends: [pending({ scheduledFor: "2026-12-01T08:59:59Z" })], history: [pending()] }, []);
    assert.deepEqual(
      known.about("d1").records.map(({ record: { state } }) => state),
      ["due", "scheduled"],
    );
  });

  it("gives records the hub of the Delivery that holds them, unless they name their own", () => {
    const known = knowledge({ at: "ns/a", sends: [record()], history: [record({ hub: "ns/b" })] }, []);
    assert.deepEqual(
      known.about("d1").records.map(({ record: { hub } }) => hub),
      ["ns/a", "ns/b"],
    );
  });

  it("knows who else holds a notification among what it declares now: other broadcasts, and other generations", () => {
    const mine = { generation: "g1", sends: [pending()] };
    const other = (fields: Partial<Remembered>): Remembered[] => [{ of: urn("other"), ...fields }];
    assert.equal(knowledge(mine, []).heldByOthers("n1"), false);
    assert.equal(knowledge(mine, other({ sends: [pending()] })).heldByOthers("n1"), true);
    assert.equal(knowledge(mine, other({ history: [pending()] })).heldByOthers("n1"), false, "its past is no claim");
    assert.equal(knowledge(mine, other({ sends: [pending({ notificationId: "n2" })] })).heldByOthers("n1"), false);
    const renamed = knowledge(mine, other({ generation: "g1", sends: [pending()] }), [urn("own"), urn("other")]);
    assert.equal(renamed.heldByOthers("n1"), false, "its former name is itself");
    const newer = [{ of: urn("own"), generation: "g2", sends: [pending()] }];
    const replaced = new Knowledge(
      { of: urn("own"), ...mine },
      new Set([urn("own")]),
      new StackMemory(newer, now),
      now,
    );
    assert.equal(replaced.heldByOthers("n1"), true);
    const letGo = knowledge(mine, other({ sends: [pending()] }));
    assert.equal(
      letGo.heldByOthers("n1", ({ name }) => name === "other"),
      false,
      "who has let go of it holds it no more",
    );
  });

  it("gives arms that a run alone stands for the time of their result", () => {
    const row = {
      of: urn("own"),
      armed: { d1: "r1", d2: { run: "r9", at: sentAt, until: sentAt, part: "fcmv1" } },
      sends: [record()],
    };
    assert.deepEqual(new StackMemory([row], now).of(new Set([urn("own")]))[0]!.armed, {
      d1: { run: "r1", at: sentAt, until: sentAt, part: "apple" },
      d2: { run: "r9", at: sentAt, until: sentAt, part: "fcmv1" },
    });
  });

  describe("hands on", () => {
    const whole = (name: string, row: Partial<Remembered> = {}): Remembered => ({
      of: urn(name),
      armed: {},
      sends: [],
      ...row,
    });
    const rows = [
      whole("own", {
        sends: [record({ digest: "d1" })],
        armed: { d2: { run: "r", at: sentAt, until: sentAt, part: "apple" } },
      }),
      whole("stranger", { sends: [record({ digest: "d9" })] }),
      whole("sends what it declares", { sends: [record({ digest: "d3" })] }),
      whole("once sent what it declares", { history: [record({ digest: "d3" })] }),
      whole("posted it in other words", { sends: [record({ digest: "d8", postedDigest: "d3" })] }),
      whole("doubts what it declares", {
        doubts: [{ digest: "d3", platform: "apple", run: "r", at: sentAt, reason: "?" }],
      }),
      whole("armed what it armed", { armed: { d2: { run: "q", at: sentAt, until: sentAt, part: "apple" } } }),
      whole("sent what it sent", { sends: [record({ digest: "d1" })] }),
      whole("sent what counts", { sends: [record({ digest: "d5" })] }),
    ];
    const namesIn = (memory: StackMemory, of: string, ...digests: string[]) =>
      memory
        .handTo(urn(of), digests)
        .resources.map(({ of }) => nameOfUrn(of))
        .sort();

    it("what a broadcast has in common with others, and not the rest of the stack", () => {
      const memory = new StackMemory(rows, now);
      assert.deepEqual(namesIn(memory, "own", "d3"), [
        "armed what it armed",
        "doubts what it declares",
        "once sent what it declares",
        "own",
        "posted it in other words",
        "sends what it declares",
        "sent what it sent",
      ]);
      assert.deepEqual(namesIn(memory, "stranger", "d7"), ["stranger"]);
    });

    it("who sent what counts for what it declares", () => {
      const [own, ...others] = rows;
      const memory = new StackMemory([{ ...own!, countsAs: { d7: "d5" } }, ...others], now);
      assert.ok(namesIn(memory, "own", "d7").includes("sent what counts"));
    });

    it("who shares a scheduled send with another, to everyone: deleting one must not cancel it", () => {
      const sharing = ["left", "right"].map((name) => whole(name, { sends: [pending()] }));
      assert.deepEqual(namesIn(new StackMemory([...rows, ...sharing], now), "stranger"), ["left", "right", "stranger"]);
      const over = new StackMemory([...rows, ...sharing], Date.parse(pending().scheduledFor!) + 1);
      assert.deepEqual(namesIn(over, "stranger"), ["stranger"]);
    });

    it("everything to a broadcast that it does not know, that a killed run left half under this name, or that says what nobody can tell", () => {
      const half = { of: urn("half"), armed: {} };
      const memory = new StackMemory([...rows, half], now);
      assert.equal(namesIn(memory, "new").length, rows.length + 1);
      assert.equal(namesIn(memory, "half").length, rows.length + 1);
      assert.equal(memory.handTo(urn("own"), undefined).resources.length, rows.length + 1);
      assert.equal(memory.handTo(urn("own"), undefined).elsewhere, "");
    });

    it("of the rest only that there is something, by the beginnings of digests", () => {
      const [mine, theirs] = ["0123456789abcdef", "fedcba9876543210"];
      const memory = new StackMemory(
        [
          whole("own", { sends: [record({ digest: mine })] }),
          whole("stranger", { sends: [record({ digest: theirs })] }),
        ],
        now,
      );
      const { elsewhere } = memory.handTo(urn("own"), ["aaaaaaaaaaaaaaaa"]);
      assert.equal(elsewhere, "fedcba98");
      assert.ok(isElsewhere(theirs, elsewhere));
      assert.ok(!isElsewhere(mine, elsewhere));
      assert.ok(!isElsewhere("dcba9876543210fe", elsewhere), "only where a digest begins");
      assert.equal(memory.handTo(urn("own"), [theirs]).elsewhere, "");
    });

    it("arms that have a result by their run alone, and takes them in whole again", () => {
      const arm = { run: "r1", at: sentAt, until: sentAt, part: "apple" };
      const memory = new StackMemory([whole("own", { sends: [record()], armed: { d1: arm } })], now);
      const [row] = memory.handTo(urn("own"), []).resources;
      assert.deepEqual(row!.armed, { d1: "r1" });
      assert.deepEqual(new StackMemory([row!], now).of(new Set([urn("own")]))[0]!.armed, { d1: arm });
    });

    it("an arm with a ledger's key whole, though it has a result: the send may still have to be recorded there", () => {
      const ledger = { id: "0123456789abcdef", hub: "ns/hub", announcement: "release" };
      const arm = { run: "r1", at: sentAt, until: sentAt, part: "apple", ledger };
      const memory = new StackMemory([whole("own", { sends: [record()], armed: { d1: arm } })], now);
      assert.deepEqual(memory.handTo(urn("own"), []).resources[0]!.armed, { d1: arm });
    });

    it("piece by piece, and the first word about a broadcast stands", () => {
      const memory = new StackMemory([], now);
      memory.add(rows.slice(0, 2));
      memory.add(rows);
      assert.equal(memory.about("d1").records.length, 2);
    });
  });

  it("names people's names, which may hold ::", () => {
    assert.equal(nameOfUrn(urn("a::b")), "a::b");
    assert.equal(nameOfUrn("urn:pulumi:dev::releases::my:app:App$broadcast:index:Broadcast::news"), "news");
  });
});
