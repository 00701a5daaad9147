// Creates a notification hub with Apple's and Google's credentials, and announces through it in the same `pulumi up`.
// Apps register with `listenConnectionString`; nothing but this program may send.
import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { Broadcast } from "pulumi-broadcast";
import { BroadcastHub } from "pulumi-broadcast/hub";

const config = new pulumi.Config();
const group = new ResourceGroup("push");

const hub = new BroadcastHub("releases", {
  resourceGroupName: group.name,
  credentials: {
    apns: {
      endpoint: "sandbox",
      key: config.requireSecret("apnsKey"),
      keyId: config.require("apnsKeyId"),
      teamId: config.require("appleTeamId"),
      bundleId: config.require("bundleId"),
    },
    fcmV1: config.requireSecret("firebaseServiceAccount"),
  },
  tags: { product: "contoso" },
});

const welcome = new Broadcast("welcome", {
  announcement: "welcome",
  message: { title: "Hello", body: "Announcements arrive here" },
  platforms: ["apple", "fcmv1"],
  audience: { tags: ["release"] },
  notAfter: "2099-12-31T00:00:00Z",
  hub: hub.connection,
});

export const listenConnectionString = hub.listenConnectionString;
export const hubName = hub.hubName;
export const status = welcome.status;
