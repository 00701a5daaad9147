// Compares a Notification Hub of one's own with the emulator: `npm run test:live -- --connection 'Endpoint=…' --hub NAME --device apple:HANDLE`.
import { parseArgs } from "node:util";
import { parseConnectionString } from "../../provider/client/connectionString";
import { startEmulator } from "../../sdk/emulator";
import { compare } from "./compare";
import { isTriable } from "./device";

const usage = "npm run test:live -- --connection 'Endpoint=…' [--hub NAME] [--device apple:HANDLE | fcmv1:HANDLE]";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { connection: { type: "string" }, hub: { type: "string" }, device: { type: "string" } },
  });
  const connectionString = values.connection ?? process.env.NOTIFICATIONHUBS_CONNECTION_STRING ?? "";
  const hub = values.hub ?? parseConnectionString(connectionString).hub ?? process.env.NOTIFICATION_HUB_NAME;
  if (!hub) throw new Error("no hub: give --hub, or a connection string with EntityPath");
  const [, format, handle] = /^(\w+):(.+)$/.exec(values.device ?? "") ?? [];
  if (values.device !== undefined && (!format || !handle || !isTriable(format)))
    throw new Error("--device: expected apple:HANDLE or fcmv1:HANDLE");
  const device = format && handle ? { format, handle } : undefined;

  const emulator = await startEmulator({ hub });
  let differing = 0;
  let count = 0;
  try {
    const local = { connectionString: emulator.connectionStrings.full, hub };
    for await (const { name, differences } of compare({ connectionString, hub }, local, device)) {
      count++;
      if (differences.length > 0) differing++;
      console.log(`${differences.length === 0 ? "same  " : "DIFFER"}  ${name}`);
      for (const difference of differences) console.log(`          ${difference}`);
    }
  } finally {
    await emulator.close();
  }
  if (!device) console.log("Cases that send to a device were left out: give --device.");
  console.log(`\n${count - differing} of ${count} cases agree.`);
  process.exitCode = differing === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(`error: ${error.message}\nusage: ${usage}`);
  process.exitCode = 2;
});
