export type { ConnectionStrings } from "./accessRules";
export type { DeviceOrder, EmulatorFault } from "./controlOrders";
export type { DeviceRecord, TrayEntry } from "./device";
export type { EmulatorTier } from "./hub";
export type { EmulatorSend, EmulatorSendState, OutcomeCounts, SendKind } from "./outbox";
export type { OutcomeName } from "./outcomes";
export type { Format, Platform } from "./platformFacts";
export { type Emulator, type EmulatorOptions, startEmulator } from "./startEmulator";
