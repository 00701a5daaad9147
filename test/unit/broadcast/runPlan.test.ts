import { deepEqual, equal, ok } from "node:assert/strict";
import { type Planned, RunPlan } from "../../../sdk/runPlan";

describe("the plan of a run", () => {
  const planned = (name: string, facts: Partial<Planned> = {}): Planned => ({
    card: `${name}: card`,
    lines: [`${name}: line`],
    posts: 2,
    scheduled: false,
    ...facts,
  });

  /** A plan, what it has said, and a moment in which nobody is at work. */
  function open({ full = false } = {}) {
    const said: string[] = [];
    let waiting: (() => void)[] = [];
    const quiet = () => {
      const due = waiting;
      waiting = [];
      for (const each of due) each();
    };
    const plan = new RunPlan(
      () => full,
      (text) => said.push(text),
      (then) => waiting.push(then),
    );
    return { plan, said, quiet };
  }

  it("waits for all that was declared, and says it in that order", () => {
    const { plan, said, quiet } = open();
    const fills = [plan.takePlace(), plan.takePlace(), plan.takePlace()];
    fills[2]!(planned("c", { scheduled: true, posts: 1, everyone: true }));
    fills[0]!(planned("a"));
    quiet();
    deepEqual(said, []);
    fills[1]!(planned("b"));
    quiet();
    deepEqual(said, [
      "a: card\n\nb: card\n\nc: card\n\na: line\nb: line\nc: line\n3 broadcasts: 5 posts, 4 at once, 1 scheduled; 1 to everyone.",
    ]);
  });

  it("waits for what is declared in the meantime", () => {
    const { plan, said, quiet } = open();
    plan.takePlace()(planned("a"));
    const later = plan.takePlace();
    quiet();
    equal(said.length, 0);
    later(planned("b"));
    quiet();
    equal(said.join(), "a: card\n\nb: card\n\na: line\nb: line\n2 broadcasts: 4 posts, at once.");
  });

  it("is silent when nothing is to be said, and counts what is silent", () => {
    const { plan, said, quiet } = open();
    plan.takePlace()();
    quiet();
    deepEqual(said, []);
    plan.takePlace()(planned("a"));
    quiet();
    deepEqual(said, ["a: card\n\n2 broadcasts: 2 posts, at once."]);
  });

  it("of one broadcast ends with its line when the card is long, and with why something else is not posted", () => {
    const long = "row\n".repeat(17).trim();
    const text = (facts: Partial<Planned>) => {
      const { plan, said, quiet } = open();
      plan.takePlace()(planned("a", facts));
      quiet();
      return said;
    };
    deepEqual(text({ card: long }), [long]);
    deepEqual(text({ card: `${long}\nrow` }), [`${long}\nrow\n\na: line`]);
    deepEqual(text({ card: "card", lines: ["a: line", "why not"] }), ["card\n\nwhy not"]);
    deepEqual(text({ card: undefined }), ["a: line"]);
  });

  it("of more than five is a line for each and the sum, unless all cards are asked for", () => {
    for (const full of [false, true]) {
      const { plan, said, quiet } = open({ full });
      const fills = [..."abcdef"].map((name) => ({ name, fill: plan.takePlace() }));
      for (const { name, fill } of fills) fill(planned(name, { scheduled: true }));
      quiet();
      const [text] = said as [string];
      ok(text.endsWith("e: line\nf: line\n6 broadcasts: 12 posts, scheduled."));
      equal(text.includes("card\n"), full);
      equal(text.startsWith("`pulumi config set broadcast:plan full` shows the cards.\na: line\n"), !full);
    }
  });

  it("without a card is a line for each; switched off they share one", () => {
    const { plan, said, quiet } = open();
    const none = { card: undefined, posts: 0 };
    const fills = [..."abcdef"].map((name) => ({ name, fill: plan.takePlace() }));
    for (const { name, fill } of fills)
      fill(planned(name, name < "d" ? { ...none, open: name === "a" } : { ...none, off: name }));
    quiet();
    deepEqual(said, [
      [
        "a: line\nb: line\nc: line",
        "Sends are off (broadcast:send or BROADCAST_SEND), so nothing is posted for",
        "  d, e, f.",
        "6 broadcasts: no posts; 1 known only during the update.",
      ].join("\n"),
    ]);
  });

  it("of a later part of the program shows that part, and counts everything", () => {
    const { plan, said, quiet } = open();
    plan.takePlace()(planned("a"));
    quiet();
    plan.takePlace()(planned("b"));
    quiet();
    deepEqual(said, ["a: card", "\nb: card\n\nb: line\n2 broadcasts: 4 posts, at once."]);
  });

  it("keeps a long line within a terminal", () => {
    const { plan, said, quiet } = open();
    plan.takePlace()(planned("a", { card: undefined, lines: ["word ".repeat(40).trim()] }));
    quiet();
    ok(said[0]!.split("\n").every((line) => line.length <= 76));
  });
});
