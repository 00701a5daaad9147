import type { HubClient } from "../client/hubClient";
import type { Ledger } from "../journal/ledger/ledger";
import type { ProviderRun } from "./run";
import type { Connection, Settings } from "./settings";
import type { Siblings } from "./siblings";

/** Everything the lifecycles need from outside; they reach the clock, the environment and the network only through it. */
export interface Context {
  run: ProviderRun;
  /** Other provider processes of the same engine run. */
  siblings: Siblings;
  settings: Settings;
  /** Milliseconds since 1970. */
  now(): number;
  /** Returns eight random hex characters, which identify one generation of a resource. */
  generation(): string;
  client(connection: Connection): Promise<HubClient>;
  ledger(): Promise<Ledger | undefined>;
  /** Prints a line for the person who runs the engine. */
  say(line: string): void;
}
