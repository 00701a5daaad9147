import type { Command } from "commander";
import { askWords } from "./askWords";
import { columnsOf, partOf, printable, secondsLeft, stackDoubtLines, wrapText } from "./broadcastText";
import { run } from "./hubOptions";
import { quoted, shellLine } from "./shellLine";
import { isNamed, readBroadcasts, type StackBroadcast, type StackDoubt } from "./stackBroadcasts";
import { addWords, isWord, readWords, type Word } from "./words";

interface Flags {
  all?: boolean;
  stack?: string;
  json?: boolean;
}

/** A doubt and its broadcast. */
interface Case {
  broadcast: StackBroadcast;
  doubt: StackDoubt;
}

/** Adds `resolve`, which records whether posts in doubt were sent. */
export function resolveCommand(program: Command): void {
  const command: Command = program
    .command("resolve")
    .description("record whether posts in doubt were sent; without arguments, asks about each, or lists them")
    .argument("[what]", "a broadcast's name, path or URN for all its doubts, or DIGEST@RUN for one")
    .argument("[word]", "sent, which records it, or not-sent, which lets the next pulumi up post it")
    .option("--all", "every doubt of the stack")
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("--json", "print one JSON document, and ask nothing")
    .action((what: string | undefined, word: string | undefined, flags: Flags) =>
      run(flags, async () => {
        if (flags.all && word !== undefined)
          command.error("--all takes the place of a name; give it and then sent or not-sent", { exitCode: 2 });
        const said = flags.all ? what : word;
        if (said !== undefined && !isWord(said))
          command.error(`the word is sent or not-sent, not ${printable(said)}`, { exitCode: 2 });
        const broadcasts = await readBroadcasts(flags.stack);
        const cases = flags.all || what === undefined ? casesOf(broadcasts) : meant(command, broadcasts, what, flags);
        if (said !== undefined) await resolve(cases, said, what, flags);
        else if (!flags.json && process.stdin.isTTY && process.stdout.isTTY && cases.some(isOpen))
          await ask(cases, flags);
        else process.stdout.write(flags.json ? json(cases) : listing(cases, flags.stack));
      }),
    );
}

const isOpen = ({ doubt }: Case): boolean => doubt.word === undefined;

/** The doubts of all broadcasts without repeats: after a rename, the old and the new broadcast may both have one. */
const casesOf = (broadcasts: readonly StackBroadcast[]): Case[] => {
  const all = broadcasts.flatMap((broadcast) => broadcast.doubts.map((doubt) => ({ broadcast, doubt })));
  return [...new Map(all.map((each) => [each.doubt.key, each])).values()];
};

/** The doubts that the caller named. */
function meant(command: Command, broadcasts: readonly StackBroadcast[], what: string, { stack }: Flags): Case[] {
  const one = casesOf(broadcasts).filter(({ doubt }) => doubt.key === what);
  if (one.length > 0) return one;
  const named = broadcasts.filter((broadcast) => isNamed(broadcast, what));
  if (named.length > 1) {
    const lines = named.map(
      ({ label, urn, status }) => `  ${printable(label)}, ${status}\n    ${quoted(printable(urn))}\n`,
    );
    const advice = "name the one you mean by its path, its URN or the key of a doubt";
    command.error(`${named.length} broadcasts are named ${printable(what)}; ${advice}:\n${lines.join("")}`, {
      exitCode: 2,
    });
  }
  const [broadcast] = named;
  if (broadcast) return casesOf([broadcast]);
  const record = recordOf(broadcasts, what);
  if (record) throw new Error(`${what} is not in doubt: it is recorded as ${record.state}.`);
  if (isWord(what)) throw new Error(`${what}: name a broadcast first, or add --all.`);
  throw new Error(
    `${printable(what)}: this stack has no broadcast and no doubt of that name; run \`${shellLine(["status"], stack)}\` to see what it has.`,
  );
}

/** The record of the send with this key. */
const recordOf = (broadcasts: readonly StackBroadcast[], key: string) =>
  broadcasts
    .flatMap(({ sends, history }) => [...sends, ...history])
    .find(({ digest, run: its }) => `${digest}@${its}` === key);

async function resolve(cases: readonly Case[], word: Word, what: string | undefined, flags: Flags): Promise<void> {
  if (cases.length === 0 && !flags.all)
    throw new Error(`${printable(what!)} is not in doubt; there is nothing to resolve.`);
  // An answer is changed only if the doubt is named by its key.
  const chosen = cases.filter((each) => isOpen(each) || (each.doubt.key === what && each.doubt.word !== word));
  const other = cases.find(({ doubt }) => doubt.word !== undefined && doubt.word !== word);
  if (chosen.length === 0 && other) {
    const line = shellLine(["resolve", other.doubt.key, word], flags.stack);
    throw new Error(`${nameOf([other])}: resolved as ${other.doubt.word} already; to change that, run \`${line}\`.`);
  }
  refuseWhileUnderWay(chosen);
  if (chosen.length > 0 || flags.json)
    await store(
      chosen.map((each) => ({ ...each, word })),
      flags,
    );
  else if (cases.length === 0) process.stdout.write("Nothing is in doubt.\n");
  else
    process.stdout.write(
      `${nameOf(cases)}: resolved as ${word} already; run \`${upLine(flags.stack)}\`, which acts on it.\n`,
    );
}

/** Refuses while the hub may still get a request of the lost run, because the answer could become wrong. */
function refuseWhileUnderWay(cases: readonly Case[]): void {
  const now = Date.now();
  const young = cases.filter(({ doubt }) => secondsLeft(doubt, now) > 0);
  if (young.length === 0) return;
  const wait = Math.max(...young.map(({ doubt }) => secondsLeft(doubt, now)));
  const seconds = wait === 1 ? "1 second" : `${wait} seconds`;
  throw new Error(
    `${nameOf(young)}: a request of the lost run may still be under way; wait ${seconds} and run this again.`,
  );
}

/** Writes all answers at once, and prints what happens next. */
async function store(resolved: readonly (Case & { word: Word })[], { stack, json }: Flags): Promise<void> {
  const said = Object.fromEntries(resolved.map(({ doubt, word }) => [doubt.key, word]));
  const words = resolved.length > 0 ? await addWords(said, stack) : await readWords(stack);
  process.stdout.write(json ? `${JSON.stringify({ resolved: said, words })}\n` : outcome(resolved, stack));
}

function outcome(resolved: readonly (Case & { word: Word })[], stack: string | undefined): string {
  const lines = [...Map.groupBy(resolved, ({ word }) => word)].map(
    ([word, cases]) => `Resolved as ${word}: ${nameOf(cases)}.`,
  );
  const refuted = resolved.filter(({ word }) => word === "not-sent");
  const gone = refuted.filter(({ doubt }) => !doubt.declared);
  const posts = gone.length < refuted.length;
  if (posts && gone.length > 0) lines.push(`No longer declared, so not posted: ${nameOf(gone)}.`);
  const next = posts ? "which posts what was not sent" : "which records that and posts nothing";
  lines.push(`Commit the stack's configuration file and run \`${upLine(stack)}\`, ${next}.`);
  return lines.map((line) => `${wrapText(line, 0, columnsOf(process.stdout))}\n`).join("");
}

const upLine = (stack: string | undefined): string =>
  `pulumi up${stack === undefined ? "" : ` --stack ${quoted(stack)}`}`;

/** `news (apple, fcmv1), other (apple)`. */
const nameOf = (cases: readonly Case[]): string =>
  [...Map.groupBy(cases, ({ broadcast }) => broadcast.label)]
    .map(([label, group]) => `${printable(label)} (${group.map(({ doubt }) => partOf(doubt)).join(", ")})`)
    .join(", ");

async function ask(cases: readonly Case[], flags: Flags): Promise<void> {
  const layout = { columns: columnsOf(process.stdout), now: Date.now() };
  const open = cases.filter(isOpen);
  const isYoung = ({ doubt }: Case) => secondsLeft(doubt, layout.now) > 0;
  const young = open.filter(isYoung);
  const ready = open.filter((each) => !isYoung(each));
  const text = (each: Case) => `${nameOf([each])}\n${stackDoubtLines([each.doubt], layout).join("\n")}\n`;
  if (ready.length === 0) return refuseWhileUnderWay(young);
  process.stdout.write(`${advice}\n`);
  for (const each of young) process.stdout.write(`\n${text(each)}`);
  const questions = ready.map((each) => ({ key: each.doubt.key, text: `\n${text(each)}` }));
  const words = await askWords(questions, process.stdin, process.stdout);
  const resolved = ready.flatMap((each) =>
    words?.[each.doubt.key] ? [{ ...each, word: words[each.doubt.key]! }] : [],
  );
  if (words === undefined) process.exitCode = 1;
  process.stdout.write("\n");
  if (resolved.length > 0) await store(resolved, flags);
  else process.stdout.write("Nothing was written.\n");
}

const advice = "It is not known whether these were sent; check a device or the hub's telemetry.";

function listing(cases: readonly Case[], stack: string | undefined): string {
  if (cases.length === 0) return "Nothing is in doubt.\n";
  const layout = { columns: columnsOf(process.stdout), now: Date.now() };
  const groups = [...Map.groupBy(cases, ({ broadcast }) => broadcast)];
  const commands = (what: string) =>
    (["sent", "not-sent"] as const).map((word) => `  ${shellLine(["resolve", what, word], stack)}`);
  const parts = groups.map(([{ label }, group]) => {
    const doubts = group.map(({ doubt }) => doubt);
    const said = group.some(isOpen) ? selectorsOf(label, group).flatMap(commands) : [];
    return [printable(label), ...stackDoubtLines(doubts, layout), ...said];
  });
  if (cases.some(isOpen)) parts.unshift([advice]);
  if (groups.filter(([, group]) => group.some(isOpen)).length > 1) parts.push(["all of them", ...commands("--all")]);
  return parts.map((lines) => lines.map((line) => `${line}\n`).join("")).join("\n");
}

/** The argument that names the doubts of a broadcast: its label if a shell can take it, otherwise the keys. */
function selectorsOf(label: string, cases: readonly Case[]): string[] {
  if (label !== printable(label)) return cases.filter(isOpen).map(({ doubt }) => doubt.key);
  return [label.startsWith("-") ? cases[0]!.broadcast.urn : label];
}

const json = (cases: readonly Case[]): string =>
  `${JSON.stringify({ doubts: cases.map(({ broadcast: { urn, name, path }, doubt }) => ({ urn, name, path, ...doubt })) })}\n`;
