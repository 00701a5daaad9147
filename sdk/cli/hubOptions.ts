import type { Command } from "commander";
import type { HubClient } from "../../provider/client/hubClient";
import { messageOf } from "../../provider/client/thrown";

/** The flags of every command that uses a hub. */
export interface HubFlags {
  connectionString?: string;
  resourceId?: string;
  hub?: string;
  debug?: boolean;
  json?: boolean;
}

/** Adds the flags that select the hub; they override the environment. */
export function addHubOptions(command: Command): Command {
  return command
    .option("--connection-string <text>", "connection string (default: $NOTIFICATIONHUBS_CONNECTION_STRING)")
    .option("--resource-id <id>", "id of the hub in Azure, in place of a key (default: $NOTIFICATION_HUB_RESOURCE_ID)")
    .option("--hub <name>", "name of the hub (default: the string's EntityPath, or $NOTIFICATION_HUB_NAME)")
    .option("--debug", "show each request and reply on standard error, secrets masked")
    .option("--json", "print one line of JSON");
}

/** Creates the client from flags and environment; exits with 2 if they name no hub. */
export function hubOf(command: Command, flags: HubFlags, env: NodeJS.ProcessEnv = process.env): HubClient {
  const { HubClient } = require("../../provider/client/hubClient") as typeof import("../../provider/client/hubClient");
  const { Settings } =
    require("../../provider/broadcast/settings") as typeof import("../../provider/broadcast/settings");
  const { connectionString, resourceId, hub, debug = false } = flags;
  const settings = new Settings((key) => (key === "broadcast:hub" ? hub : undefined), env);
  try {
    if (connectionString !== undefined || resourceId !== undefined) {
      const { cloud } = settings;
      return new HubClient({ connectionString, resourceId, hub: hub ?? env.NOTIFICATION_HUB_NAME, cloud, debug });
    }
    const found = settings.connection(undefined);
    if (found) return new HubClient({ ...found.reach, debug });
  } catch (error) {
    command.error(messageOf(error), { exitCode: 2 });
  }
  command.error(
    "no connection: set NOTIFICATIONHUBS_CONNECTION_STRING or NOTIFICATION_HUB_RESOURCE_ID, or give --connection-string or --resource-id",
    { exitCode: 2 },
  );
}

/** Runs an action; with --json, a failure is printed as JSON and exits with 1. */
export async function run(flags: HubFlags, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!flags.json || !(error instanceof Error)) throw error;
    const { name, message } = error;
    const { code, certainty, issues, status, trackingId }: Record<string, unknown> = { ...error };
    process.stdout.write(
      `${JSON.stringify({ error: { name, code, certainty, message, issues, status, trackingId } })}\n`,
    );
    process.exitCode = 1;
  }
}
