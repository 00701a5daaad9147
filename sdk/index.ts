export type { Status } from "../provider/broadcast/plan";
export type { Doubt, SendRecord, SendState } from "../provider/journal/record";
export type { Content } from "../provider/message/content";
export type { Message, Override } from "../provider/message/message";
export type { MessagePlatform } from "../provider/message/platform";
export { Announcement } from "./announcement";
export { Broadcast } from "./broadcast";
export type { BroadcastArgs, BroadcastAudience, BroadcastDevice, MessageInput } from "./broadcastArgs";
export { Delivery } from "./delivery";
