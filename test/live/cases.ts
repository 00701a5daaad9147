import { randomUUID } from "node:crypto";
import type { Answer, Call, Caller } from "./caller";
import { type Device, installationOf, registrationOf } from "./device";

export type { Device } from "./device";

/** What a case may use: a hub, a tag that no device of anybody else carries, and a device where one was given. */
export interface Scene {
  call: Caller;
  tag: string;
  device?: Device;
}

/** Requests whose answers two hubs should agree on. */
export interface Case {
  name: string;
  needsDevice?: true;
  answers(scene: Scene): Promise<Answer[]>;
}

const body =
  '{"aps":{"alert":"pulumi-broadcast live test"},"message":{"notification":{"title":"live test","body":"live test"}}}';

/** A send to a tag of this run's own: whoever reads it otherwise reaches nobody. */
export const toTag = (tag: string, more: Record<string, string> = {}): Call => ({
  method: "POST",
  headers: {
    "ServiceBusNotification-Format": "apple",
    "ServiceBusNotification-Tags": tag,
    "Content-Type": "application/json",
    ...more,
  },
  body,
});

const toast = "<toast><visual><binding template='ToastGeneric'><text>live test</text></binding></visual></toast>";
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19);
const scheduledIn = (hours: number, tag: string) =>
  toTag(`${tag}-nobody`, { "ServiceBusNotification-ScheduleTime": inHours(hours) });

/** A case of one request. */
const one = (name: string, path: string, call: (tag: string) => Call): Case => ({
  name,
  answers: async ({ call: send, tag }) => [await send(path.replace("{tag}", tag), call(tag))],
});
/** A case of one send that nobody gets. */
const send = (name: string, call: (tag: string) => Call, path = "/messages"): Case => one(name, path, call);

export const cases: readonly Case[] = [
  send("a request without a signature", (tag) => ({ ...toTag(tag), signature: "none" })),
  send("a signature by a wrong key", (tag) => ({ ...toTag(tag), signature: "wrong key" })),
  send("a signature that has expired", (tag) => ({ ...toTag(tag), signature: "expired" })),
  send("a hub that is not there", (tag) => ({ ...toTag(tag), hub: `no-${randomUUID()}` })),
  send("an api-version that there never was", (tag) => ({ ...toTag(tag), apiVersion: "1999-01" })),
  send("a format that no platform has", (tag) => toTag(tag, { "ServiceBusNotification-Format": "nothing" })),
  send("a send without a format", (tag) => {
    const { headers, ...rest } = toTag(tag);
    const { "ServiceBusNotification-Format": _, ...others } = headers!;
    return { ...rest, headers: others };
  }),
  send("a tag expression with more tags than the service takes", (tag) =>
    toTag(Array.from({ length: 21 }, (_, index) => `${tag}-${index}`).join(" || ")),
  ),
  send("a tag expression that is not closed", (tag) => toTag(`(${tag}`)),
  send("a tag with a character that tags cannot have", (tag) => toTag(`${tag}?`)),
  send("a payload that is not JSON", (tag) => ({ ...toTag(tag), body: '{"aps":' })),
  send("a payload of more than 64 KB", (tag) => ({
    ...toTag(tag),
    body: JSON.stringify({ aps: { alert: "a".repeat(70_000) } }),
  })),
  send("a send that reaches nobody", (tag) => toTag(`${tag}-nobody`)),
  send("a toast that reaches nobody", (tag) => ({
    ...toTag(`${tag}-nobody`, {
      "ServiceBusNotification-Format": "windows",
      "X-WNS-Type": "wns/toast",
      "Content-Type": "application/xml",
    }),
    body: toast,
  })),
  send("a template send that reaches nobody", (tag) => ({
    ...toTag(`${tag}-nobody`, { "ServiceBusNotification-Format": "template" }),
    body: '{"text":"live test"}',
  })),
  send("a test send that reaches nobody", (tag) => toTag(`${tag}-nobody`), "/messages?test"),
  one("telemetry of a notification that nobody sent", "/messages/unknown", () => ({})),
  {
    name: "a schedule, and its cancel, twice",
    answers: async ({ call, tag }) => {
      const answer = await call("/schedulednotifications", scheduledIn(24, tag));
      if (!answer.id) return [answer];
      const cancel = () => call(`/schedulednotifications/${answer.id}`, { method: "DELETE" });
      return [answer, await cancel(), await cancel()];
    },
  },
  one("a schedule in the past", "/schedulednotifications", (tag) => scheduledIn(-24, tag)),
  one("a schedule in nine days", "/schedulednotifications", (tag) => scheduledIn(9 * 24, tag)),
  one("a list of registrations by a tag that nobody carries", "/tags/{tag}/registrations", () => ({})),
  one("a registration that is not there", "/registrations/{tag}", () => ({})),
  one("an installation that is not there", "/installations/{tag}", () => ({})),
  one("a change of an installation that is not there", "/installations/{tag}", () => ({
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: '[{"op":"add","path":"/tags","value":"other"}]',
  })),
  one("a job that is not there", "/jobs/unknown", () => ({})),
  one("the container of feedback", "/feedbackcontainer", () => ({})),
  {
    name: "an installation of the device: made, read, sent to by its tag, removed",
    needsDevice: true,
    answers: async ({ call, tag, device }) => {
      const path = `/installations/${tag}`;
      const headers = { "Content-Type": "application/json" };
      const answers: Answer[] = [];
      try {
        answers.push(await call(path, { method: "PUT", headers, body: installationOf(device!, tag) }));
        answers.push(await call(path, {}));
        answers.push(await call("/messages", toTag(tag, { "ServiceBusNotification-Format": device!.format })));
      } finally {
        answers.push(await call(path, { method: "DELETE" }));
      }
      return answers;
    },
  },
  {
    name: "a registration of the device: made, read, removed",
    needsDevice: true,
    answers: async ({ call, tag, device }) => {
      const made = await call("/registrations", {
        method: "POST",
        headers: { "Content-Type": "application/atom+xml;type=entry;charset=utf-8" },
        body: registrationOf(device!, `${tag}-registered`),
      });
      if (!made.id) return [made];
      const path = `/registrations/${made.id}`;
      const answers = [made];
      try {
        answers.push(await call(path, {}));
      } finally {
        answers.push(await call(path, { method: "DELETE", headers: { "If-Match": "*" } }));
      }
      return answers;
    },
  },
  {
    name: "a send to the device itself",
    needsDevice: true,
    answers: async ({ call, tag, device }) => {
      const { format, handle } = device!;
      const { headers, ...rest } = toTag(tag, { "ServiceBusNotification-Format": format });
      const { "ServiceBusNotification-Tags": _, ...untagged } = headers!;
      const toDevice = { ...untagged, "ServiceBusNotification-DeviceHandle": handle };
      return [await call("/messages?direct", { ...rest, headers: toDevice })];
    },
  },
];
