import type { Server } from "node:http";
import type { ConnectionStrings } from "./accessRules";
import { createCertificate } from "./certificate";
import type { DeviceOrder, EmulatorFault } from "./controlOrders";
import type { DeviceRecord } from "./device";
import { type EmulatorTier, Hub, isHubName } from "./hub";
import type * as demo from "./inbox/demoDevices";
import { listenPlain, listenTls } from "./listening";
import { loadControlSchemas } from "./loadControlSchemas";
import type { EmulatorSend } from "./outbox";
import { serve } from "./serve";
import type { StateFile } from "./state";

export interface EmulatorOptions {
  /** Port of plain http. @default 0, a free one */
  port?: number;
  /** Port of TLS; 0 chooses a free one. @default no TLS */
  tlsPort?: number;
  /** The hub's name. @default "hub" */
  hub?: string;
  /** @default "standard" */
  tier?: EmulatorTier;
  /**
   * Address to listen on. Inside a container `0.0.0.0`, for the control plane takes no credentials: whoever reaches it
   * reads the sends and the keys. @default 127.0.0.1 and ::1
   */
  host?: string;
  /**
   * A file that keeps keys, certificate and devices across restarts, readable only by its owner; created if it does not exist.
   * The authority behind the certificate lies beside it, in `FILE.pem`. Give `port` too, so that the strings stay the same.
   */
  state?: string;
  /** `demo`: an iPhone, an Android phone, a Windows PC and a browser with the tag `release`. @default none */
  devices?: "demo";
  /** Milliseconds since 1970. @default Date.now */
  now?: () => number;
}

/** A running emulator of one notification hub, listening on loopback. */
export interface Emulator {
  /** `http://127.0.0.1:PORT/` */
  readonly endpoint: string;
  /** `https://localhost:PORT/` */
  readonly tlsEndpoint?: string;
  /** Path of the PEM file of the authority behind the TLS certificate; removed on close. */
  readonly certificate?: string;
  readonly hub: string;
  /** For the plain endpoint; each ends in `;UseDevelopmentEmulator=true`. */
  readonly connectionStrings: ConnectionStrings;
  /** For TLS: three parts, `sb://`. */
  readonly tlsConnectionStrings?: ConnectionStrings;
  /** Address of the page that shows devices and sends. */
  readonly inbox: string;
  /** Accepted sends, oldest first; the newest 10,000 and 32 MB are kept. */
  sends(): EmulatorSend[];
  /** Devices the hub knows, with what each shows. */
  devices(): DeviceRecord[];
  /** Adds a fault. @throws RangeError that says what is wrong with the fault */
  fault(fault: EmulatorFault): void;
  /** Sets what a device's push service answers. @throws RangeError that says what is wrong with the argument */
  orderOutcome(order: DeviceOrder): void;
  /** Moves the hub's clock ahead by seconds and delivers the scheduled sends that become due. SAS tokens do not expire because of it. */
  advanceClock(seconds: number): void;
  /** Deletes devices, sends and faults, and resets the clock; keeps the keys. */
  reset(): void;
  /** Gives every rule a new key and returns the new connection strings. The old ones stop working. */
  rotateKeys(): ConnectionStrings;
  close(): Promise<void>;
  /** The plain http server. */
  readonly server: Server;
}

/**
 * Starts an emulator; rejects with Node's error when a port is taken.
 *
 * @example
 * const emulator = await startEmulator();
 * const client = new HubClient({ connectionString: emulator.connectionStrings.full, hub: emulator.hub });
 * await client.sendApple({ aps: { alert: "Hello" } }, { everyone: true });
 * console.log(emulator.sends().length);
 * await emulator.close();
 * @example
 * // The next send is carried out, and its answer is lost.
 * emulator.fault({ match: { method: "POST" }, fault: "reset-after" });
 * @example
 * // What is scheduled for the next hour is delivered now.
 * emulator.advanceClock(3600);
 * console.log(emulator.devices());
 * @example
 * // The same keys and devices every day, over TLS as well.
 * await startEmulator({ port: 8080, tlsPort: 8443, hub: "releases", tier: "free", state: "emulator.json" });
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const name = options.hub ?? "hub";
  if (!isHubName(name)) {
    throw new RangeError("hub: expected a name of letters, digits and . _ -, beginning with a letter or digit");
  }
  const hub = new Hub(name, options.tier ?? "standard", options.now ?? Date.now);
  if (options.devices === "demo") {
    const { addDevice, demoDevices } = require("./inbox/demoDevices") as typeof demo;
    for (const device of demoDevices) addDevice(hub, device);
  }
  const host = options.host ?? "127.0.0.1";
  const kept = options.state === undefined ? undefined : openState(options.state, hub);
  const plain = await listenPlain(serve(hub, "http"), options.port ?? 0, host);
  hub.endpoint = `http://${reachable(host)}:${plain.port}/`;
  let tls: Tls | undefined;
  try {
    if (options.tlsPort !== undefined) tls = await startTls(hub, options.tlsPort, host, kept);
  } catch (error) {
    await plain.close();
    kept?.close();
    throw error;
  }
  return {
    endpoint: hub.endpoint,
    tlsEndpoint: hub.tlsEndpoint,
    certificate: tls?.authorityPath,
    hub: hub.name,
    get connectionStrings() {
      return hub.connectionStrings();
    },
    get tlsConnectionStrings() {
      return hub.tlsConnectionStrings();
    },
    inbox: hub.endpoint,
    sends() {
      hub.deliverDue();
      return structuredClone(hub.outbox.list());
    },
    devices() {
      hub.deliverDue();
      return [...hub.namespace.devices()];
    },
    fault(fault) {
      const { faultSchema, parse } = loadControlSchemas();
      hub.faults.add(parse(faultSchema, fault));
    },
    orderOutcome(order) {
      const { deviceSchema, parse } = loadControlSchemas();
      hub.orderOutcome(parse(deviceSchema, order));
    },
    advanceClock(seconds) {
      hub.clock.advance(seconds);
      hub.deliverDue();
    },
    reset: () => hub.reset(),
    rotateKeys() {
      hub.rules.rotate();
      return hub.connectionStrings();
    },
    async close() {
      await Promise.all([plain.close(), tls?.close()]);
      kept?.close();
    },
    server: plain.server,
  };
}

interface Tls {
  authorityPath: string;
  close(): Promise<void>;
}

async function startTls(hub: Hub, port: number, host: string, kept: StateFile | undefined): Promise<Tls> {
  const certificate = kept === undefined ? createCertificate() : kept.placeCertificate();
  try {
    const listening = await listenTls(serve(hub, "https"), certificate, port, host);
    hub.tlsEndpoint = `https://localhost:${listening.port}/`;
    return {
      authorityPath: certificate.authorityPath,
      async close() {
        await listening.close();
        certificate.remove();
      },
    };
  } catch (error) {
    certificate.remove();
    throw error;
  }
}

function openState(path: string, { namespace }: Hub): StateFile {
  const { StateFile } = require("./state") as typeof import("./state");
  try {
    return new StateFile(path, namespace);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new RangeError(`state: ${path} cannot be kept (${code}); name a file in a folder that you can write to`);
  }
}

/** An address that this machine reaches what listens at `host` by. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
