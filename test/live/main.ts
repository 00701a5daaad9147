// Compares a Notification Hub of one's own with the emulator: `npm run test:live -- --connection 'Endpoint=…' --hub NAME --device apple:HANDLE`.
import { parseArgs } from "node:util";
import { parseConnectionString } from "../../provider/client/connectionString";
import { startEmulator } from "../../sdk/emulator";
import { compare, rightsOf } from "./compare";
import { isTriable } from "./device";

const usage = `Usage: npm run test:live -- --connection 'Endpoint=…' [options]

Makes the same requests to a hub of yours and to the emulator, and prints each
difference in status, headers and shape. It sends to tags of its own, which no
device carries, and to the device that is given; to nobody else.

Options:
  --connection <text>       connection string, best of a rule with Manage
                            (default: NOTIFICATIONHUBS_CONNECTION_STRING)
  --hub <name>              the hub (default: the string's EntityPath, then
                            NOTIFICATION_HUB_NAME)
  --device <format:handle>  apple:HANDLE or fcmv1:HANDLE of a device of yours; it
                            gets two notifications
  --tier <tier>             the hub's: free, basic or standard (default: standard)
  -h, --help                print this

It ends with 0 when all agree, with 1 when something differs or the hub cannot be
used, with 2 when the call is wrong.
`;

const tiers = ["free", "basic", "standard"] as const;

/** A mistake in the call. */
class UsageError extends Error {}

function read() {
  const { values } = parseArgs({
    options: {
      connection: { type: "string" },
      hub: { type: "string" },
      device: { type: "string" },
      tier: { type: "string", default: "standard" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return undefined;
  const connectionString = values.connection ?? process.env.NOTIFICATIONHUBS_CONNECTION_STRING;
  if (!connectionString) throw new UsageError("--connection: expected the connection string of a hub of yours");
  const connection = parseConnectionString(connectionString);
  const hub = values.hub ?? connection.hub ?? process.env.NOTIFICATION_HUB_NAME;
  if (!hub) throw new UsageError("--hub: expected the hub's name, which the connection string does not say");
  const tier = tiers.find((each) => each === values.tier);
  if (!tier) throw new UsageError("--tier: expected free, basic or standard");
  const [, format = "", handle] = /^(\w+):(.+)$/.exec(values.device ?? "") ?? [];
  if (values.device !== undefined && (!handle || !isTriable(format)))
    throw new UsageError("--device: expected apple:HANDLE or fcmv1:HANDLE");
  const device = handle && isTriable(format) ? { format, handle } : undefined;
  const { host } = new URL(connection.endpoint);
  return { service: { connectionString, hub }, host, hub, tier, device };
}

/** @returns how many cases differ */
async function run({ service, host, hub, tier, device }: NonNullable<ReturnType<typeof read>>): Promise<number> {
  const rights = await rightsOf(service);
  const emulator = await startEmulator({ hub, tier });
  try {
    console.log(`service   ${host}/${hub}, by a key that may ${rights === "full" ? "manage" : "only send"}`);
    console.log(`emulator  tier ${tier}, by a key of the same rights\n`);
    const local = { connectionString: emulator.connectionStrings[rights], hub };
    let count = 0;
    let differing = 0;
    for await (const { name, differences } of compare(service, local, device)) {
      count++;
      if (differences.length > 0) differing++;
      console.log(`${differences.length === 0 ? "same  " : "DIFFER"}  ${name}`);
      for (const difference of differences) console.log(`        ${difference}`);
    }
    console.log(`\n${count - differing} of ${count} cases agree.`);
    if (!device)
      console.log("Cases that need a device were left out; --device apple:HANDLE or fcmv1:HANDLE adds them.");
    if (rights === "send")
      console.log("Most of what only Manage may do was refused by both; a key with Manage tries it.");
    if (differing > 0)
      console.log(
        `Is the hub of the tier ${tier}? If so, the emulator is wrong here: please report it with these lines, which hold no key and no\nhandle, at https://github.com/pulumi-broadcast/pulumi-broadcast/issues`,
      );
    return differing;
  } finally {
    await emulator.close();
  }
}

async function main(): Promise<void> {
  let call: ReturnType<typeof read>;
  try {
    call = read();
  } catch (error) {
    console.error(`error: ${(error as Error).message}\n\n${usage}`.trimEnd());
    process.exitCode = 2;
    return;
  }
  if (!call) process.stdout.write(usage);
  else if ((await run(call)) > 0) process.exitCode = 1;
}

main().catch((error: Error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});
