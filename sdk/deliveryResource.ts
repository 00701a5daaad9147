import * as pulumi from "@pulumi/pulumi";
import type { Status } from "../provider/broadcast/plan";
import type { Doubt, SendRecord } from "../provider/journal/record";
import { presentHost } from "./host";
import { dynamicTypes } from "./resourceTypes";

/** Signs and posts what the Announcement armed, and keeps the results. */
export class Delivery extends pulumi.CustomResource {
  static readonly __pulumiType = dynamicTypes.delivery;
  declare readonly status: pulumi.Output<Status>;
  declare readonly sends: pulumi.Output<SendRecord[]>;
  declare readonly doubts: pulumi.Output<Doubt[] | undefined>;

  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    const outputs = { status: undefined, sends: undefined, doubts: undefined };
    const { types, aliases, props: carried, version } = presentHost();
    super(
      types.delivery,
      name,
      { ...outputs, ...props, ...carried },
      {
        ...opts,
        version,
        aliases: [{ type: aliases.delivery }],
        additionalSecretOutputs: ["hub", "connections"],
        // A retained Delivery would leave a scheduled send that the stack no longer knows.
        retainOnDelete: false,
      },
    );
  }
}
