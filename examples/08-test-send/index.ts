// The hub's test send: at most ten devices of the audience, chosen by the hub, and their outcome in `sends`.
// It has an identity of its own: set `test` to false and the announcement goes out to everyone it is for.
import { Config } from "@pulumi/pulumi";
import { Broadcast } from "pulumi-broadcast";

const release = new Broadcast("v2-4-0", {
  announcement: "release-2.4.0",
  message: { title: "2.4.0 is here", body: "Dark mode, at last" },
  platforms: ["apple"],
  audience: { tags: ["release"] },
  notAfter: "2099-12-31T00:00:00Z",
  test: new Config().getBoolean("test") ?? true,
});

export const status = release.status;
export const sends = release.sends;
