import type * as pulumi from "@pulumi/pulumi";
import type { Format } from "../provider/client/format";
import type { Message } from "../provider/message/message";
import type { MessagePlatform } from "../provider/message/platform";

/** Who receives a broadcast: exactly one of these. */
export type BroadcastAudience =
  | { tags: pulumi.Input<string> | pulumi.Input<pulumi.Input<string>[]> | ReadonlySet<string> }
  | { tagExpression: pulumi.Input<string> }
  | { everyone: true }
  | { devices: pulumi.Input<pulumi.Input<BroadcastDevice>[]> };

/** One device of one platform; its handle is kept secret. */
export interface BroadcastDevice {
  platform: Exclude<Format, "template">;
  handle: string | { endpoint: string; auth: string; p256dh: string };
}

/** What a Broadcast takes. A change of a field posts again, unless its description says otherwise. */
export interface BroadcastArgs {
  /** What to say, once for every platform. Exactly one of `message`, `payloads` and `template`. */
  message?: pulumi.Input<pulumi.Unwrap<Message> | MessageInput>;
  /** Ready payloads by platform: text goes out byte for byte, an object as JSON. */
  payloads?: pulumi.Input<{ [platform in Format]?: pulumi.Input<string | object> }>;
  /** Properties for devices that registered a template: texts only. */
  template?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Further headers by platform, such as `{ apple: { "apns-expiration": "0" } }`. */
  headers?: pulumi.Input<{ [platform in Format]?: pulumi.Input<Record<string, pulumi.Input<string>>> }>;
  /** The platforms of `message`; required with it. A platform added posts to that one only. */
  platforms?: pulumi.Input<pulumi.Input<MessagePlatform>[]>;
  /** Who receives it. */
  audience: BroadcastAudience;
  /** Scope of "once": the same content under the same name is one announcement, under another name another. At most 200 characters. @default the project and stack */
  announcement?: pulumi.Input<string>;
  /** When it is due, at most 7 days ahead: an instant, or a local time in a zone. Standard tier. @default at once */
  schedule?: pulumi.Input<string | { local: string; zone: string }>;
  /** Later than this instant nothing is posted. A change alone posts nothing, unless it was what held the post back. */
  notAfter?: pulumi.Input<string>;
  /** Raise it to announce the same content again. @default 1 */
  revision?: pulumi.Input<number>;
  /** Whether an edit posts again, or only a raised revision. A change of this alone posts nothing. @default on-change */
  resend?: pulumi.Input<"on-change" | "on-revision">;
  /** What happens to a post that an earlier run began and left without a result. A change of this alone posts nothing that is not in doubt. @default hold */
  onInDoubt?: pulumi.Input<"hold" | "send-again">;
  /** The hub's test send: at most 10 devices, with the outcome in `sends`. It has its own identity: turning it off announces. @default false */
  test?: pulumi.Input<boolean>;
  /** Records an earlier send and posts nothing. */
  adopt?: pulumi.Input<{ notificationId: pulumi.Input<string> }>;
  /** The hub: a connection string, or one with the hub's name. Kept secret; a change posts nothing. @default configuration, then environment */
  hub?: pulumi.Input<string | { connectionString: pulumi.Input<string>; hub?: pulumi.Input<string> }>;
}

/** A message whose fields may be outputs of other resources. */
export type MessageInput = { [field in keyof Message]: pulumi.Input<Message[field]> };
