import type { Command } from "commander";
import type { Audience } from "../../provider/client/audience";
import { PayloadError } from "../../provider/client/errors/payloadError";
import { type Format, formats } from "../../provider/client/format";
import type { HubClient } from "../../provider/client/hubClient";
import type { Notification } from "../../provider/client/notification";
import type { SendResult } from "../../provider/client/sendResult";
import type { FilePost } from "./filePosts";
import { addHubOptions, type HubFlags, hubOf, run } from "./hubOptions";

interface Flags extends HubFlags {
  format?: Format;
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

/** Adds `send`, which sends a payload or the broadcasts of a file, and asks first if everyone receives it. */
export function sendCommand(program: Command): void {
  const { InvalidArgumentError, Option } = require("commander") as typeof import("commander");
  const header = (text: string, before: Record<string, string> = {}) => {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
    if (!name) throw new InvalidArgumentError('Expected "Name: value".');
    return { ...before, [name]: value ?? "" };
  };
  const command = program
    .command("send")
    .description("send a payload or the broadcasts of a file; a second call sends again")
    .argument(
      "[file]",
      "a broadcast or a message (JSON or YAML), - for standard input; without it, --format with a payload",
    )
    .addOption(new Option("--format <format>", "platform, or template; of a file, only this one").choices(formats))
    .option("--body <text>", "payload, sent byte for byte")
    .option("--file <path>", "file with the payload, - for standard input")
    .option("--header <name: value>", "further header of the payload, repeatable", header)
    .option("--tag <tag...>", "devices that carry any of these tags")
    .option("--tag-expression <text>", 'devices that match, such as "release && !beta"')
    .option("--device <handle>", "one device")
    .option("--everyone", "every device; asks first unless --yes")
    .option("--test", "a test send: at most 10 devices, outcome shown")
    .option("--allow-nobody", "with --test: do not fail when the send reaches no device")
    .option("--schedule <time>", "when to send, such as 2027-03-01T09:00:00Z (Standard tier)")
    .option("--yes", "do not ask");
  command.addHelpText(
    "after",
    "\nAudience, --test and --schedule win over what the file says. Of several sends, the first that fails is the last.",
  );
  addHubOptions(command).action(async (file: string | undefined, flags: Flags) => {
    const given = audienceOf(command, flags);
    const posts =
      file === undefined ? [await payloadPost(command, given, flags)] : await ofFile(command, file, given, flags);
    const hub = hubOf(command, flags);
    if (posts.some(({ everyone }) => everyone) && !flags.yes) {
      if (!process.stdin.isTTY)
        command.error("it goes to everyone, and nobody is here to be asked; add --yes", { exitCode: 2 });
      const question = `Send to every device of hub ${hub.hub} at ${hub.host}?`;
      if (!(await confirmed(question, process.stdin, process.stderr))) {
        process.stderr.write("Nothing was sent.\n");
        process.exitCode = 1;
        return;
      }
    }
    await run(flags, async () => {
      for (const { notification } of posts) refuseHeaders(notification);
      for (const post of posts) await send(hub, post, flags);
    });
  });
}

async function send(hub: HubClient, post: FilePost, flags: Flags): Promise<void> {
  const { label, notification, audience, test, schedule } = post;
  const result = await hub.send(notification, audience, {
    ...(test ? { test } : {}),
    ...(schedule === undefined ? {} : { schedule }),
  });
  const { format } = notification;
  const said = label === undefined ? result : { post: label, format, ...result };
  process.stdout.write(flags.json ? `${JSON.stringify(said)}\n` : text(result, post));
  if (result.outcome && result.outcome.failure > 0) process.exitCode = 1;
  if (result.outcome?.results.length === 0 && !flags.allowNobody) {
    process.stderr.write(
      "error: no device matches, so the test send reached nobody; register one, or add --allow-nobody.\n",
    );
    process.exitCode = 1;
  }
}

function audienceOf(command: Command, { everyone, tag, tagExpression, device }: Flags): Audience | undefined {
  const given: Audience[] = [];
  if (everyone) given.push({ everyone: true });
  if (tag) given.push({ tags: tag });
  if (tagExpression !== undefined) given.push({ tagExpression });
  if (device !== undefined) given.push({ device });
  if (given.length > 1)
    command.error("say who receives it: exactly one of --tag, --tag-expression, --device and --everyone", {
      exitCode: 2,
    });
  return given[0];
}

async function payloadPost(command: Command, audience: Audience | undefined, flags: Flags): Promise<FilePost> {
  const { format, body, file, header, everyone = false, test = false, schedule } = flags;
  if (format === undefined)
    command.error("give a broadcast file, or a payload with --format and --body or --file", { exitCode: 2 });
  if (audience === undefined)
    command.error("say who receives it: exactly one of --tag, --tag-expression, --device and --everyone", {
      exitCode: 2,
    });
  if ((body === undefined) === (file === undefined))
    command.error("give the payload: --body or --file", { exitCode: 2 });
  const payload = body ?? (await read(command, file!));
  const notification = { format, body: payload, ...(header ? { headers: header } : {}) };
  return { notification, audience, everyone, test, schedule };
}

async function ofFile(
  command: Command,
  file: string,
  audience: Audience | undefined,
  flags: Flags,
): Promise<FilePost[]> {
  if (flags.body !== undefined || flags.file !== undefined || flags.header)
    command.error(`${file} says what is sent; leave out --body, --file and --header`, { exitCode: 2 });
  const { filePosts, NothingToSend } = await import("./filePosts.js");
  try {
    return await filePosts(file, audience, flags);
  } catch (error) {
    if (!(error instanceof NothingToSend)) throw error;
    command.error(`${error.message}`, { exitCode: error.exitCode });
  }
}

/** Refuses headers that the platform would refuse; the client does not check them. */
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

/** Asks for a yes; the end of the input counts as no. */
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

function text({ notificationId, trackingId, outcome }: SendResult, { label, schedule }: FilePost): string {
  const when = schedule instanceof Date ? schedule.toISOString() : schedule;
  const fate = when === undefined ? "Accepted by the hub." : `Scheduled for ${when}.`;
  const lines = label === undefined ? [fate] : [label, `  ${fate}`];
  if (notificationId) lines.push(`  notification id ${notificationId}`);
  if (trackingId) lines.push(`  tracking id ${trackingId}`);
  if (outcome) {
    lines.push(`  ${outcome.success} sent, ${outcome.failure} failed`);
    for (const { applicationPlatform, outcome: sentence } of outcome.results)
      lines.push(`  ${applicationPlatform}: ${sentence}`);
  }
  return `${lines.join("\n")}\n`;
}
