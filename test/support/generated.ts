import path from "node:path";
import * as pulumi from "@pulumi/pulumi";

const { version } = require(path.resolve(__dirname, "../../../package.json")) as { version: string };

/** Broadcast as a package that is generated from the schema has it: a type, a version, and none of our code. */
export class Broadcast extends pulumi.ComponentResource {
  declare readonly status: pulumi.Output<string>;
  declare readonly sends: pulumi.Output<object[]>;
  declare readonly digests: pulumi.Output<Record<string, string>>;
  declare readonly doubts: pulumi.Output<object[]>;

  constructor(name: string, args: pulumi.Inputs, opts: pulumi.ComponentResourceOptions = {}) {
    const outputs = { status: undefined, sends: undefined, digests: undefined, doubts: undefined };
    super("broadcast:index:Broadcast", name, { ...outputs, ...args }, { ...opts, version }, true);
  }
}
