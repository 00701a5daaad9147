import type { Command } from "commander";
import type { HubClient } from "../../provider/client/hubClient";

/** Flags of every command that talks to a hub. */
export interface HubFlags {
  connectionString?: string;
  hub?: string;
  debug?: boolean;
  json?: boolean;
}

/** Adds the flags that say which hub; they win over the environment. */
export function addHubOptions(command: Command): Command {
  return command
    .option("--connection-string <text>", "connection string (default: $NOTIFICATIONHUBS_CONNECTION_STRING)")
    .option("--hub <name>", "name of the hub (default: $NOTIFICATION_HUB_NAME, or the string's EntityPath)")
    .option("--debug", "show each request and reply on standard error, secrets masked")
    .option("--json", "print one line of JSON");
}

/** The client that flags and environment ask for; a wrong call when they ask for none. */
export function hubOf(command: Command, flags: HubFlags, env: NodeJS.ProcessEnv = process.env): HubClient {
  const { HubClient } = require("../../provider/client/hubClient") as typeof import("../../provider/client/hubClient");
  const connectionString = flags.connectionString ?? env.NOTIFICATIONHUBS_CONNECTION_STRING;
  if (!connectionString) {
    command.error("no connection: set NOTIFICATIONHUBS_CONNECTION_STRING or give --connection-string", { exitCode: 2 });
  }
  const hub = flags.hub ?? env.NOTIFICATION_HUB_NAME;
  try {
    return new HubClient({ connectionString, debug: flags.debug ?? false, ...(hub ? { hub } : {}) });
  } catch (error) {
    command.error((error as Error).message, { exitCode: 2 });
  }
}

/** Runs what a command does; a failure ends with 1, as JSON when that was asked for. */
export async function run(flags: HubFlags, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!flags.json) throw error;
    const { name, code, certainty, message, issues, status, trackingId } = error as Error & Record<string, unknown>;
    process.stdout.write(
      `${JSON.stringify({ error: { name, code, certainty, message, issues, status, trackingId } })}\n`,
    );
    process.exitCode = 1;
  }
}
