import type { HubClient } from "../client/hubClient";
import type { Ledger } from "../journal/ledger/ledger";
import type { Run } from "./run";
import type { Connection, Settings } from "./settings";
import type { Siblings } from "./siblings";

/** What the lifecycles act with: nothing in them reads a clock, the environment or the network by another way. */
export interface Context {
  run: Run;
  /** Other provider processes of the same engine run. */
  siblings: Siblings;
  settings: Settings;
  /** Milliseconds since 1970. */
  now(): number;
  /** Eight random hex characters, new for each generation of a resource. */
  generation(): string;
  client(connection: Connection): Promise<HubClient>;
  ledger(): Promise<Ledger | undefined>;
  /** A line for the person who runs the engine. */
  say(line: string): void;
}
