import * as pulumi from "@pulumi/pulumi";
import { presentHost } from "./host";
import { announcementType } from "./resourceTypes";

/** What is said, to whom and when. Policies match this resource: everything that can say no says so before it is armed. */
export class Announcement extends pulumi.CustomResource {
  /** The type that policies name. */
  static readonly __pulumiType = announcementType;
  declare readonly message: pulumi.Output<any>;
  declare readonly payloads: pulumi.Output<any>;
  declare readonly template: pulumi.Output<any>;
  declare readonly headers: pulumi.Output<any>;
  declare readonly platforms: pulumi.Output<any>;
  declare readonly audience: pulumi.Output<any>;
  declare readonly announcement: pulumi.Output<any>;
  declare readonly schedule: pulumi.Output<any>;
  declare readonly notAfter: pulumi.Output<any>;
  declare readonly revision: pulumi.Output<any>;
  declare readonly resend: pulumi.Output<any>;
  declare readonly onInDoubt: pulumi.Output<any>;
  declare readonly test: pulumi.Output<any>;
  declare readonly adopt: pulumi.Output<any>;
  /** Identity of each post, by platform. */
  declare readonly digests: pulumi.Output<Record<string, string>>;
  /** The digest of the record that counts for a digest. */
  declare readonly same: pulumi.Output<Record<string, string>>;
  /** Platforms that the run of `plannedAt` posts to. */
  declare readonly posts: pulumi.Output<string[] | undefined>;
  /** Posts that runs were about to make, by digest. */
  declare readonly armed: pulumi.Output<Record<string, unknown>>;
  /** Cancels that runs were about to make, by notification id. */
  declare readonly cancels: pulumi.Output<Record<string, unknown> | undefined>;

  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    const outputs = { digests: undefined, same: undefined, posts: undefined, armed: undefined, cancels: undefined };
    const { types, aliases, props: carried, version } = presentHost();
    super(
      types.announcement,
      name,
      { ...outputs, ...props, ...carried },
      { ...opts, version, aliases: [{ type: aliases.announcement }] },
    );
  }
}
