import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { aKey } from "../../unit/ledger/builders";
import { backEnds, type Place } from "./backEnds";

for (const { name, place } of backEnds) {
  describe(`ledger in ${name}, between processes`, () => {
    let here: Place;
    const children: ChildProcess[] = [];

    const contender = (...args: string[]) => {
      const child = fork(join(__dirname, "contender.js"), args, { env: { ...process.env, ...here.env } });
      children.push(child);
      return child;
    };

    beforeEach(async () => {
      here = await place();
    });
    afterEach(async () => {
      for (const child of children.splice(0)) {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill("SIGKILL");
          await once(child, "exit");
        }
      }
      await here?.remove();
    });

    it("of five processes that race for the same posts, exactly one claims each, and all get one id", async () => {
      const posts = 30;
      const racers = Array.from({ length: 5 }, (_, i) => contender("race", here.url, `racer-${i}`, String(posts)));
      await Promise.all(racers.map((racer) => once(racer, "message")));
      const results = Promise.all(
        racers.map(async (racer) => (await once(racer, "message"))[0] as { id: string; claimed: string[] }),
      );
      for (const racer of racers) racer.send("go");
      const claimed = (await results).flatMap((result) => result.claimed);
      assert.equal(claimed.length, posts);
      assert.equal(new Set(claimed).size, posts);
      const ledger = await here.open();
      for (const [i, result] of (await results).entries()) {
        assert.equal(result.id, await ledger.id());
        for (const platform of result.claimed)
          assert.equal((await ledger.read(aKey({ platform })))?.by.actor, `racer-${i}`);
      }
    });

    it("what a process knew as claimed or sent is there after it was killed, and every entry is whole", async () => {
      const known = { claimed: new Set<string>(), sent: new Set<string>() };
      for (const [i, ms] of [5, 20, 45].entries()) {
        const worker = contender("work", here.url, `worker-${i}`);
        worker.on("message", ({ claimed, sent }: { claimed?: string; sent?: string }) => {
          if (claimed) known.claimed.add(claimed);
          if (sent) known.sent.add(sent);
        });
        // On a busy machine a worker may take longer than that for its first post.
        const before = known.sent.size;
        while (known.sent.size === before) await once(worker, "message");
        await delay(ms);
        worker.kill("SIGKILL");
        await once(worker, "close");
      }
      const states = new Map<string, string>();
      for await (const { key, state } of (await here.open()).list()) states.set(key.platform, state);
      assert(known.sent.size > 0);
      for (const platform of known.sent) assert.equal(states.get(platform), "sent");
      for (const platform of known.claimed) assert.match(states.get(platform) ?? "lost", /^(claimed|sent)$/);
      // Of each worker, only the post at which it was killed may be without a result.
      assert([...states.values()].filter((state) => state === "claimed").length <= 3);
    });
  });
}
