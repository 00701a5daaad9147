export type { Status } from "../provider/broadcast/plan";
export type { Doubt, SendRecord } from "../provider/journal/record";
export type { Message } from "../provider/message/message";
export { Announcement } from "./announcement";
export { Broadcast } from "./broadcast";
export type { BroadcastArgs, BroadcastAudience, BroadcastDevice } from "./broadcastArgs";
export { Delivery } from "./delivery";
