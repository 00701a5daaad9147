import * as pulumi from "@pulumi/pulumi";
import { providerLine } from "../provider/broadcast/line";
import type { Status } from "../provider/broadcast/plan";
import type { Doubt, SendRecord } from "../provider/journal/record";
import { deliveryType } from "./resourceTypes";

/** Signs and posts what the Announcement armed, and remembers what became of it. */
export class Delivery extends pulumi.CustomResource {
  static readonly __pulumiType = deliveryType;
  declare readonly status: pulumi.Output<Status>;
  declare readonly sends: pulumi.Output<SendRecord[]>;
  declare readonly doubts: pulumi.Output<Doubt[] | undefined>;

  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    const outputs = { status: undefined, sends: undefined, doubts: undefined };
    super(
      Delivery.__pulumiType,
      name,
      { ...outputs, ...props, __provider: providerLine },
      {
        ...opts,
        additionalSecretOutputs: ["hub", "connections"],
        // A retained Delivery would leave a scheduled send behind that the stack no longer knows.
        retainOnDelete: false,
      },
    );
  }
}
