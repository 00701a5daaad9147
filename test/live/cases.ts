import { randomUUID } from "node:crypto";
import type { Answer, Caller } from "./caller";
import { platformOfFormat } from "./device";

/** The one device that may be sent to. */
export interface Device {
  format: string;
  handle: string;
}

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

/** A send to this run's own tag: whoever reads it otherwise reaches nobody. */
const toTag = (tag: string, format = "apple") => ({
  method: "POST",
  headers: {
    "ServiceBusNotification-Format": format,
    "ServiceBusNotification-Tags": tag,
    "Content-Type": "application/json",
  },
  body,
});

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
const idOf = ({ location = "" }: Answer) => new URL(location, "http://hub").pathname.split("/").pop() ?? "";

export const cases: readonly Case[] = [
  {
    name: "a request without a signature",
    answers: async ({ call, tag }) => [await call("/messages", { ...toTag(tag), signature: "none" })],
  },
  {
    name: "a signature by a wrong key",
    answers: async ({ call, tag }) => [await call("/messages", { ...toTag(tag), signature: "wrong key" })],
  },
  {
    name: "a signature that has expired",
    answers: async ({ call, tag }) => [await call("/messages", { ...toTag(tag), signature: "expired" })],
  },
  {
    name: "a hub that is not there",
    answers: async ({ call, tag }) => [await call("/messages", { ...toTag(tag), hub: `no-${randomUUID()}` })],
  },
  {
    name: "a format that no platform has",
    answers: async ({ call, tag }) => [await call("/messages", toTag(tag, "nothing"))],
  },
  {
    name: "a tag expression with more tags than the service takes",
    answers: async ({ call, tag }) => {
      const tags = Array.from({ length: 21 }, (_, index) => `${tag}-${index}`).join(" || ");
      return [await call("/messages", toTag(tags))];
    },
  },
  {
    name: "a send that reaches nobody",
    answers: async ({ call, tag }) => [await call("/messages", toTag(`${tag}-nobody`))],
  },
  {
    name: "a test send that reaches nobody",
    answers: async ({ call, tag }) => [await call("/messages?test", toTag(`${tag}-nobody`))],
  },
  {
    name: "telemetry of a notification that nobody sent",
    answers: async ({ call }) => [await call("/messages/unknown", {})],
  },
  {
    name: "a schedule, and its cancel, twice",
    answers: async ({ call, tag }) => {
      const { headers, ...send } = toTag(`${tag}-nobody`);
      const scheduled = { ...send, headers: { ...headers, "ServiceBusNotification-ScheduleTime": tomorrow() } };
      const answer = await call("/schedulednotifications", scheduled);
      if (!answer.location) return [answer];
      const cancel = () => call(`/schedulednotifications/${idOf(answer)}`, { method: "DELETE" });
      return [answer, await cancel(), await cancel()];
    },
  },
  {
    name: "a list registrations by a tag that nobody carries",
    answers: async ({ call, tag }) => [await call(`/tags/${tag}/registrations`, {})],
  },
  {
    name: "an installation that is not there",
    answers: async ({ call, tag }) => [await call(`/installations/${tag}`, {})],
  },
  {
    name: "an installation of the device: made, read, sent to by its tag, removed, read",
    needsDevice: true,
    answers: async ({ call, tag, device }) => {
      const { format, handle } = device!;
      const installation = {
        installationId: tag,
        platform: platformOfFormat(format),
        pushChannel: handle,
        tags: [tag],
      };
      const path = `/installations/${tag}`;
      const headers = { "Content-Type": "application/json" };
      try {
        return [
          await call(path, { method: "PUT", headers, body: JSON.stringify(installation) }),
          await call(path, {}),
          await call("/messages", toTag(tag, format)),
        ];
      } finally {
        await call(path, { method: "DELETE" });
      }
    },
  },
  {
    name: "a send to the device itself",
    needsDevice: true,
    answers: async ({ call, tag, device }) => {
      const { format, handle } = device!;
      const { headers, ...send } = toTag(tag, format);
      const { "ServiceBusNotification-Tags": _, ...untagged } = headers;
      return [
        await call("/messages?direct", {
          ...send,
          headers: { ...untagged, "ServiceBusNotification-DeviceHandle": handle },
        }),
      ];
    },
  },
];
