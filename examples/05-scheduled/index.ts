// An announcement for tomorrow at nine in the morning, Paris time (Standard tier, at most 7 days ahead).
// Editing it cancels and schedules once; destroying the stack cancels it; once it is due, nothing more happens.
import { Config } from "@pulumi/pulumi";
import { Broadcast } from "pulumi-broadcast";

// A date belongs in configuration: `pulumi config set day 2027-03-01`. A date computed here would change with every run.
const day = new Config().require("day");

const release = new Broadcast("v2-4-0", {
  announcement: "release-2.4.0",
  message: { title: "2.4.0 is here", body: "Dark mode, at last" },
  platforms: ["apple", "fcmv1"],
  audience: { tags: ["release"] },
  schedule: { local: `${day}T09:00`, zone: "Europe/Paris" },
  notAfter: `${day}T18:00:00Z`,
});

export const status = release.status;
export const sends = release.sends;
