export type { ConnectionStrings } from "./accessRules";
export type { DeviceOrder, Fault } from "./controlOrders";
export type { DeviceRecord, TrayEntry } from "./device";
export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
export type { Tier } from "./hub";
export type { OutcomeCounts, SendKind, SendRecord, SendState } from "./outbox";
export type { OutcomeName } from "./outcome";
export type { Format, Platform } from "./platform";
