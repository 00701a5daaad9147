import { randomUUID } from "node:crypto";
import { after, before, it } from "mocha";
import { HubClient, type HubClientOptions } from "../../../provider/client/hubClient";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../sdk/emulator/index";

/**
 * The hub that the contract tests talk to: an emulator, or the one that NOTIFICATIONHUBS_CONNECTION_STRING and
 * NOTIFICATION_HUB_NAME name. A real one should be of the Standard tier, the key have all rights, and the hub be
 * nobody's: the tests send to tags that only their own devices carry, never to everyone.
 */
export interface Target {
  readonly client: (options?: Partial<HubClientOptions>) => HubClient;
  /** A tag that no device but this file's carries. */
  readonly tag: string;
  /** Only for tests that `onEmulator` runs. */
  readonly emulator: Emulator;
}

const real = process.env.NOTIFICATIONHUBS_CONNECTION_STRING;

/** Gives a test file its hub, and takes it away. */
export function useTarget(options: EmulatorOptions = {}): Target {
  let emulator: Emulator | undefined;
  if (!real) {
    before(async () => {
      emulator = await startEmulator(options);
    });
    after(() => emulator?.close());
  }
  return {
    tag: `contract-${randomUUID()}`,
    client(more = {}) {
      if (real)
        return new HubClient({
          connectionString: real,
          hub: process.env.NOTIFICATION_HUB_NAME,
          ...more,
        } as HubClientOptions);
      return new HubClient({ connectionString: emulator!.connectionStrings.full, hub: emulator!.hub, ...more });
    },
    get emulator() {
      if (!emulator) throw new Error("this test needs the emulator");
      return emulator;
    },
  };
}

export const isReal = real !== undefined;

/** A test that looks inside the hub or breaks it, which a real one does not allow. */
export const onEmulator = real ? it.skip : it;
