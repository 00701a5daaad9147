import { createServer, type Server } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import type { ConnectionStrings } from "./accessRules";
import { type Certificate, createCertificate } from "./certificate";
import { loadSchemas } from "./control";
import type { DeviceOrder, Fault } from "./controlOrders";
import type { DeviceRecord } from "./device";
import { Hub, type Tier } from "./hub";
import { addDevice, demoDevices } from "./inbox/demoDevices";
import type { SendRecord } from "./outbox";
import { serve } from "./serve";

export interface EmulatorOptions {
  /** Port of plain http. @default 0, a free one */
  port?: number;
  /** Port of TLS, 0 for a free one; without it there is no TLS. */
  tlsPort?: number;
  /** The hub's name. @default "hub" */
  hub?: string;
  /** @default "standard" */
  tier?: Tier;
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
  sends(): SendRecord[];
  /** Devices the hub knows, with what each shows. */
  devices(): DeviceRecord[];
  /** Orders a fault. Throws a RangeError that says what is wrong with it. */
  fault(fault: Fault): void;
  /** Orders what a device's push service says. Throws a RangeError that says what is wrong with it. */
  orderOutcome(order: DeviceOrder): void;
  /** Moves the hub's time on; what falls due is delivered. SAS tokens do not age by it, their signers' clocks stay. */
  advanceClock(seconds: number): void;
  /** Forgets devices, sends, faults and advanced time; keys stay. */
  reset(): void;
  /** Gives every rule a new key and returns the new strings; the old ones are refused from then on. */
  rotateKeys(): ConnectionStrings;
  close(): Promise<void>;
  /** The plain http server. */
  readonly server: Server;
}

/** Starts an emulator; rejects with Node's error when a port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const name = options.hub ?? "hub";
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,259}$/.test(name)) {
    throw new RangeError("hub: expected a name of letters, digits and . _ -, beginning with a letter or digit");
  }
  const hub = new Hub(name, options.tier ?? "standard", options.now ?? Date.now);
  const server = tuned(createServer(serve(hub, "http")));
  if (options.devices === "demo") for (const device of demoDevices) addDevice(hub, device);
  hub.endpoint = `http://127.0.0.1:${await listen(server, options.port ?? 0)}/`;
  let tls: Tls | undefined;
  try {
    if (options.tlsPort !== undefined) tls = await startTls(hub, options.tlsPort);
  } catch (error) {
    await close(server);
    throw error;
  }
  return {
    endpoint: hub.endpoint,
    tlsEndpoint: hub.tlsEndpoint,
    certificate: tls?.certificate.authorityPath,
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
      return [...hub.devices.list()];
    },
    fault(fault) {
      const { faultSchema, parse } = loadSchemas();
      hub.faults.add(parse(faultSchema, fault));
    },
    orderOutcome(order) {
      const { deviceSchema, parse } = loadSchemas();
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
      await Promise.all([close(server), tls && close(tls.server)]);
      tls?.certificate.remove();
    },
    server,
  };
}

interface Tls {
  server: Server;
  certificate: Certificate;
}

async function startTls(hub: Hub, port: number): Promise<Tls> {
  const https = require("node:https") as typeof import("node:https");
  const certificate = createCertificate();
  const server = tuned(https.createServer({ key: certificate.key, cert: certificate.cert }, serve(hub, "https")));
  try {
    hub.tlsEndpoint = `https://localhost:${await listen(server, port)}/`;
  } catch (error) {
    certificate.remove();
    throw error;
  }
  return { server, certificate };
}

/** Connections stay open longer than clients keep them, so that none is cut while it is being used again. */
function tuned<S extends Server>(server: S): S {
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 30_000;
  return server;
}

/** Loopback only: the control plane takes no credentials. */
function listen(server: NetServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
