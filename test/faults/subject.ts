import type { Held } from "./checkpoint";
import type { Clock } from "./clock";
import type { Declared, HubArgument } from "./declared";
import type { StackName } from "./place";
import type { Program } from "./program";
import type { Chain } from "./registration";
import type { Child } from "./sequence";
import type { StateView } from "./stateView";

/** What a program of one stack is run with. */
export interface Surroundings {
  stack: StackName;
  program: Program;
  /** What the program reads of its own stack. */
  remembered: Held[];
  /** What connections to both hubs are said by. */
  hubs: readonly HubArgument[];
  /** Whether a remediating policy is in force. */
  policy: boolean;
  env: Record<string, string>;
  config: Record<string, string>;
  preview: boolean;
  clock: Clock;
}

/** The resource that is put through the sequences. */
export interface Subject {
  /** What a program registers. */
  chains(surroundings: Surroundings): Chain[];
  /** The same program as a person writes it (JavaScript). */
  source(program: Program, hubs: readonly HubArgument[]): string;
  /** URNs of the resources of a broadcast in its present place, or of one of them. */
  resourcesOf(stack: StackName, declared: Declared, child?: Child): string[];
  /** What the state says. */
  view(resources: Held[]): StateView;
  /** Most broadcasts that a failing run may leave begun and not posted, where that is promised. */
  gateWidth?: number;
  /** Whether each identity has a name of its own in the state, the same at all times. */
  namesEachPost: boolean;
  /** Whether it takes a claim for that of a run at work until it is an hour old. */
  trustsOldClaims?: boolean;
}
