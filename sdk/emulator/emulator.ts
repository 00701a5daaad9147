import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ConnectionStrings } from "./accessRules";
import { loadSchemas } from "./control";
import type { Fault } from "./controlSchema";
import { Hub, type Tier } from "./hub";
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
  /** The clock, milliseconds since 1970. @default Date.now */
  now?: () => number;
}

/** A running emulator of one notification hub, listening on loopback. */
export interface Emulator {
  /** `http://127.0.0.1:PORT/` */
  readonly endpoint: string;
  /** `https://localhost:PORT/` */
  readonly tlsEndpoint?: string;
  /** Path of the PEM file of the authority that signed the TLS certificate; removed on close. */
  readonly certificate?: string;
  readonly hub: string;
  readonly connectionStrings: ConnectionStrings;
  readonly tlsConnectionStrings?: ConnectionStrings;
  /** The page that shows devices and sends. */
  readonly inbox: string;
  /** Accepted sends, oldest first. */
  sends(): SendRecord[];
  /** Orders a fault. */
  fault(fault: Fault): void;
  /** Moves the hub's time on; scheduled sends that fall due are delivered. SAS tokens do not age by it. */
  advanceClock(seconds: number): void;
  /** Forgets devices, sends, faults and advanced time; keys stay. */
  reset(): void;
  /** Gives every rule a new key; the old strings are refused from then on. */
  rotateKeys(): ConnectionStrings;
  close(): Promise<void>;
  /** The plain http server. */
  readonly server: Server;
}

/** Starts an emulator; rejects when a port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const hub = new Hub(options.hub ?? "hub", options.tier ?? "standard", options.now ?? Date.now);
  const server = createServer(serve(hub, "http"));
  hub.endpoint = `http://127.0.0.1:${await listen(server, options.port ?? 0)}/`;
  return {
    endpoint: hub.endpoint,
    hub: hub.name,
    get connectionStrings() {
      return hub.connectionStrings();
    },
    inbox: hub.endpoint,
    sends: () => structuredClone(hub.outbox.list()),
    fault(fault) {
      const { parse, faultSchema } = loadSchemas();
      hub.faults.add(parse(faultSchema, fault));
    },
    advanceClock: (seconds) => hub.clock.advance(seconds),
    reset: () => hub.reset(),
    rotateKeys() {
      hub.rules.rotate();
      return hub.connectionStrings();
    },
    async close() {
      await close(server);
    },
    server,
  };
}

/** Loopback only: the emulator's control plane takes no credentials. */
function listen(server: Server, port: number): Promise<number> {
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
