import * as pulumi from "@pulumi/pulumi";
import { providerLine } from "../provider/broadcast/line";

/** What is said, to whom and when. Policies match this resource: everything that can say no says so before it is armed. */
export class Announcement extends pulumi.CustomResource {
  /** The type that policies name. */
  static readonly __pulumiType = "pulumi-nodejs:dynamic/broadcast:Announcement";
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
  /** In a preview, the platforms that this change posts to; absent or empty when nothing is. */
  declare readonly posts: pulumi.Output<string[] | undefined>;
  /** What a policy added to the arguments; absent when nothing. */
  declare readonly also: pulumi.Output<any>;
  /** Digests of what the program declares, where a policy made something else of it; absent when none did. */
  declare readonly declaredAs: pulumi.Output<any>;
  /** The engine run in which each digest was armed. */
  declare readonly armed: pulumi.Output<Record<string, string>>;

  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    const outputs = { digests: undefined, posts: undefined, also: undefined, declaredAs: undefined, armed: undefined };
    super(Announcement.__pulumiType, name, { ...outputs, ...props, __provider: providerLine }, opts);
  }
}
