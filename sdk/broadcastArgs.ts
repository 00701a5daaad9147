import type * as pulumi from "@pulumi/pulumi";
import type { Format, PushPlatform } from "../provider/client/format";
import type { Message } from "../provider/message/message";
import type { MessagePlatform } from "../provider/message/platforms";

/**
 * The arguments of a Broadcast: `message` with `platforms`, or `payloads`, or `template`, each with an `audience`. Changing an argument posts
 * again, unless its description says otherwise.
 */
export type BroadcastArgs = BroadcastTemplateArgs | BroadcastPayloadsArgs | BroadcastMessageArgs;

/** A broadcast of one message, rendered for each platform. */
export interface BroadcastMessageArgs extends BroadcastCommonArgs {
  /** The message, written once for all platforms. */
  message: pulumi.Input<MessageInput>;
  /** The platforms to render `message` for. Adding one posts only to the added platform; removing one posts nothing. */
  platforms: pulumi.Input<pulumi.Input<MessagePlatform>[]>;
  /** Not beside `message`. */
  payloads?: never;
  /** Not beside `message`. */
  template?: never;
}

/** A broadcast of payloads that you write yourself. */
export interface BroadcastPayloadsArgs extends BroadcastCommonArgs {
  /** Payloads by platform: a string is sent byte for byte, an object as JSON. Editing a payload posts to its platform only. */
  payloads: pulumi.Input<{ [platform in Format]?: pulumi.Input<string | object> }>;
  /** Not beside `payloads`. */
  message?: never;
  /** Not beside `payloads`. */
  template?: never;
  /** Not beside `payloads`, whose keys name the platforms. */
  platforms?: OnlyWithMessage;
}

/** A broadcast to devices of any platform that registered a template. */
export interface BroadcastTemplateArgs extends BroadcastCommonArgs {
  /** Values for the properties of the template, as strings. */
  template: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Not beside `template`. */
  message?: never;
  /** Not beside `template`. */
  payloads?: never;
  /** Not beside `template`, which reaches every platform. */
  platforms?: OnlyWithMessage;
}

/** Has no value; it is the type of `platforms` where that is not allowed. A list, so that TypeScript reports the mistake and not the strings. */
export interface OnlyWithMessage extends ReadonlyArray<MessagePlatform> {
  "`platforms` is for `message`": never;
}

/** The arguments that every broadcast accepts. */
export interface BroadcastCommonArgs {
  /** Who receives it. */
  audience: BroadcastAudience;
  /** Additional headers by platform, such as `{ apple: { "apns-expiration": "0" } }`. */
  headers?: pulumi.Input<{ [platform in Format]?: pulumi.Input<Record<string, pulumi.Input<string>>> }>;
  /** Name of the announcement: the same content is sent once under each name, so changing it to a new name posts again. At most 200 characters. @default the project and stack */
  announcement?: pulumi.Input<string>;
  /** When to send it, 5 minutes to 7 days ahead: an instant (ISO 8601 with a zone), or a local time in an IANA zone. Needs the Standard tier. Changing it reschedules a send that is still pending. @default at once */
  schedule?: pulumi.Input<string | { local: string; zone: string }>;
  /** Instant (ISO 8601 with a zone) after which nothing is posted. Changing it posts nothing, unless the earlier value had prevented the post. */
  notAfter?: pulumi.Input<string>;
  /** Whole number. Raise it to announce the same content again. @default 1 */
  revision?: pulumi.Input<number>;
  /** Whether an edit posts again, or only a raised `revision`. Changing this by itself posts nothing. @default on-change */
  resend?: pulumi.Input<"on-change" | "on-revision">;
  /** What to do about a post that an earlier run started and that has no result: hold it until a person decides, or post it again. Changing this by itself posts only what is in doubt. @default hold */
  onInDoubt?: pulumi.Input<"hold" | "send-again">;
  /** Uses the hub's test send, which reaches at most 10 devices and returns the outcome in `sends`. A test send counts as a different post, so turning it off announces. @default false */
  test?: pulumi.Input<boolean>;
  /** Records a send that was made elsewhere, and posts nothing. */
  adopt?: pulumi.Input<{ notificationId: pulumi.Input<string> }>;
  /**
   * The hub: a connection string, alone or with the hub's name, or the resource id of the hub or of one of its access rules. For a resource
   * id, the key is fetched when it is needed, with the current Azure sign-in. Kept secret. Changing it posts nothing; a send that is still
   * pending moves to the new hub. @default configuration, then environment
   */
  hub?: pulumi.Input<string | KeyedHub | KeylessHub>;
}

/** A hub by its connection string. */
export interface KeyedHub {
  connectionString: pulumi.Input<string>;
  /** Name of the hub. @default the connection string's EntityPath */
  hub?: pulumi.Input<string>;
}

/** A hub by its resource id, with no key in the program, its configuration or the state. Needs `@azure/identity`. */
export interface KeylessHub {
  /** `/subscriptions/…/notificationHubs/…`, such as the `id` of azure-native's NotificationHub or NotificationHubAuthorizationRule. */
  resourceId: pulumi.Input<string>;
  /** Name of the access rule whose key signs the requests. @default the rule in the id, else DefaultFullSharedAccessSignature, which every hub has */
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

/** Devices whose tags match an expression, such as `release && !beta`. */
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

/** At most 1000 devices by their handles; they need no registration. */
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
