import assert from "node:assert/strict";
import type { EntryStore } from "../../../provider/journal/ledger/entryStore";
import { backEnds, type Place } from "./backEnds";

const name = "0".repeat(64);

for (const { name: backEnd, place } of backEnds) {
  describe(`entry store in ${backEnd}`, () => {
    let here: Place;
    let store: EntryStore;

    beforeEach(async () => {
      here = await place();
      store = here.store;
    });
    afterEach(() => here?.remove());

    const tag = async () => (await store.get(name))!.tag;
    const text = async () => (await store.get(name))?.text;

    it("nothing is there until it is put, and only the first put without a tag counts", async () => {
      assert.equal(await store.get(name), undefined);
      assert.equal(await store.put(name, "one"), true);
      assert.equal(await store.put(name, "two"), false);
      assert.equal(await text(), "one");
    });

    it("a put counts with the latest tag only", async () => {
      await store.put(name, "one");
      const first = await tag();
      assert.equal(await store.put(name, "two", first), true);
      assert.equal(await store.put(name, "three", first), false);
      assert.equal(await text(), "two");
      assert.equal(await store.put(name, "three", await tag()), true);
      assert.equal(await text(), "three");
    });

    it("a removal counts with the latest tag only", async () => {
      await store.put(name, "one");
      const first = await tag();
      await store.put(name, "two", first);
      assert.equal(await store.remove(name, first), false);
      assert.equal(await text(), "two");
      assert.equal(await store.remove(name, await tag()), true);
      assert.equal(await store.get(name), undefined);
    });

    it("a tag from before a removal is worth nothing after it, whatever was put since", async () => {
      await store.put(name, "one");
      const first = await tag();
      await store.remove(name, first);
      assert.equal(await store.put(name, "two", first), false);
      assert.equal(await store.remove(name, first), false);
      assert.equal(await store.put(name, "one"), true);
      assert.equal(await store.put(name, "two", first), false);
      assert.equal(await store.remove(name, first), false);
      assert.equal(await text(), "one");
    });

    it("of many changes at once with one tag exactly one counts", async () => {
      await store.put(name, "one");
      const first = await tag();
      const changes = Array.from({ length: 10 }, (_, i) =>
        i % 3 ? store.put(name, `${i}`, first) : store.remove(name, first),
      );
      assert.equal((await Promise.all(changes)).filter(Boolean).length, 1);
    });
  });
}
