import type { Command } from "commander";
import { codeOf, messageOf } from "../../provider/client/thrown";
import type { Emulator, EmulatorOptions } from "../emulator/index";

interface Flags extends Pick<EmulatorOptions, "port" | "tlsPort" | "hub" | "tier" | "host" | "state" | "devices"> {
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
  const command: Command = program
    .command("emulator")
    .description("run a local Azure Notification Hub on loopback, in memory, until interrupted")
    .option("--port <n>", "port for plain http (default: a free one)", port)
    .option("--tls-port <n>", "also serve TLS, on this port; 0 picks a free one", port)
    .option("--hub <name>", "name of the hub (default: hub)")
    .addOption(new Option("--tier <tier>", "pricing tier (default: standard)").choices(["free", "basic", "standard"]))
    .option("--state <file>", "keep keys, certificate and devices in this file across restarts")
    .option("--host <address>", "address to listen on, for containers only (default: loopback)")
    .addOption(
      new Option("--devices <set>", "register an iPhone, an Android phone, a PC and a browser").choices(["demo"]),
    )
    .option("--json", "print one line of JSON with the endpoints and connection strings")
    .action(async ({ json, ...options }: Flags) => {
      const { startEmulator } = require("../emulator/index") as typeof import("../emulator/index");
      let emulator: Emulator;
      try {
        emulator = await startEmulator(options);
      } catch (error) {
        if (error instanceof RangeError) command.error(error.message, { exitCode: 2 });
        throw new Error(startFailure(error));
      }
      const interrupted = interruption();
      if (options.host !== undefined && !/^(127\.|::1$|localhost$)/.test(options.host))
        process.stderr.write(openWarning);
      process.stdout.write(json ? jsonLine(emulator) : text(emulator));
      await interrupted;
      await emulator.close();
    });
}

const openWarning =
  "warning: beyond loopback, anyone who can reach the emulator can read its sends and change its keys, because the control plane takes no credentials; publish a container's port on 127.0.0.1 only\n";

function startFailure(error: unknown): string {
  const code = codeOf(error);
  const port = error instanceof Error && "port" in error ? error.port : undefined;
  if (code === "EADDRINUSE") return `port ${port} is taken; choose another one, or 0 for a free one`;
  if (code === "EACCES" && port !== undefined)
    return `port ${port} is not allowed; choose one above 1023, or 0 for a free one`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return "--host is not an address of this machine";
  return messageOf(error);
}

function jsonLine(emulator: Emulator): string {
  const { endpoint, tlsEndpoint, certificate, hub, connectionStrings, tlsConnectionStrings, inbox } = emulator;
  const line = { endpoint, tlsEndpoint, certificate, hub, connectionStrings, tlsConnectionStrings, inbox };
  return `${JSON.stringify(line)}\n`;
}

function text({ hub, inbox, connectionStrings, certificate, tlsConnectionStrings }: Emulator): string {
  const lines = [
    `Notification hub "${hub}" is running, in memory. Stop it with Ctrl-C.`,
    "",
    `  inbox   ${inbox}`,
    `  full    ${connectionStrings.full}`,
    `  send    ${connectionStrings.send}`,
    `  listen  ${connectionStrings.listen}`,
  ];
  if (tlsConnectionStrings !== undefined) {
    lines.push(
      "",
      `  TLS, for clients started with NODE_EXTRA_CA_CERTS=${certificate}`,
      `  full    ${tlsConnectionStrings.full}`,
      `  send    ${tlsConnectionStrings.send}`,
      `  listen  ${tlsConnectionStrings.listen}`,
    );
  }
  lines.push(
    "",
    "In the shell of a program:",
    `  ${variables({ NOTIFICATIONHUBS_CONNECTION_STRING: connectionStrings.full, NOTIFICATION_HUB_NAME: hub })}`,
  );
  return `${lines.join("\n")}\n`;
}

/** A line that sets the variables, for PowerShell on Windows and a POSIX shell elsewhere. */
function variables(values: Record<string, string>): string {
  const windows = process.platform === "win32";
  const each = Object.entries(values).map(([name, value]) =>
    windows ? `$env:${name} = '${value}'` : `${name}='${value}'`,
  );
  return windows ? each.join("; ") : `export ${each.join(" ")}`;
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
