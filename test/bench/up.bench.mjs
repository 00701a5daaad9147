// What 100 broadcasts cost the engine, beside as many empty resources: 200 dynamic ones under 100 components. Prints the ratio of the two.
// BENCH_HUB_MS delays each of the hub's answers by that many milliseconds; with PACKAGE_UNDER_TEST, programs load the package of another built checkout.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const dist = process.env.BENCH_DIST ?? "../../dist";
const { TestStack } = require(`${dist}/test/support/engine.js`);
const { startEmulator } = require(`${dist}/sdk/emulator/index.js`);

const count = Number(process.env.BENCH_COUNT ?? 100);
const broadcasts = `
const { Broadcast } = require("pulumi-broadcast");
for (let i = 0; i < ${count}; i++) new Broadcast("news-" + i, {
  message: { title: "News " + i, body: "A text of an ordinary length for an ordinary announcement" },
  platforms: ["apple", "fcmv1", "windows"], audience: { tags: ["t"] },
});`;
const empty = `
const pulumi = require("@pulumi/pulumi");
const provider = {
  check: async (olds, news) => ({ inputs: news }), diff: async () => ({ changes: false }),
  create: async () => ({ id: "empty", outs: {} }), update: async () => ({ outs: {} }), delete: async () => undefined,
};
class Empty extends pulumi.dynamic.Resource { constructor(name, opts) { super(provider, name, {}, opts); } }
for (let i = 0; i < ${count}; i++) {
  const parent = new pulumi.ComponentResource("empty:index:Component", "empty-" + i);
  const first = new Empty("a-" + i, { parent });
  new Empty("b-" + i, { parent, dependsOn: [first] });
}`;

const emulator = await startEmulator();
const ms = Number(process.env.BENCH_HUB_MS ?? 0);
if (ms > 0) emulator.fault({ match: { method: "POST" }, fault: "delay", ms, times: 1_000_000 });
const env = {
  NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send,
  NOTIFICATION_HUB_NAME: emulator.hub,
};

async function seconds(source) {
  const stack = await TestStack.create({ source }, env);
  try {
    const started = performance.now();
    await stack.up();
    const first = (performance.now() - started) / 1000;
    const again = performance.now();
    await stack.up();
    return { first, second: (performance.now() - again) / 1000 };
  } finally {
    await stack.close();
  }
}

const rounds = Number(process.env.BENCH_ROUNDS ?? 2);
const best = { broadcasts: { first: Infinity, second: Infinity }, empty: { first: Infinity, second: Infinity } };
for (let round = 0; round < rounds; round++) {
  for (const [name, source] of Object.entries({ empty, broadcasts })) {
    const { first, second } = await seconds(source);
    best[name].first = Math.min(best[name].first, first);
    best[name].second = Math.min(best[name].second, second);
  }
}
await emulator.close();
const line = (what, key) =>
  console.log(
    `${what}: ${count} broadcasts ${best.broadcasts[key].toFixed(1)} s, ${2 * count} empty resources in ${count} components ${best.empty[key].toFixed(1)} s, ratio ${(best.broadcasts[key] / best.empty[key]).toFixed(2)}`,
  );
line("first up", "first");
line("second up", "second");
