// The fault tests at full size: random sequences of edits, commands and faults, on the provider and with the whole CLI. The same
// sequences also run with a plain dynamic resource (and with an earlier build) as a control. Exit code 0 means that there were
// enough sequences, nothing was sent twice or lost, and the control did send twice.
import { createRequire } from "node:module";
import { parseArgs } from "node:util";

const help = `Usage: npm run test:faults -- [options]
  --sequences N      sequences at provider level (default 1000)
  --minutes N        time for them (default 15)
  --cli N            sequences with the whole CLI (default 60)
  --cli-minutes N    time for them (default 30)
  --plugin N         sequences with the whole CLI through the plugin (default 20)
  --longest N        most steps of a sequence (default 6)
  --control all|none whether the plain resource goes through the same sequences (default all)
  --earlier DIR      a built checkout of commit 73db043, which goes through the same sequences
  --seed N           the first sequence's seed, the next ones count on from it (default: the time)
  --lanes N          sequences at once (default 2)
  --shrink N         seconds to look for a shorter sequence that fails (default 20)
  --sequence JSON    runs this one sequence, at provider level or with --level cli, and nothing else`;

const { values } = parseArgs({
  options: {
    sequences: { type: "string", default: "1000" },
    minutes: { type: "string", default: "15" },
    cli: { type: "string", default: "60" },
    plugin: { type: "string", default: "20" },
    "cli-minutes": { type: "string", default: "30" },
    longest: { type: "string", default: "6" },
    control: { type: "string", default: "all" },
    earlier: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    lanes: { type: "string", default: "2" },
    shrink: { type: "string", default: "20" },
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
const { campaign, inSentences } = load("campaign");
const { ProviderLevel } = load("providerLevel");
const { CliLevel } = load("cliLevel");
const { broadcast, pluginBroadcast } = load("broadcast");
const { table } = load("tally");

if (values.sequence) {
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

/** Runs one level: the Broadcast, then the controls with the same number of sequences and the same seeds. */
async function run(title, level, wanted, minutes, { subject = broadcast, controls = true } = {}) {
  if (wanted === 0) return;
  const common = {
    limits: { longest: Number(values.longest) },
    lanes: Number(values.lanes),
    seed,
    limitSeconds: minutes * 60,
    report: console.log,
  };
  console.log(`\n${title}: ${wanted} sequences from seed ${seed}`);
  const { tally } = await campaign({
    ...common,
    open: () => level.open(),
    subject,
    enough: ({ sequences }) => sequences >= wanted,
    shrinkSeconds: Number(values.shrink),
    say: console.log,
  });
  columns[`Broadcast, ${title}`] = tally;
  if (tally.sequences < wanted)
    wrong.push(`${title}: only ${tally.sequences} of ${wanted} sequences in ${minutes} minutes`);
  for (const kind of ["repeats", "lost"]) if (tally[kind] > 0) wrong.push(`${title}: ${tally[kind]} ${kind}`);
  const avalanches = tally.count("false doubts");
  if (avalanches > 0) wrong.push(`${title}: ${avalanches} failing runs left more false doubts than the gate is wide`);
  const beside = async (name, subject, folder) => {
    console.log(`${title}: the same ${tally.sequences} with ${name}`);
    const control = await campaign({
      ...common,
      open: () => level.open(folder),
      subject,
      enough: ({ begun }) => begun >= tally.sequences,
      limitSeconds: 2 * minutes * 60,
      shrinkSeconds: 0,
    });
    columns[`${name}, ${title}`] = control.tally;
    if (control.tally.repeats === 0) wrong.push(`${title}: ${name} shows no repeat, so the harness proves nothing`);
  };
  if (!controls) return;
  if (values.earlier) await beside("earlier build", load("earlierBroadcast").earlierBroadcast, values.earlier);
  if (values.control === "all") await beside("plain resource", load("plainResource").plainResource);
}

await run("provider", ProviderLevel, Number(values.sequences), Number(values.minutes));
await run("CLI", CliLevel, Number(values.cli), Number(values["cli-minutes"]));
const throughPlugin = { open: () => CliLevel.open(undefined, "plugin") };
const asPlugin = { subject: pluginBroadcast, controls: false };
await run("plugin", throughPlugin, Number(values.plugin), Number(values["cli-minutes"]), asPlugin);
console.log(`\n${table(columns)}\n`);
for (const sentence of wrong) console.error(sentence);
process.exit(wrong.length === 0 ? 0 : 1);
