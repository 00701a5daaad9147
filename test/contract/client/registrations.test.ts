import assert from "node:assert/strict";
import { before, describe } from "mocha";
import type { Registration } from "../../../provider/client/registration";
import { isReal, onEmulator, useTarget } from "./target";

const target = useTarget();

async function all(registrations: AsyncIterable<Registration>): Promise<Registration[]> {
  const found: Registration[] = [];
  for await (const registration of registrations) found.push(registration);
  return found;
}

describe("registrations", () => {
  before(async function () {
    if (isReal) return this.skip();
    const { installations } = target.client();
    for (let index = 0; index < 7; index++) {
      const tags = index % 2 ? ["odd", "all"] : ["even", "all"];
      const pushChannel = index.toString(16).padStart(64, "0");
      await installations.put({ installationId: `i${index}`, platform: "apns", pushChannel, tags });
    }
  });

  onEmulator("a tag lists whom a send to it reaches", async () => {
    const odd = await all(target.client().registrations.listByTag("odd"));
    assert.equal(odd.length, 3);
    for (const { platform, tags, handle, registrationId } of odd) {
      assert.equal(platform, "apple");
      assert.ok(tags.includes("odd"));
      assert.ok(tags.some((tag) => /^\$InstallationId:\{i\d\}$/.test(tag)));
      assert.match(String(handle), /^0+\d$/);
      assert.ok(registrationId);
    }
  });

  onEmulator("pages of two list everybody once", async () => {
    const ids = (await all(target.client().registrations.list({ top: 2 }))).map(({ registrationId }) => registrationId);
    assert.equal(ids.length, 7);
    assert.equal(new Set(ids).size, 7);
    assert.equal((await all(target.client().registrations.listByTag("all", { top: 3 }))).length, 7);
    assert.deepEqual(await all(target.client().registrations.listByTag("nobody")), []);
  });

  onEmulator("one is read by its id", async () => {
    const { registrations } = target.client();
    const [first] = await all(registrations.listByTag("even"));
    assert.deepEqual(await registrations.get(first!.registrationId), first);
    assert.equal(await registrations.tryGet("999-999-9"), undefined);
  });

  onEmulator("listing needs a key with Manage, which the error says", async () => {
    const client = target.client({ connectionString: target.emulator.connectionStrings.listen });
    await assert.rejects(all(client.registrations.listByTag("odd")), /403 Forbidden.*a key with the Manage right$/);
  });
});
