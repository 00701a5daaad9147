// Checked by the compiler alone: each line under @ts-expect-error must not compile.
import * as pulumi from "@pulumi/pulumi";
import type {
  Broadcast,
  BroadcastArgs,
  BroadcastAudience,
  Format,
  Message,
  MessagePlatform,
  PushPlatform,
  SendRecord,
  Status,
} from "../../sdk";
import { accepts, type Equal, holds } from "./holds";

const args = accepts<BroadcastArgs>;
const to = accepts<BroadcastAudience>;

const message = { title: "2.4.0 is here", body: "Dark mode" };
const payloads = { apple: { aps: { alert: "2.4.0 is here" } } };
const template = { title: "2.4.0 is here" };
const audience = { tags: ["release"] };

// One of the three, with what belongs to it.
args({ message, platforms: ["apple", "windows"], audience });
args({ payloads, headers: { apple: { "apns-priority": "5" } }, audience });
args({ template, audience: { everyone: true } });
args({ message, platforms: ["apple"], payloads: undefined, audience });

// An object in a variable of the type, and one narrowed by what it holds.
const variable: BroadcastArgs = { message, platforms: ["apple"], audience };
args(variable);
args({ ...variable, revision: 2 });
if (variable.message !== undefined) args({ message: variable.message, platforms: variable.platforms, audience });

// @ts-expect-error message and payloads
args({ message, platforms: ["apple"], payloads, audience });
// @ts-expect-error message and template
args({ message, platforms: ["apple"], template, audience });
// @ts-expect-error payloads and template
args({ payloads, template, audience });
// @ts-expect-error none of the three
args({ audience });
// @ts-expect-error message without platforms
args({ message, audience });
// @ts-expect-error platforms without message
args({ platforms: ["apple"], audience });
// @ts-expect-error platforms beside payloads
args({ payloads, platforms: ["apple"], audience });
// @ts-expect-error platforms beside template
args({ template, platforms: ["apple"], audience });
// @ts-expect-error nobody is told
args({ message, platforms: ["apple"] });
// @ts-expect-error a platform that no message is rendered for
args({ message, platforms: ["baidu"], audience });
// @ts-expect-error a property that a message does not have
args({ message: { ...message, titel: "2.4.0 is here" }, platforms: ["apple"], audience });
// @ts-expect-error a template property that is not a string
args({ template: { count: 1 }, audience });
// @ts-expect-error a Date, whose zone nobody wrote
args({ template, audience, schedule: new Date() });
// @ts-expect-error an argument that there is not
args({ template, audience, sheduled: "2026-12-01T09:00:00Z" });

// Outputs and promises wherever a value may come from another resource.
declare const known: Message;
declare const later: pulumi.Output<Message>;
args({ message: known, platforms: ["apple"], audience });
args({ message: later, platforms: pulumi.output(["apple" as const]), audience });
args({ message: pulumi.output(known), platforms: [pulumi.output("apple" as const)], audience });
args({ message: { title: pulumi.secret("2.4.0"), body: Promise.resolve("x") }, platforms: ["apple"], audience });
args({ payloads: pulumi.output(payloads), headers: pulumi.output({ apple: { a: "b" } }), audience });
args({ payloads: { windows: pulumi.interpolate`<toast/>` }, audience });
args({ template: { title: pulumi.output("2.4.0") }, audience, revision: pulumi.output(2), test: pulumi.output(true) });
args({ template, audience, hub: { connectionString: pulumi.secret("Endpoint=…"), hub: pulumi.output("releases") } });
args({ template, audience, adopt: { notificationId: pulumi.output("1") }, schedule: pulumi.output("2026-12-01") });

// Who receives it: exactly one.
to({ tags: "release" });
to({ tags: pulumi.output(["release"]) });
to({ tags: [pulumi.output("release")] });
to({ tags: new Set(["release"]) });
to({ tagExpression: pulumi.output("release && !beta") });
to({ everyone: true });
to({ devices: [{ platform: "apple", handle: "00fc13" }] });
to({ devices: pulumi.output([{ platform: "browser" as const, handle: { endpoint: "e", auth: "a", p256dh: "p" } }]) });
// @ts-expect-error tags and everyone
to({ tags: ["release"], everyone: true });
// @ts-expect-error tags and an expression
to({ tags: ["release"], tagExpression: "release" });
// @ts-expect-error everyone and devices
to({ everyone: true, devices: [] });
// @ts-expect-error nobody
to({});
// @ts-expect-error everyone is said or left out
to({ everyone: false });
// @ts-expect-error a device of no platform
to({ devices: [{ platform: "template", handle: "x" }] });

// What a program reads.
holds<Equal<Broadcast["status"], pulumi.Output<Status>>>();
holds<Equal<Broadcast["sends"], pulumi.Output<SendRecord[]>>>();
holds<Equal<Broadcast["digests"], pulumi.Output<Record<string, string>>>>();
holds<Equal<Exclude<Format, PushPlatform>, "template">>();
holds<Equal<Exclude<MessagePlatform, PushPlatform>, never>>();
