// Two ratios, each within one run: rendering a message for every platform against JSON.stringify of the results, and
// parsing a tag expression against JSON.parse of the same text as a string. BENCH_DIST names another build to measure.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const dist = resolve(process.env.BENCH_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url)));
const load = createRequire(import.meta.url);
const { render } = load(`${dist}/provider/message/render.js`);
const { messagePlatforms } = load(`${dist}/provider/message/platforms.js`);
const { parseTagExpression } = load(`${dist}/provider/client/tagExpression.js`);

/** Nanoseconds of one call of each, from its fastest round of about 5 ms: what other processes add is left out. */
function fastest(...calls) {
  const rounds = calls.map((call) => {
    let count = 1;
    while (timed(call, count) < 5e6) count *= 2;
    return { call, count, best: Number.POSITIVE_INFINITY };
  });
  for (let index = 0; index < 60; index++) {
    for (const round of rounds) round.best = Math.min(round.best, timed(round.call, round.count) / round.count);
  }
  return rounds.map(({ best }) => best);
}

function timed(call, count) {
  let results = 0;
  const start = process.hrtime.bigint();
  for (let index = 0; index < count; index++) if (call() !== undefined) results++;
  const took = Number(process.hrtime.bigint() - start);
  if (results !== count) throw new Error("a measured call returned nothing");
  return took;
}

function report(name, ours, theirs, most) {
  const [our, their] = fastest(ours, theirs);
  const ratio = our / their;
  const verdict = ratio <= most ? "ok" : "MISSED";
  console.log(`${name}: ${our.toFixed(0)} / ${their.toFixed(0)} ns = ${ratio.toFixed(2)}, at most ${most}: ${verdict}`);
  if (ratio > most) process.exitCode = 1;
}

const message = {
  title: "2.4.0 is here",
  body: "Dark mode, faster start, and the export that many of you asked for.",
  link: "https://contoso.com/releases/2.4.0",
  data: { version: "2.4.0", channel: "stable" },
  ttlSeconds: 86_400,
};
const options = { collapseId: "release-2.4.0", now: Date.UTC(2026, 11, 1, 9) };
const renderAll = () => messagePlatforms.map((platform) => render(message, platform, options));
const rendered = renderAll();
report("render for all platforms / JSON.stringify", renderAll, () => JSON.stringify(rendered), 5);

const expression = Array.from({ length: 20 }, (_, index) => `release-2.${index}.0`).join(" || ");
const quoted = JSON.stringify(expression);
report(
  "parse 20 tags / JSON.parse of the text",
  () => parseTagExpression(expression),
  () => JSON.parse(quoted),
  10,
);
