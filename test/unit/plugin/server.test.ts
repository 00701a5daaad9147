import assert from "node:assert/strict";
import { pluginServer } from "../../../plugin/server";
import { createProvider } from "../../../provider/broadcast/provider";
import { Settings } from "../../../provider/broadcast/settings";
import { unknown } from "../../../provider/message/unknown";
import { connectionString, good, reasons } from "../broadcast/checked";

const signature = "4dabf18193072939515e22adb298388d";
const asSecret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const asOutput = (value?: unknown) => ({
  [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...(value === undefined ? {} : { value }),
});
const urn = "urn:pulumi:dev::releases::broadcast:index:Broadcast$broadcast:index:Announcement::news";

/** What programs in other languages get wrong. */
const bad: Record<string, object> = {
  "an unknown property": { colour: 1 },
  "an unknown property of the message": { message: { title: "News", body: "A", colour: 1 } },
  "message and payloads": { payloads: { apple: { aps: { alert: "A" } } } },
  "message and template": { template: { body: "A" } },
  "message without platforms": { platforms: undefined },
  "a number for a text": { message: { title: 5, body: "A" } },
  "a text for a number": { revision: "two" },
  "an unknown platform": { platforms: ["pager"] },
  "everyone: false": { audience: { everyone: false } },
  "two kinds of audience": { audience: { everyone: true, tags: ["t"] } },
  "a schedule that is no instant": { schedule: "tomorrow" },
};

describe("the plugin's server", () => {
  const server = () => {
    const settings = new Settings((name) => (name === "broadcast:connectionString" ? connectionString : undefined), {});
    return pluginServer(async () => createProvider({ settings }), "0.1.0");
  };
  const check = (news: object) => server().check!(urn, {}, { ...good, ...news });
  const wrapped = (wrap: (value: unknown) => unknown, news: object) =>
    Object.fromEntries(Object.entries(news).map(([key, value]) => [key, value === undefined ? value : wrap(value)]));

  for (const [what, news] of Object.entries(bad)) {
    it(`refuses ${what} in the sentence that TypeScript programs get, plain, as a secret and as an output`, async () => {
      const expected = await reasons(news);
      assert.notEqual(expected.length, 0);
      for (const given of [news, wrapped(asSecret, news), wrapped(asOutput, news)]) {
        const { failures = [] } = await check(given);
        assert.deepEqual(
          failures.map(({ property, reason }) => [property, reason]),
          expected.map((reason) => ["", reason]),
        );
      }
    });
  }

  it("lets what a preview does not know yet pass", async () => {
    for (const value of [unknown, asOutput()]) {
      const { inputs, failures = [] } = await check({ message: { title: "News", body: value } });
      assert.deepEqual([failures, inputs?.digests], [[], unknown]);
    }
  });

  it("keeps a secret one, and takes the mark of none", async () => {
    const { inputs } = await check({ message: asSecret(good.message) });
    assert.deepEqual(inputs?.message, asSecret(good.message));
    assert.deepEqual(inputs?.audience, good.audience);
  });

  it("refuses the state of a newer one, and says what to update", async () => {
    const state = { ...good, schema: 2, sends: [], digests: {} };
    const newer = /written by a newer pulumi-broadcast \(schema 2\).*pulumi plugin install resource broadcast/;
    assert.equal((await server().diff!("id", urn, state, good)).changes, true);
    await assert.rejects(server().update!("id", urn, state, good), newer);
    await assert.rejects(server().delete!("id", urn, state), newer);
  });

  it("names the one resource that it makes", async () => {
    await assert.rejects(
      server().construct!("news", "broadcast:index:News", {}, {}),
      /broadcast:index:News is not a resource of this plugin; use broadcast:index:Broadcast/,
    );
  });
});
