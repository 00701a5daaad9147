export type { ConnectionStrings } from "./accessRules";
export type { DeviceOrder, Fault } from "./controlOrders";
export type { DeviceRecord, TrayEntry } from "./device";
export type { EmulatorTier } from "./hub";
export type { EmulatorSend, OutcomeCounts, SendKind, SendState } from "./outbox";
export type { OutcomeName } from "./outcomes";
export type { Format, Platform } from "./platformFacts";
export { type Emulator, type EmulatorOptions, startEmulator } from "./startEmulator";
