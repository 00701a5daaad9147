import type { Command } from "commander";
import type { Audience } from "../../provider/client/audience";
import { PayloadError } from "../../provider/client/errors/payloadError";
import { type Format, formats } from "../../provider/client/format";
import type { Notification } from "../../provider/client/notification";
import type { SendResult } from "../../provider/client/sendResult";
import { addHubOptions, type HubFlags, hubOf, run } from "./hubOptions";

interface Flags extends HubFlags {
  format: Format;
  body?: string;
  file?: string;
  header?: Record<string, string>;
  tag?: string[];
  tagExpression?: string;
  device?: string;
  everyone?: boolean;
  test?: boolean;
  schedule?: string;
  allowNobody?: boolean;
  yes?: boolean;
}

/** Adds `send`, which sends one notification and asks first when it goes to everyone. */
export function sendCommand(program: Command): void {
  const { InvalidArgumentError, Option } = require("commander") as typeof import("commander");
  const header = (text: string, before: Record<string, string> = {}) => {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
    if (!name) throw new InvalidArgumentError('Expected "Name: value".');
    return { ...before, [name]: value ?? "" };
  };
  const command = program
    .command("send")
    .description("send one notification, once")
    .addOption(new Option("--format <format>", "platform, or template").choices(formats).makeOptionMandatory())
    .option("--body <text>", "payload, sent byte for byte")
    .option("--file <path>", "file with the payload, - for standard input")
    .option("--header <name: value>", "further header, repeatable", header)
    .option("--tag <tag...>", "devices that carry any of these tags")
    .option("--tag-expression <text>", 'devices that match, such as "release && !beta"')
    .option("--device <handle>", "one device")
    .option("--everyone", "every device; asks first unless --yes")
    .option("--test", "a test send: at most 10 devices, outcome shown")
    .option("--allow-nobody", "with --test: do not fail when the send reaches no device")
    .option("--schedule <time>", "when to send, such as 2026-12-01T09:00:00Z (Standard tier)")
    .option("--yes", "do not ask");
  addHubOptions(command).action(async (flags: Flags) => {
    const audience = audienceOf(command, flags);
    const notification = await notificationOf(command, flags);
    const hub = hubOf(command, flags);
    if (flags.everyone && !flags.yes) {
      if (!process.stdin.isTTY) command.error("--everyone: there is no terminal to ask on; add --yes", { exitCode: 2 });
      const question = `Send to every device of hub ${hub.hub} at ${hub.host}?`;
      if (!(await confirmed(question, process.stdin, process.stderr))) {
        process.stderr.write("Nothing was sent.\n");
        process.exitCode = 1;
        return;
      }
    }
    await run(flags, async () => {
      refuseHeaders(notification);
      const { test, schedule } = flags;
      const result = await hub.send(notification, audience, {
        ...(test ? { test } : {}),
        ...(schedule ? { schedule } : {}),
      });
      process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : text(result, schedule));
      if (result.outcome && result.outcome.failure > 0) process.exitCode = 1;
      if (result.outcome?.results.length === 0 && !flags.allowNobody) {
        process.stderr.write(
          "error: no device matches, so the test send reached nobody; register one, or add --allow-nobody.\n",
        );
        process.exitCode = 1;
      }
    });
  });
}

function audienceOf(command: Command, { everyone, tag, tagExpression, device }: Flags): Audience {
  const given: Audience[] = [];
  if (everyone) given.push({ everyone: true });
  if (tag) given.push({ tags: tag });
  if (tagExpression !== undefined) given.push({ tagExpression });
  if (device !== undefined) given.push({ device });
  const [audience] = given;
  if (audience && given.length === 1) return audience;
  command.error("say who receives it: exactly one of --tag, --tag-expression, --device and --everyone", {
    exitCode: 2,
  });
}

async function notificationOf(command: Command, { format, body, file, header }: Flags): Promise<Notification> {
  if ((body === undefined) === (file === undefined))
    command.error("give the payload: --body or --file", { exitCode: 2 });
  return { format, body: body ?? (await read(command, file!)), ...(header ? { headers: header } : {}) };
}

/** What the platform would refuse in the headers, which the client leaves to it. */
function refuseHeaders({ format, headers = {} }: Notification): void {
  const { checkHeaders } =
    require("../../provider/message/headerRules") as typeof import("../../provider/message/headerRules");
  const faults = checkHeaders(headers, format).filter(({ severity }) => severity === "error");
  if (faults.length > 0) throw new PayloadError(faults);
}

async function read(command: Command, path: string): Promise<string> {
  if (path === "-")
    return (require("node:stream/consumers") as typeof import("node:stream/consumers")).text(process.stdin);
  const { readFile } = require("node:fs/promises") as typeof import("node:fs/promises");
  try {
    return await readFile(path, "utf8");
  } catch {
    command.error(`--file: ${path} cannot be read; name a file with the payload`, { exitCode: 2 });
  }
}

/** Asks a person, who has to say yes; the end of the input is a no. */
export function confirmed(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  const { createInterface } = require("node:readline") as typeof import("node:readline");
  const prompt = createInterface({ input, output });
  return new Promise((resolve) => {
    prompt.once("close", () => resolve(false));
    prompt.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      prompt.close();
    });
  });
}

function text({ notificationId, trackingId, outcome }: SendResult, schedule: string | undefined): string {
  const lines = [schedule ? `Scheduled for ${schedule}.` : "Accepted by the hub."];
  if (notificationId) lines.push(`  notification id ${notificationId}`);
  if (trackingId) lines.push(`  tracking id ${trackingId}`);
  if (outcome) {
    lines.push(`  ${outcome.success} sent, ${outcome.failure} failed`);
    for (const { applicationPlatform, outcome: sentence } of outcome.results)
      lines.push(`  ${applicationPlatform}: ${sentence}`);
  }
  return `${lines.join("\n")}\n`;
}
