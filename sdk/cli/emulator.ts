import type { Command } from "commander";
import type { Emulator, Tier } from "../emulator/index";

interface Flags {
  port?: number;
  tlsPort?: number;
  hub?: string;
  tier?: Tier;
  json?: boolean;
}

/** Adds `emulator`, which runs until it is interrupted. */
export function emulatorCommand(program: Command): void {
  const { InvalidArgumentError, Option } = require("commander") as typeof import("commander");
  const port = (text: string) => {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
      throw new InvalidArgumentError("Expected a port, 0 to 65535.");
    return Number(text);
  };
  program
    .command("emulator")
    .description("run a local Azure Notification Hub on loopback, in memory, until interrupted")
    .option("--port <n>", "port of plain http (default: a free one)", port)
    .option("--tls-port <n>", "also serve TLS on this port, 0 for a free one", port)
    .option("--hub <name>", "name of the hub (default: hub)")
    .addOption(
      new Option("--tier <tier>", "tier of the namespace (default: standard)").choices(["free", "basic", "standard"]),
    )
    .option("--json", "print one line of JSON with the endpoints and connection strings")
    .action(async ({ json, ...options }: Flags) => {
      const { startEmulator } = require("../emulator/index") as typeof import("../emulator/index");
      const emulator = await startEmulator(options);
      process.stdout.write(json ? jsonLine(emulator) : text(emulator));
      await interrupted();
      await emulator.close();
    });
}

function jsonLine(emulator: Emulator): string {
  const { endpoint, tlsEndpoint, certificate, hub, connectionStrings, tlsConnectionStrings, inbox } = emulator;
  return `${JSON.stringify({ endpoint, tlsEndpoint, certificate, hub, connectionStrings, tlsConnectionStrings, inbox })}\n`;
}

function text(emulator: Emulator): string {
  const lines = [
    `Notification hub "${emulator.hub}" is running, in memory. Stop it with Ctrl-C.`,
    "",
    `  inbox   ${emulator.inbox}`,
    `  full    ${emulator.connectionStrings.full}`,
    `  send    ${emulator.connectionStrings.send}`,
    `  listen  ${emulator.connectionStrings.listen}`,
  ];
  if (emulator.tlsConnectionStrings) {
    lines.push(
      "",
      `  over TLS, with NODE_EXTRA_CA_CERTS=${emulator.certificate}`,
      `  full    ${emulator.tlsConnectionStrings.full}`,
      `  send    ${emulator.tlsConnectionStrings.send}`,
      `  listen  ${emulator.tlsConnectionStrings.listen}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
