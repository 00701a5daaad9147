import type { Command } from "commander";
import { addHubOptions, type HubFlags, hubOf, run } from "./hubOptions";

/** Adds `cancel`, which cancels a scheduled notification. */
export function cancelCommand(program: Command): void {
  const command = program
    .command("cancel")
    .description("cancel a scheduled notification")
    .argument("<notification-id>");
  addHubOptions(command).action(async (notificationId: string, flags: HubFlags) => {
    const hub = hubOf(command, flags);
    await run(flags, async () => {
      await hub.cancel(notificationId);
      process.stdout.write(flags.json ? `${JSON.stringify({ canceled: notificationId })}\n` : "Canceled.\n");
    });
  });
}
