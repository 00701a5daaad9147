import type { Writable } from "node:stream";
import type { Hub } from "../hub";
import { Refusal, type Reply } from "../reply";

/** News are looked for this often, so that a thousand sends a second are four messages. */
const lookMs = 250;
/** A comment keeps the connection from being taken for dead. */
const quietLooks = 60;
const maxStreams = 100;

const streams = new WeakMap<Hub, number>();

/** GET events: server-sent events, one at once and one after each change. */
export function events(hub: Hub): Reply {
  if ((streams.get(hub) ?? 0) >= maxStreams)
    throw new Refusal(503, `No more than ${maxStreams} pages can watch at once`);
  return {
    status: 200,
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
    stream: (outgoing) => follow(hub, outgoing),
  };
}

function follow(hub: Hub, outgoing: Writable): void {
  streams.set(hub, (streams.get(hub) ?? 0) + 1);
  let told: string | undefined;
  let looks = 0;
  const look = () => {
    hub.deliverDue();
    const { version } = hub;
    if (version !== told) outgoing.write(`data: ${version}\n\n`);
    else if (++looks % quietLooks === 0) outgoing.write(":\n\n");
    told = version;
  };
  outgoing.write("retry: 1000\n\n");
  look();
  const timer = setInterval(look, lookMs).unref();
  outgoing.on("error", () => {});
  outgoing.on("close", () => {
    clearInterval(timer);
    streams.set(hub, (streams.get(hub) ?? 1) - 1);
  });
}
