import type { Held } from "./checkpoint";
import type { Declared } from "./declared";
import type { Fault } from "./fault";
import type { Program } from "./program";
import type { Resolutions } from "./stateView";
import type { HubEvent } from "./wire";

/** One command on one program, with the fault that strikes it. */
export interface Order {
  command: "up" | "preview" | "refresh" | "destroy";
  program: Program;
  resolutions: Resolutions;
  fault?: Fault;
  /** URNs of resources that are made anew. */
  replace?: string[];
  deleteFirst?: boolean;
  /** A broadcast, and URNs of those of its resources that alone are touched. */
  target?: { declared: Declared; urns: string[] };
}

/** How a command ended. */
export interface Report {
  done: boolean;
  /** What a person would read. */
  said: string;
  /** Whether the fault met its moment. */
  struck: boolean;
  /** What the hubs did meanwhile, late things included. */
  events: HubEvent[];
  /** What the state held when an overlapping run began. */
  overlapped?: Held[];
  /** The engine refused the state that it had written itself, and a person repaired it as its message says. */
  repaired?: boolean;
}

/** A stack that can be put through commands. */
export interface Stack {
  carryOut(order: Order): Promise<Report>;
  /** The resources of the present checkpoint. */
  resources(): Promise<Held[]>;
  /** Puts the checkpoint of the run before the last in the present one's place. */
  restore(): Promise<void>;
  /** Marks a resource so that the next up makes it anew. */
  taint(urn: string): Promise<void>;
}
