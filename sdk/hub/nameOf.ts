import type * as pulumi from "@pulumi/pulumi";

/**
 * The name of an Azure resource, from its id: unknown until the resource exists, so that nothing looks it up in a preview,
 * and known in a preview of an update, so that its children do not preview as replaced.
 */
export function nameOf(resource: pulumi.CustomResource): pulumi.Output<string> {
  return resource.id.apply((id) => id.slice(id.lastIndexOf("/") + 1));
}
