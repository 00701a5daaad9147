// The fault harness at full size: random sequences of commands and faults at provider level and with the whole CLI, and the same
// sequences with a plain dynamic resource beside them. Exit code 0 means: enough sequences, no repeat, nothing lost, and a control that repeats.
import { createRequire } from "node:module";
import { parseArgs } from "node:util";

const help = `Usage: npm run test:faults -- [options]
  --sequences N      faulted sequences at provider level (default 1000)
  --minutes N        time for them (default 10)
  --cli N            faulted sequences with the whole CLI (default 60)
  --cli-minutes N    time for them (default 25)
  --control all|none whether the plain resource goes through the same sequences (default all)
  --seed N           the first sequence's seed, the next ones count on from it (default: the time)
  --lanes N          provider-level sequences at once (default 3)
  --sequence JSON    runs this one sequence, at provider level or with --level cli, and nothing else`;

const { values } = parseArgs({
  options: {
    sequences: { type: "string", default: "1000" },
    minutes: { type: "string", default: "10" },
    cli: { type: "string", default: "60" },
    "cli-minutes": { type: "string", default: "25" },
    control: { type: "string", default: "all" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    lanes: { type: "string", default: "3" },
    sequence: { type: "string" },
    level: { type: "string", default: "provider" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}

const require = createRequire(import.meta.url);
const load = (name) => require(`../dist/test/faults/${name}.js`);
const { campaign } = load("campaign");
const { ProviderLevel } = load("providerLevel");
const { CliLevel } = load("cliLevel");
const { sequences } = load("sequence");
const { table } = load("tally");
if (values.sequence) {
  const { broadcast } = load("broadcast");
  const { inSentences } = load("campaign");
  const level = await (values.level === "cli" ? CliLevel : ProviderLevel).open();
  const outcome = await level.run(JSON.parse(values.sequence), broadcast);
  await level.close();
  console.log(
    `${outcome.accepted} accepted, struck by ${outcome.struck.join(", ") || "nothing"}\n${inSentences(outcome)}`,
  );
  process.exit(outcome.violations.length === 0 ? 0 : 1);
}
const seed = Number(values.seed);
const columns = {};
const wrong = [];

/** One level: the Broadcast until enough faults struck, then the plain resource with as many sequences from the same seeds. */
async function level(title, open, wanted, minutes, longest, lanes) {
  if (wanted === 0) return;
  const common = { open, arbitrary: sequences(longest), lanes, seed, limitSeconds: minutes * 60, report: console.log };
  console.log(`\n${title}: ${wanted} faulted sequences from seed ${seed}`);
  const { broadcast } = load("broadcast");
  const { tally } = await campaign({
    ...common,
    subject: broadcast,
    enough: ({ faulted }) => faulted >= wanted,
    shrink: title === "provider",
    say: console.log,
  });
  columns[`Broadcast, ${title}`] = tally;
  if (tally.faulted < wanted)
    wrong.push(`${title}: only ${tally.faulted} of ${wanted} faulted sequences in ${minutes} minutes`);
  if (tally.repeats > 0) wrong.push(`${title}: ${tally.repeats} repeats`);
  if (tally.lost > 0) wrong.push(`${title}: ${tally.lost} lost`);
  if (values.control === "none") return;
  console.log(`${title}: the same ${tally.sequences} with a plain dynamic resource`);
  const { plainResource } = load("plainResource");
  const control = await campaign({
    ...common,
    subject: plainResource,
    enough: ({ begun }) => begun >= tally.sequences,
    limitSeconds: 2 * minutes * 60,
    shrink: false,
  });
  columns[`plain, ${title}`] = control.tally;
  if (control.tally.repeats === 0)
    wrong.push(`${title}: the plain resource shows no repeat, so the harness proves nothing`);
}

await level(
  "provider",
  () => ProviderLevel.open(),
  Number(values.sequences),
  Number(values.minutes),
  7,
  Number(values.lanes),
);
await level("CLI", () => CliLevel.open(), Number(values.cli), Number(values["cli-minutes"]), 4, 2);
console.log(`\n${table(columns)}\n`);
for (const sentence of wrong) console.error(sentence);
process.exit(wrong.length === 0 ? 0 : 1);
