import { styleText } from "node:util";
import type { Command } from "commander";
import { columnsOf, statusText } from "./broadcastText";
import { run } from "./hubOptions";
import { shellLine } from "./shellLine";
import { isNamed, readBroadcasts, type StackBroadcast } from "./stackBroadcasts";

interface Flags {
  stack?: string;
  json?: boolean;
}

/** Adds `status`, which lists the broadcasts of a stack and exits with 1 if anything is in doubt. */
export function statusCommand(program: Command): void {
  program
    .command("status")
    .description("list the stack's broadcasts and their status; exits 1 when anything is in doubt")
    .argument("[what...]", "show everything known about these: names, paths or URNs")
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("--json", "print one JSON document")
    .action((what: string[], flags: Flags) => run(flags, () => show(what, flags)));
}

async function show(what: string[], { stack, json }: Flags): Promise<void> {
  const all = await readBroadcasts(stack);
  const unknown = what.find((each) => !all.some((broadcast) => isNamed(broadcast, each)));
  if (unknown !== undefined)
    throw new Error(
      `${unknown}: this stack has no such broadcast; run \`${shellLine(["status"], stack)}\` to list them.`,
    );
  const shown = what.length === 0 ? all : all.filter((broadcast) => what.some((each) => isNamed(broadcast, each)));
  const open = new Set(
    shown.flatMap(({ doubts }) => doubts.filter(({ word }) => word === undefined).map(({ key }) => key)),
  );
  if (open.size > 0) process.exitCode = 1;
  if (json) process.stdout.write(`${JSON.stringify({ broadcasts: shown, inDoubt: open.size })}\n`);
  else if (all.length === 0) process.stdout.write("This stack has no broadcasts.\n");
  else process.stdout.write(`${statusText(shown, layout(), what.length > 0)}${advice(open.size, stack)}`);
}

const layout = () => ({ columns: columnsOf(process.stdout), now: Date.now(), paint });

const colors = { "in-doubt": "red", "not-sent": "yellow", due: "yellow", sent: "green", scheduled: "cyan" } as const;

/** Colors a status if the terminal supports it and NO_COLOR is not set. */
function paint(status: StackBroadcast["status"]): string {
  const color = (colors as Record<string, (typeof colors)[keyof typeof colors] | undefined>)[status];
  return color ? styleText(color, status, { stream: process.stdout }) : status;
}

function advice(inDoubt: number, stack: string | undefined): string {
  if (inDoubt === 0) return "";
  const posts = inDoubt === 1 ? "1 post is" : `${inDoubt} posts are`;
  return `\n${posts} in doubt. Check a device or the hub's telemetry, then run\n  ${shellLine(["resolve"], stack)}\n`;
}
