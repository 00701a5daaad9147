import { type Command, InvalidArgumentError } from "commander";
import type { LedgerEntry, LedgerError } from "../../provider/journal/ledger/ledger";

/** `ledger list` and `ledger show`: what a ledger knows of what was posted, by whom and from where. */
export function ledgerCommand(program: Command): void {
  const ledger = program.command("ledger").description("show what a ledger has recorded");

  reading(ledger.command("list"))
    .description("list what was posted, oldest first")
    .option(
      "--since <when>",
      "only entries since then: a date such as 2026-11-01, or a span such as 12h or 7d",
      parseSince,
    )
    .action(async (options: Options, command: Command) => {
      const { entries, failure } = await collect(options, command);
      print(command, options, entries, table, failure);
    });

  reading(ledger.command("show"))
    .description("show everything recorded for an announcement, or for one entry")
    .argument("<what>", "the announcement, or the first characters of an id in the list (4 or more)")
    .action(async (what: string, options: Options, command: Command) => {
      const { entries, failure } = await collect(options, command);
      const isMeant = ({ id, key }: Listed) => key.announcement === what || (what.length >= 4 && id.startsWith(what));
      const meant = entries.filter(isMeant);
      const message = `The ledger has no announcement or id ${printable(what)}; see \`pulumi-broadcast ledger list\`.`;
      print(command, options, meant, pages, failure ?? (meant.length === 0 ? { message } : undefined));
    });
}

interface Options {
  ledger?: string;
  json?: true;
  since?: Date;
}

type Failure = Pick<Error, "message"> & Partial<LedgerError>;

type Format = (entries: Listed[]) => string;

/** An entry with the name of its file or blob, by which `ledger show` finds it. */
type Listed = { id: string } & LedgerEntry;

const reading = (command: Command): Command =>
  command
    .option("--ledger <url>", "file:DIR or azblob://account/container/prefix (default: $BROADCAST_LEDGER)")
    .option("--json", "print one line of JSON");

/** All readable entries, oldest first, and the error about the others. */
async function collect(options: Options, command: Command): Promise<{ entries: Listed[]; failure?: LedgerError }> {
  const url = options.ledger || process.env.BROADCAST_LEDGER;
  if (!url) command.error("no ledger: set BROADCAST_LEDGER or give --ledger", { exitCode: 2 });
  const { LedgerError, openLedger } = await import("../../provider/journal/ledger/ledger.js");
  const { entryName } = await import("../../provider/journal/ledger/entry.js");
  const entries: Listed[] = [];
  let failure: LedgerError | undefined;
  try {
    const ledger = await openLedger(url);
    for await (const entry of ledger.list({ since: options.since }))
      entries.push({ id: entryName(entry.key), ...entry });
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    failure = error;
  }
  entries.sort((a, b) => (when(a) < when(b) ? -1 : 1));
  return { entries, failure };
}

/** Prints the entries, then the failure. Does not call process.exit, which may cut off output to a pipe. */
function print(command: Command, { json }: Options, entries: Listed[], format: Format, failure?: Failure): void {
  const { writeOut, writeErr } = command.configureOutput();
  if (json) {
    const error = failure && { name: failure.name, code: failure.code, message: failure.message };
    writeOut!(`${JSON.stringify({ entries, error })}\n`);
  } else {
    if (entries.length > 0 || !failure) writeOut!(format(entries));
    if (failure) writeErr!(`${failure.message}\n`);
  }
  if (failure) process.exitCode = failure.code === "LEDGER_URL" ? 2 : 1;
}

const when = ({ sentAt, claimedAt }: LedgerEntry): string => sentAt ?? claimedAt;

function table(entries: Listed[]): string {
  if (entries.length === 0) return "The ledger has nothing to list.\n";
  const rows = entries.map((entry) => [
    entry.id.slice(0, 12),
    when(entry).replace(/\.\d+Z$/, "Z"),
    entry.state,
    entry.key.announcement,
    entry.key.platform + (entry.key.locale ? `/${entry.key.locale}` : ""),
    entry.key.hub,
    entry.by.actor ?? "",
  ]);
  const lines = [
    ["ID", "WHEN", "STATE", "ANNOUNCEMENT", "PLATFORM", "HUB", "BY"],
    ...rows.map((row) => row.map(printable)),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

const pages: Format = (entries) => entries.map(page).join("\n");

function page({ id, key, by, version: _, ...rest }: Listed): string {
  const lines = Object.entries({ id, ...key, ...rest, ...by });
  return lines.map(([name, value]) => `${name.padEnd(15)} ${printable(value)}\n`).join("");
}

/** A ledger is shared, so its strings must not control the reader's terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, "\u{FFFD}");

function parseSince(text: string): Date {
  const span = /^(\d{1,6})([mhd])$/.exec(text);
  const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
  if (span) return new Date(Date.now() - Number(span[1]) * units[span[2]!]!);
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError("Give a date such as 2026-11-01, or a span such as 12h or 7d.");
  }
  return date;
}
