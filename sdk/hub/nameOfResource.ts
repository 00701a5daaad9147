import type * as pulumi from "@pulumi/pulumi";

/**
 * The name of an Azure resource, taken from its id. It is unknown until the resource exists, so that a preview does not look it up, and known
 * in the preview of an update, so that the resource's children are not shown as replaced.
 */
export function nameOfResource(resource: pulumi.CustomResource): pulumi.Output<string> {
  return resource.id.apply((id) => id.slice(id.lastIndexOf("/") + 1));
}
