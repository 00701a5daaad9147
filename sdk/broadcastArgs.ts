import type * as pulumi from "@pulumi/pulumi";
import type { Format, PushPlatform } from "../provider/client/format";
import type { Message } from "../provider/message/message";
import type { MessagePlatform } from "../provider/message/platforms";

/**
 * What a Broadcast takes: `message` with `platforms`, or `payloads`, or `template`, each with an `audience`. A change of a field posts
 * again, unless its description says otherwise.
 */
export type BroadcastArgs = BroadcastTemplateArgs | BroadcastPayloadsArgs | BroadcastMessageArgs;

/** A broadcast of one message, rendered for each platform. */
export interface BroadcastMessageArgs extends BroadcastCommonArgs {
  /** What to say, once for every platform. */
  message: pulumi.Input<MessageInput>;
  /** The platforms of `message`. A platform added posts to that one only. */
  platforms: pulumi.Input<pulumi.Input<MessagePlatform>[]>;
  /** Not beside `message`. */
  payloads?: never;
  /** Not beside `message`. */
  template?: never;
}

/** A broadcast of ready payloads. */
export interface BroadcastPayloadsArgs extends BroadcastCommonArgs {
  /** Ready payloads by platform: text goes out byte for byte, an object as JSON. A payload edited posts to its platform only. */
  payloads: pulumi.Input<{ [platform in Format]?: pulumi.Input<string | object> }>;
  /** Not beside `payloads`. */
  message?: never;
  /** Not beside `payloads`. */
  template?: never;
  /** Not beside `payloads`, whose keys name the platforms. */
  platforms?: OnlyWithMessage;
}

/** A broadcast to devices that registered a template, whatever their platform. */
export interface BroadcastTemplateArgs extends BroadcastCommonArgs {
  /** Properties that fill the template: strings only. */
  template: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Not beside `template`. */
  message?: never;
  /** Not beside `template`. */
  payloads?: never;
  /** Not beside `template`, which reaches every platform. */
  platforms?: OnlyWithMessage;
}

/** No value: `platforms` where it does not belong. A list, so that TypeScript names the fault and not the strings in the list. */
export interface OnlyWithMessage extends ReadonlyArray<MessagePlatform> {
  "`platforms` is for `message`": never;
}

/** What every broadcast takes. */
export interface BroadcastCommonArgs {
  /** Who receives it. */
  audience: BroadcastAudience;
  /** Further headers by platform, such as `{ apple: { "apns-expiration": "0" } }`. */
  headers?: pulumi.Input<{ [platform in Format]?: pulumi.Input<Record<string, pulumi.Input<string>>> }>;
  /** Scope of "once": the same content under the same name is one announcement, under another name another, so a change posts again. At most 200 characters. @default the project and stack */
  announcement?: pulumi.Input<string>;
  /** When it is due, at most 7 days ahead: an instant, or a local time in a zone. Standard tier. A change moves a send that is still pending. @default at once */
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
  /**
   * The hub: a connection string, or one with the hub's name; or the resource id of the hub or of one of its access rules, for which whoever
   * is signed in to Azure fetches the key when it is needed. Kept secret; a change posts nothing. @default configuration, then environment
   */
  hub?: pulumi.Input<string | KeyedHub | KeylessHub>;
}

/** A hub by its connection string. */
export interface KeyedHub {
  connectionString: pulumi.Input<string>;
  /** Name of the hub. @default the connection string's EntityPath */
  hub?: pulumi.Input<string>;
}

/** A hub by its resource id: no key is in the program, its configuration or the state. Needs `@azure/identity`. */
export interface KeylessHub {
  /** `/subscriptions/…/notificationHubs/…`, such as the `id` of azure-native's NotificationHub or NotificationHubAuthorizationRule. */
  resourceId: pulumi.Input<string>;
  /** Name of the access rule whose key signs. @default the rule of the id, else DefaultFullSharedAccessSignature, which every hub has */
  rule?: pulumi.Input<string>;
}

/** A message whose fields may be outputs of other resources. */
export type MessageInput = { [field in keyof Message]: pulumi.Input<Message[field]> };

/** Who receives a broadcast: exactly one of `tags`, `tagExpression`, `everyone` and `devices`. */
export type BroadcastAudience = TagsAudience | TagExpressionAudience | EveryoneAudience | DevicesAudience;

/** Devices with at least one of the tags. */
export interface TagsAudience {
  tags: pulumi.Input<string> | pulumi.Input<pulumi.Input<string>[]> | ReadonlySet<string>;
  tagExpression?: never;
  everyone?: never;
  devices?: never;
}

/** Devices whose tags fit an expression, such as `release && !beta`. */
export interface TagExpressionAudience {
  tagExpression: pulumi.Input<string>;
  tags?: never;
  everyone?: never;
  devices?: never;
}

/** Every registered device. */
export interface EveryoneAudience {
  everyone: true;
  tags?: never;
  tagExpression?: never;
  devices?: never;
}

/** At most 1000 devices by their handles, without a registration. */
export interface DevicesAudience {
  devices: pulumi.Input<pulumi.Input<BroadcastDevice>[]>;
  tags?: never;
  tagExpression?: never;
  everyone?: never;
}

/** One device of one platform; its handle is kept secret. */
export interface BroadcastDevice {
  platform: PushPlatform;
  handle: string | { endpoint: string; auth: string; p256dh: string };
}
