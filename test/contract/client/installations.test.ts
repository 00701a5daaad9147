import assert from "node:assert/strict";
import { describe } from "mocha";
import { installationPlatforms } from "../../../provider/client/installation";
import { onEmulator, useTarget } from "./target";

const target = useTarget();
const pushChannel = "AB".repeat(32);

describe("installations", () => {
  onEmulator("one that was put is read back, changed, and gone when deleted", async () => {
    const { installations } = target.client();
    await installations.put({ installationId: "i1", platform: "apns", pushChannel, tags: ["a"], userId: "u" });
    const read = await installations.get("i1");
    assert.equal(read.platform, "apns");
    assert.equal(String(read.pushChannel).toUpperCase(), pushChannel);
    assert.deepEqual(read.tags, ["a"]);
    assert.equal(read.userId, "u");

    await installations.patch("i1", [
      { op: "add", path: "/tags", value: "b" },
      { op: "remove", path: "/tags/a" },
    ]);
    assert.deepEqual((await installations.get("i1")).tags, ["b"]);

    await installations.put(await installations.get("i1"));
    await installations.delete("i1");
    assert.equal(await installations.tryGet("i1"), undefined);
    await assert.rejects(installations.get("i1"), /404 Not Found.*; there is no installation with this id$/);
    await installations.delete("i1");
  });

  onEmulator("every platform is put and read", async () => {
    const { installations } = target.client();
    for (const platform of installationPlatforms) {
      const handle =
        platform === "browser"
          ? { endpoint: "https://push.example/1", auth: "A", p256dh: "P" }
          : /wns|mpns/.test(platform)
            ? "https://db3.notify.windows.com/?token=x"
            : pushChannel;
      await installations.put({ installationId: platform, platform, pushChannel: handle });
      assert.equal((await installations.get(platform)).platform, platform);
    }
  });

  onEmulator("a template is read back, and its name is a tag", async () => {
    const { installations } = target.client();
    const templates = { news: { body: '{"aps":{"alert":"$(message)"}}', tags: ["t"] } };
    await installations.put({ installationId: "i2", platform: "apns", pushChannel, templates });
    const read = await installations.get("i2");
    assert.equal(read.templates?.news?.body, templates.news.body);
  });

  onEmulator("a key that may only listen is enough, one that may only send is not", async () => {
    const { listen, send } = target.emulator.connectionStrings;
    const installation = { installationId: "i3", platform: "apns", pushChannel } as const;
    await target.client({ connectionString: listen }).installations.put(installation);
    const denied = target.client({ connectionString: send }).installations.put(installation);
    await assert.rejects(denied, /403 Forbidden; this needs a key with the Listen right$/);
  });
});
