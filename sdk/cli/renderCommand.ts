import type { Command } from "commander";
import { addHubOptions, type HubFlags, hubOf } from "./hubOptions";

interface Flags extends HubFlags {
  markdown?: true;
  zone?: string;
  reach?: true;
  payload?: true;
}

/** Adds `render`: what each platform's screen will show, to whom, when, and what will happen. Sends nothing. */
export function renderCommand(program: Command): void {
  const command = program
    .command("render")
    .description("show what each platform will display, to whom and when; sends nothing")
    .argument(
      "<what...>",
      "files or folders (JSON or YAML: a broadcast, a message, or what `pulumi stack export` prints), - for standard input, or names of stacks",
    )
    .option("--markdown", "print Markdown for a comment on a pull request")
    .option("--zone <name>", "time zone shown beside UTC (default: the schedule's, then this machine's)")
    .option("--payload", "print the exact body and headers of each send instead of its screen")
    .option("--reach", "ask the hub how many devices match now (a key with Manage)");
  addHubOptions(command).action(async (what: string[], flags: Flags) => {
    const { addReach, cardsOf, isZone, payloadsOf, sourcesOf, written } = await import("./renderCards.js");
    const { writeOut, writeErr } = command.configureOutput() as Required<ReturnType<Command["configureOutput"]>>;
    if (flags.zone !== undefined && !isZone(flags.zone)) {
      command.error("--zone: must be an IANA time zone such as Europe/Paris", { exitCode: 2 });
    }
    const { sources, declarations, problems, unread } = await sourcesOf(what, flags.zone);
    if (flags.reach) {
      const hub = hubOf(command, flags);
      await addReach(sources, hub).catch((error: Error) => writeErr(`reach is not known: ${error.message}\n`));
    }
    const { cards, problems: more } = cardsOf(sources);
    if (flags.payload) writeOut(payloadsOf(declarations, flags.json ? "json" : "text"));
    else writeOut(written(cards, flags.json ? "json" : flags.markdown ? "markdown" : "text"));
    for (const problem of [...problems, ...more]) writeErr(`error: ${problem}\n`);
    const unsendable = cards.some(({ sends }) => sends.some((send) => send.problems.length > 0));
    if (problems.length + more.length > 0 || unsendable) process.exitCode = 1;
    if (unread > 0 && sources.length === 0) process.exitCode = 2;
  });
}
