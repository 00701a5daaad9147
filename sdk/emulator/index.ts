export type { ConnectionStrings } from "./accessRules";
export type { DeviceOrder, Fault } from "./controlSchema";
export type { DeviceRecord, TrayEntry } from "./device";
export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
export type { Tier } from "./hub";
export type { OutcomeCounts, SendKind, SendRecord, SendState } from "./outbox";
export type { Format, Platform } from "./platform";
