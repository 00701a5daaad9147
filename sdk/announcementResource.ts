import * as pulumi from "@pulumi/pulumi";
import type { Format } from "../provider/client/format";
import type { Message } from "../provider/message/message";
import type { MessagePlatform } from "../provider/message/platforms";
import type { BroadcastDevice } from "./broadcastArgs";
import { presentHost } from "./host";
import { announcementType } from "./resourceTypes";

/** What is announced, to whom and when. Policies match this resource, so that whatever can refuse does so before anything is armed. */
export class Announcement extends pulumi.CustomResource {
  /** The type that policies match. */
  static readonly __pulumiType = announcementType;
  declare readonly message?: pulumi.Output<Message>;
  declare readonly payloads?: pulumi.Output<{ [platform in Format]?: string | object }>;
  declare readonly template?: pulumi.Output<Record<string, string>>;
  declare readonly headers?: pulumi.Output<{ [platform in Format]?: Record<string, string> }>;
  declare readonly platforms?: pulumi.Output<MessagePlatform[]>;
  declare readonly audience: pulumi.Output<{
    everyone?: true;
    tags?: string | string[];
    tagExpression?: string;
    devices?: BroadcastDevice[];
  }>;
  declare readonly announcement?: pulumi.Output<string>;
  declare readonly schedule?: pulumi.Output<string | { local: string; zone: string }>;
  declare readonly notAfter?: pulumi.Output<string>;
  declare readonly revision?: pulumi.Output<number>;
  declare readonly resend?: pulumi.Output<"on-change" | "on-revision">;
  declare readonly onInDoubt?: pulumi.Output<"hold" | "send-again">;
  declare readonly test?: pulumi.Output<boolean>;
  declare readonly adopt?: pulumi.Output<{ notificationId: string }>;
  /** Digest of each post, by platform and locale. */
  declare readonly digests: pulumi.Output<Record<string, string>>;
  /** For a digest, the digest of an earlier send that counts as having sent it. */
  declare readonly countsAs: pulumi.Output<Record<string, string>>;
  /** The platforms and locales that the run of `plannedAt` posts to. */
  declare readonly posts: pulumi.Output<string[] | undefined>;
  /** The posts that runs were about to make, by digest. */
  declare readonly armed: pulumi.Output<Record<string, { run: string }>>;
  /** The cancels that runs were about to make, by notification id. */
  declare readonly cancels: pulumi.Output<Record<string, { run: string }> | undefined>;

  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    const outputs = { digests: undefined, countsAs: undefined, posts: undefined, armed: undefined, cancels: undefined };
    const { types, aliases, props: carried, version } = presentHost();
    super(
      types.announcement,
      name,
      { ...outputs, ...props, ...carried },
      { ...opts, version, aliases: [{ type: aliases.announcement }] },
    );
  }
}
