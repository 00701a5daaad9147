import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { setTimeout as wait } from "node:timers/promises";
import { control, isControl } from "./control";
import { dispatch } from "./dispatch";
import { faultRefusal } from "./faults";
import type { Hub } from "./hub";
import { type HubRequest, type Incoming, maxBatchBytes, maxEntityBytes, readBody, readHead } from "./incomingRequest";
import { Refusal, type Reply, refusalReply, trackingIdOf } from "./reply";

type Outgoing = ServerResponse | Http2ServerResponse;
export type Listener = (incoming: Incoming, outgoing: Outgoing) => void;

/** INTERNAL_ERROR of RFC 9113. */
const internalError = 2;

/** The listener for one hub: reads, lets a fault act, answers; a request that fails never takes the server with it. */
export function serve(hub: Hub, scheme: "http" | "https"): Listener {
  return (incoming, outgoing) => {
    answer(hub, scheme, incoming, outgoing).catch(() => reset(incoming));
  };
}

async function answer(hub: Hub, scheme: "http" | "https", incoming: Incoming, outgoing: Outgoing) {
  const trackingId = trackingIdOf(incoming.headers.trackingid);
  let reply: Reply | "reset";
  try {
    reply = await handle(hub, scheme, incoming);
  } catch (error) {
    if (!incoming.complete && incoming.destroyed) return;
    const refusal = error instanceof Refusal ? error : new Refusal(500, "The emulator failed on this request");
    reply = refusalReply(refusal, trackingId, hub.clock.now());
  }
  if (reply === "reset") reset(incoming);
  else write(outgoing, reply, trackingId);
}

async function handle(hub: Hub, scheme: "http" | "https", incoming: Incoming): Promise<Reply | "reset"> {
  let request: HubRequest;
  try {
    request = readHead(incoming, scheme);
  } catch (error) {
    await readBody(incoming, maxEntityBytes);
    throw error;
  }
  const batch = request.segments.at(-1)?.toLowerCase() === "$batch";
  request.body = await readBody(incoming, batch ? maxBatchBytes : maxEntityBytes);
  if (isControl(request)) return control(hub, request);
  const fault = hub.faults.take(request);
  if (fault === undefined) return dispatch(hub, request);
  const refusal = faultRefusal(fault);
  if (refusal !== undefined) throw refusal;
  if (fault.fault === "reset-before") return "reset";
  if (fault.fault === "delay") await wait(fault.ms, undefined, { ref: false });
  const reply = dispatch(hub, request);
  return fault.fault === "reset-after" ? "reset" : reply;
}

/** Drops the connection, of HTTP/2 the stream: other requests on it are not concerned. */
function reset(incoming: Incoming): void {
  if ("stream" in incoming) incoming.stream.close(internalError);
  else incoming.socket.destroy();
}

function write(outgoing: Outgoing, { status, headers, body = "", stream }: Reply, trackingId: string): void {
  const head: Record<string, string | number> = {
    ...headers,
    TrackingId: trackingId,
    "x-ms-correlation-request-id": randomUUID(),
    "X-Powered-By": "Azure Notification Hubs",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
  if (stream === undefined) head["Content-Length"] = Buffer.byteLength(body);
  outgoing.writeHead(status, head);
  if (stream === undefined) outgoing.end(body);
  else stream(outgoing);
}
