import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { Broadcast } from "../../../sdk/broadcast";

const announcementType = "pulumi-nodejs:dynamic/broadcast:Announcement";
const deliveryType = "pulumi-nodejs:dynamic/broadcast:Delivery";
const args = { message: { title: "News", body: "A" }, platforms: ["apple" as const], audience: { tags: ["t"] } };

/** What an engine that previews is asked for; it answers with what it was given. */
class Preview {
  readonly inputs = new Map<string, any>();

  constructor(outputs: Record<string, { type: string; outputs?: object }> | Error = {}, digests: object = {}) {
    pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          this.inputs.set(`${type.split(":").at(-1)} ${name}`, inputs);
          const derived = { digests, countsAs: {}, posts: [], armed: {} };
          return { id: name, state: type === announcementType ? { ...derived, ...inputs } : inputs };
        },
        call: ({ token }) => {
          assert.equal(token, "pulumi:pulumi:readStackResourceOutputs");
          if (outputs instanceof Error) throw outputs;
          return { outputs };
        },
      },
      "releases",
      "dev",
      true,
      "organization",
    );
  }

  async announcement(name: string): Promise<any> {
    await pulumi.runtime.disconnect();
    return this.inputs.get(`Announcement ${name}`);
  }
}

/** The stack's memory as an Announcement is handed it, behind the number of failures. */
const memoryOf = ({ memory }: { memory: string }): any => JSON.parse(memory.slice(memory.indexOf(" ")));

describe("a program with broadcasts", () => {
  it("hands each Announcement what the stack holds, keyed by URNs of broadcasts, whose names may hold ::", async () => {
    const under = "urn:pulumi:dev::releases::my:app:App$broadcast:index:Broadcast";
    const sends = [
      { digest: "d", platform: "apple", state: "sent", sentAt: "2026-12-01T00:00:00Z", run: "r", counts: { a: 1 } },
    ];
    const arm = { run: "r", at: "2026-12-01T00:00:00Z", until: "2026-12-01T00:01:00Z", part: "apple" };
    const preview = new Preview({
      [`${under}$${announcementType}::a::b`]: {
        type: announcementType,
        outputs: { armed: { d: arm, e: arm }, countsAs: {}, message: "long" },
      },
      [`${under}$${deliveryType}::a::b`]: {
        type: deliveryType,
        outputs: { at: "ns/hub", generation: "g", sends, hub: "secret" },
      },
      "urn:pulumi:dev::releases::other:index:Thing::news": {
        type: "other:index:Thing",
        outputs: { sends: "none of ours" },
      },
    });
    new Broadcast("news", args);
    const memory = memoryOf(await preview.announcement("news"));
    assert.deepEqual([memory.scope, memory.preview], ["releases/dev", true]);
    const [{ counts: _, ...brief }] = sends as [any];
    assert.deepEqual(memory.resources, [
      { of: `${under}::a::b`, at: "ns/hub", generation: "g", sends: [brief], armed: { d: "r", e: arm } },
    ]);
  });

  it("hands a broadcast that the stack holds whole only what it needs, and a new one everything", async () => {
    const urn = (type: string, name: string) => `urn:pulumi:dev::releases::broadcast:index:Broadcast$${type}::${name}`;
    const held = ["one", "two", "three"].flatMap((name) => [
      [urn(announcementType, name), { type: announcementType, outputs: { armed: {} } }],
      [urn(deliveryType, name), { type: deliveryType, outputs: { sends: [] } }],
    ]);
    const preview = new Preview(Object.fromEntries(held));
    for (const name of ["one", "new"]) new Broadcast(name, args);
    const namesIn = (memory: any) => memory.resources.map(({ of }: any) => of.split("::").at(-1)).sort();
    assert.deepEqual(namesIn(memoryOf(await preview.announcement("one"))), ["one"]);
    assert.deepEqual(namesIn(memoryOf(await preview.announcement("new"))), ["one", "three", "two"]);
  });

  it("hands over everything where a preview does not know the declaration", async () => {
    const preview = new Preview();
    const body = pulumi.output(unknown as unknown as string);
    new Broadcast("news", { ...args, message: { title: "News", body } });
    assert.deepEqual(memoryOf(await preview.announcement("news")).resources, []);
  });

  it("says who it is by its component's URN", async () => {
    const preview = new Preview();
    const app = new pulumi.ComponentResource("my:app:App", "app");
    new Broadcast("a::b", args, { parent: app });
    const { of, name } = await preview.announcement("a::b");
    assert.deepEqual([of, name], ["urn:pulumi:dev::releases::my:app:App$broadcast:index:Broadcast::a::b", "a::b"]);
  });

  it("hands over no memory where the stack cannot be read: then nothing is posted", async () => {
    const preview = new Preview(new Error("no backend"));
    new Broadcast("news", args);
    assert.equal("resources" in memoryOf(await preview.announcement("news")), false);
  }).timeout(10_000);

  it("warns once when it has something to post and no hub is configured", async () => {
    const { warn } = pulumi.log;
    const warnings: string[] = [];
    Object.assign(pulumi.log, { warn: async (text: string) => void warnings.push(text) });
    try {
      const preview = new Preview({}, { apple: "0123456789abcdef" });
      new Broadcast("one", args);
      new Broadcast("two", { ...args, message: { title: "News", body: "B" } });
      await preview.announcement("one");
      assert.deepEqual(warnings, [
        "`pulumi up` cannot post yet, because no hub is configured; set hub, run `pulumi config set --secret broadcast:connectionString`, or set NOTIFICATIONHUBS_CONNECTION_STRING.",
      ]);
      warnings.length = 0;
      const next = new Preview({}, { apple: "0123456789abcdef" });
      const hub = "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0";
      new Broadcast("named", { ...args, hub: { connectionString: hub, hub: "releases" } });
      await next.announcement("named");
      assert.deepEqual(warnings, []);
    } finally {
      Object.assign(pulumi.log, { warn });
    }
  });

  it("names the hub without its key, and a fault of it as a sentence", async () => {
    const connection =
      "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0";
    const preview = new Preview();
    new Broadcast("named", { ...args, hub: { connectionString: connection, hub: "Releases" } });
    new Broadcast("broken", { ...args, message: { title: "News", body: "B" }, hub: connection });
    assert.equal((await preview.announcement("named")).to, "contoso.servicebus.windows.net/releases");
    assert.match(preview.inputs.get("Announcement broken").to, /^!hub: names no hub; add ;EntityPath/);
    for (const [what, inputs] of preview.inputs)
      if (what.startsWith("Announcement")) assert.ok(!JSON.stringify(inputs).includes("c2VjcmV0"), what);
  });

  it("whose announcement is a secret is refused in a sentence that does not hold it", async () => {
    const preview = new Preview();
    new Broadcast("news", { ...args, announcement: pulumi.secret("hidden name") });
    const { to } = await preview.announcement("news");
    assert.match(to, /^!announcement: must not be a secret/);
    assert.ok(!to.includes("hidden name"));
  });

  it("makes device handles secret, and a set of tags a list", async () => {
    const preview = new Preview();
    new Broadcast("devices", { ...args, audience: { devices: [{ platform: "apple", handle: "h4ndl3" }] } });
    new Broadcast("tags", { ...args, audience: { tags: new Set(["a", "b"]) } });
    const { audience } = await preview.announcement("devices");
    const { specialSigKey: signature, specialSecretSig: secret } = pulumi.runtime as any;
    assert.equal(audience[signature] ?? audience.devices[signature], secret, JSON.stringify(audience));
    assert.deepEqual(preview.inputs.get("Announcement tags").audience, { tags: ["a", "b"] });
  });

  it("that imports is pointed to adopt", () => {
    new Preview();
    const opts = { import: "id" } as pulumi.ComponentResourceOptions;
    assert.throws(
      () => new Broadcast("news", args, opts),
      /opts\.import is not for broadcasts.*adopt: \{ notificationId \}/,
    );
  });
});
