#!/usr/bin/env node
import { Command } from "commander";

type Register = (program: Command) => unknown;

/** A command is loaded only when it runs or help lists it. */
const commands: Record<string, () => Promise<Register>> = {
  emulator: async () => (await import("./emulatorCommand.js")).emulatorCommand,
  render: async () => (await import("./renderCommand.js")).renderCommand,
  lint: async () => (await import("./lintCommand.js")).lintCommand,
  "policy-pack": async () => (await import("./policyPackCommand.js")).policyPackCommand,
  send: async () => (await import("./sendCommand.js")).sendCommand,
  outcome: async () => (await import("./outcomeCommand.js")).outcomeCommand,
  cancel: async () => (await import("./cancelCommand.js")).cancelCommand,
  status: async () => (await import("./statusCommand.js")).statusCommand,
  resolve: async () => (await import("./resolveCommand.js")).resolveCommand,
  ledger: async () => (await import("./ledgerCommand.js")).ledgerCommand,
  doctor: async () => (await import("./doctorCommand.js")).doctorCommand,
};

const exits = `
Every command ends with 0 when it is done, 1 for findings or a failure, and 2
when the call is wrong; with --json it prints JSON. What a command takes:
\`pulumi-broadcast help <command>\`.`;

/** Commands that also run on an older Node. */
const onAnyNode = ["doctor", "policy-pack"];

async function main(argv: string[]): Promise<void> {
  const [, , word = ""] = argv;
  if (
    isTooOld() &&
    Object.hasOwn(commands, word) &&
    !onAnyNode.includes(word) &&
    !argv.includes("--help") &&
    !argv.includes("-h")
  )
    throw new Error(
      `${word} needs Node 22.19 or later and this is ${process.versions.node}; install it, or run \`npx -p node@24 pulumi-broadcast ${word}\`.`,
    );
  const program = new Command("pulumi-broadcast")
    .description("Push announcements as Pulumi resources, posted once through Azure Notification Hubs.")
    .version((require("pulumi-broadcast/package.json") as { version: string }).version)
    .showHelpAfterError("(--help shows what it takes)")
    .configureOutput({ outputError: (text, write) => write(`error: ${text.replace(/^error: /, "")}`) })
    .addHelpText("after", exits)
    .exitOverride(({ code, exitCode }) => {
      // Commander exits with 1 for a wrong command line; here that is 2, and 1 means findings or a failure.
      process.exit(exitCode === 0 || code === "commander.error" ? exitCode : 2);
    });
  const named = argv[2] !== undefined && Object.hasOwn(commands, argv[2]) ? [argv[2]] : Object.keys(commands);
  for (const name of named) (await commands[name]!())(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  await program.parseAsync(argv);
}

function isTooOld(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major < 22 || (major === 22 && minor < 19);
}

// A reader such as `head` may close the pipe early; that is not a failure.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });

main(process.argv).catch((error: Error) => {
  console.error(`error: ${error.message.replace(/^error: /, "")}`);
  process.exitCode = 1;
});
