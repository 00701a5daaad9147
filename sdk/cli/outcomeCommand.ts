import type { Command } from "commander";
import type { NotificationDetails } from "../../provider/client/notificationDetails";
import { addHubOptions, type HubFlags, hubOf, run } from "./hubOptions";

interface Flags extends HubFlags {
  wait?: boolean;
  follow?: boolean;
  timeout: number;
  poll: number;
  failOn?: string[];
}

/** Adds `outcome`, which shows the outcome of a notification and can fail a pipeline because of it. */
export function outcomeCommand(program: Command): void {
  const { InvalidArgumentError } = require("commander") as typeof import("commander");
  const seconds = (text: string) => {
    if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError("Expected seconds.");
    return Number(text);
  };
  const command = program
    .command("outcome")
    .description("show the outcome of a notification (Standard tier, needs a key with Manage)")
    .argument("<notification-id>")
    .option("--wait", "keep checking until the state is final")
    .option("--follow", "the same, with the progress on standard error")
    .option("--timeout <seconds>", "with --wait and --follow: seconds until it gives up", seconds, 1800)
    .option("--poll <seconds>", "with --wait and --follow: seconds between checks", seconds, 10)
    .option("--fail-on <name...>", "exit 1 on this state (NoTargetFound) or outcome (ExpiredChannel)");
  addHubOptions(command).action(async (notificationId: string, flags: Flags) => {
    const hub = hubOf(command, flags);
    const { timeout: timeoutSeconds, poll: pollSeconds } = flags;
    await run(flags, async () => {
      const progress = flags.follow ? showProgress(process.stderr) : undefined;
      const details = await (flags.wait || flags.follow
        ? hub.waitForOutcome(notificationId, {
            ...{ timeoutSeconds, pollSeconds },
            ...(progress ? { onState: progress.show } : {}),
          })
        : hub.getOutcome(notificationId)
      ).finally(progress?.end);
      const found = (flags.failOn ?? []).filter((name) => happened(details, name));
      process.stdout.write(flags.json ? `${JSON.stringify({ ...details, failedOn: found })}\n` : text(details));
      if (found.length > 0) process.exitCode = 1;
    });
  });
}

/** A progress bar in a terminal, redrawn every second; elsewhere one line per state. */
function showProgress(output: NodeJS.WriteStream) {
  if (!output.isTTY)
    return { show: (state: string | undefined) => void output.write(`${progressOf(state)}\n`), end() {} };
  const begun = performance.now();
  let bar = progressOf(undefined);
  const draw = () => output.write(`\r\u001b[K${bar}, ${Math.round((performance.now() - begun) / 1000)} s`);
  const timer = setInterval(draw, 1000);
  draw();
  return {
    show(state: string | undefined) {
      bar = progressOf(state);
      draw();
    },
    end() {
      clearInterval(timer);
      output.write("\n");
    },
  };
}

/** The progress of a state, in the order that the service documents. */
export function progressOf(state: string | undefined): string {
  const way = ["Enqueued", "Processing"];
  const done = state === undefined ? 0 : way.includes(state) ? way.indexOf(state) + 1 : way.length + 1;
  const part = Math.round((done / (way.length + 1)) * 12);
  return `[${"#".repeat(part)}${".".repeat(12 - part)}] ${state ?? "the hub knows nothing yet"}`;
}

/** A state, or an outcome of at least one device. */
function happened(details: NotificationDetails, name: string): boolean {
  const same = (other: string) => other.toLowerCase() === name.toLowerCase();
  const outcomes = Object.values(details.outcomeCounts).flat();
  return same(details.state) || outcomes.some((outcome) => outcome.count > 0 && same(outcome.name));
}

function text(details: NotificationDetails): string {
  const lines = [details.state];
  for (const [platform, outcomes] of Object.entries(details.outcomeCounts)) {
    lines.push(`  ${platform}: ${outcomes.map(({ name, count }) => `${count} ${name}`).join(", ")}`);
  }
  if (details.endTime) lines.push(`  ended ${details.endTime}`);
  return `${lines.join("\n")}\n`;
}
