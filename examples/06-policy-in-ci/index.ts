// The announcement is a file, so that a pull request can lint it, show it to reviewers and hold it against the policies,
// and `pulumi up` on the main branch posts the very same file, once.
import { readFileSync } from "node:fs";
import { Broadcast, type BroadcastArgs } from "pulumi-broadcast";
import { parse } from "yaml";

const { name, ...announcement } = parse(readFileSync("announcements/v2-4-0.yaml", "utf8"));

const release = new Broadcast(name, announcement as BroadcastArgs);

export const status = release.status;
