import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong with an argument: `path` names the property, `message` says what is expected. */
export interface HubIssue {
  path: string;
  message: string;
}

/** Arguments that the service would refuse. A `RunError`, so that Pulumi prints its message without a stack. */
export class HubArgumentError extends pulumi.RunError {
  override readonly name = "HubArgumentError";

  constructor(
    resource: string,
    readonly issues: readonly HubIssue[],
  ) {
    const text = issues.map(({ path, message }) => `${resource}: ${path}: ${message}`).join("\n");
    super(text);
    // Pulumi would prefix the message with "error serializing property" and azure-native's property name; the path is more helpful.
    Object.defineProperty(this, "message", { get: () => text, set: () => {} });
  }
}
