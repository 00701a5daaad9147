export type { ConnectionStrings } from "./accessRules";
export type { Fault } from "./controlSchema";
export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
export type { Tier } from "./hub";
export type { SendRecord } from "./outbox";
