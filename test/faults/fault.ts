import type { Platform } from "./platform";

/**
 * When something strikes: after so many events of the engine (steps begun, answered, stored), or at the first, second … request of the
 * run that posts or cancels: on its way to the hub, taken by the hub, carried out but not answered, answered.
 */
export interface Moment {
  at: "event" | "on its way" | "taken" | "carried out" | "answered";
  after: number;
}

/** What a hub or the way to it does to posts. */
export const postFaults = [
  "reply lost",
  "reset before",
  "401",
  "429",
  "403 + Retry-After",
  "500",
  "503",
  "delay",
] as const;
export type PostFault = (typeof postFaults)[number];

/** What happens to the cancel of a scheduled send. */
export const cancelFaults = [
  "cancel refused",
  "reply to cancel lost",
  "sent before its cancel",
  "canceled by hand before its cancel",
] as const;
export type CancelFault = (typeof cancelFaults)[number];

const struckAtMoment = [
  "engine killed",
  "provider killed",
  "Ctrl-C once",
  "Ctrl-C twice",
  "overlapping up",
  "ledger unreachable",
] as const;

export type Fault =
  /** Strikes so many posts. `lasting` faults end in a refusal; others pass within the client's patience. */
  | { kind: PostFault; platform?: Platform; lasting: boolean; times: number }
  | { kind: CancelFault; times: number }
  /** All of a run is signed with a wrong key. */
  | { kind: "wrong key" }
  | { kind: (typeof struckAtMoment)[number]; moment: Moment }
  /** So many writes of the checkpoint fail from that moment on. */
  | { kind: "disk full"; moment: Moment; writes: number }
  | { kind: "checkpoints skipped" };

export type FaultKind = Fault["kind"];
export type MomentFault = Extract<Fault, { moment: Moment }>;
export type HubFault = Extract<Fault, { kind: PostFault | CancelFault }>;

export const faultKinds: readonly FaultKind[] = [
  ...postFaults,
  ...cancelFaults,
  "wrong key",
  ...struckAtMoment,
  "disk full",
  "checkpoints skipped",
];

export const momentFaults = struckAtMoment;

const ofHub: readonly string[] = [...postFaults, ...cancelFaults];
export const isHubFault = (fault: Fault): fault is HubFault => ofHub.includes(fault.kind);

/** Faults that end a run in the middle, or let two runs write over each other's state. */
const cutting: readonly FaultKind[] = [
  "engine killed",
  "provider killed",
  "Ctrl-C once",
  "Ctrl-C twice",
  "overlapping up",
  "disk full",
  "checkpoints skipped",
];
export const cutsShort = (fault: Fault | undefined): boolean => fault !== undefined && cutting.includes(fault.kind);
