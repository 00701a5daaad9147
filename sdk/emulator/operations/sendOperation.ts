import { deliver } from "../deliver";
import type { Hub } from "../hub";
import { type HubRequest, header } from "../incomingRequest";
import { isoTime } from "../isoTime";
import type { Send, SendKind } from "../outbox";
import { notificationOutcome } from "../outcomeDocuments";
import type { Audience } from "../recipients";
import { Refusal, type Reply } from "../reply";
import { type Notification, readNotification } from "../sentNotification";
import { parseTagExpression, TagExpressionError } from "../tagExpressionTree";

/** POST /{hub}/messages: to everyone, to a tag expression, or with `direct` to one handle. */
export function send(hub: Hub, request: HubRequest): Reply {
  const notification = readNotification(request);
  const direct = request.query.has("direct");
  const test = request.query.has("test");
  const audience = direct ? readHandle(request, notification) : readAudience(request);
  const accepted = newSend(hub, request, notification, audience, test ? "test" : direct ? "direct" : "send");
  hub.outbox.add(accepted);
  const results = deliver(hub, accepted, hub.clock.now());
  const reply = created(hub, request, `messages/${accepted.record.id}`);
  if (!test) return reply;
  const headers = { ...reply.headers, "Content-Type": "application/xml; charset=utf-8" };
  return { ...reply, headers, body: notificationOutcome(results) };
}

/** A send as the hub takes it in, due at once unless said otherwise. */
export function newSend(
  hub: Hub,
  request: HubRequest,
  notification: Notification,
  audience: Audience,
  kind: SendKind,
  dueMs = hub.clock.now(),
): Send {
  const at = isoTime(hub.clock.now());
  const record: Send["record"] = {
    id: hub.outbox.newId(kind, at),
    hub: hub.name,
    format: notification.format,
    kind,
    tags: audience.kind === "tags" ? header(request, "servicebusnotification-tags") : undefined,
    headers: notification.headers,
    body: notification.body,
    at,
    state: kind === "scheduled" ? "Scheduled" : "NoTargetFound",
    targets: 0,
    counts: {},
  };
  return { record, notification, audience, dueMs };
}

/** 201; only Standard tells where the send can be followed. */
export function created(hub: Hub, request: HubRequest, path: string): Reply {
  if (hub.tier !== "standard") return { status: 201 };
  return { status: 201, headers: { Location: `${request.origin}/${hub.name}/${path}?${request.search}` } };
}

/** An absent or empty header is a broadcast. */
export function readAudience(request: HubRequest): Audience {
  const tags = header(request, "servicebusnotification-tags");
  if (tags === undefined || tags.trim() === "") return { kind: "everyone" };
  try {
    return { kind: "tags", expression: parseTagExpression(tags) };
  } catch (error) {
    if (error instanceof TagExpressionError) throw new Refusal(400, error.message);
    throw error;
  }
}

function readHandle(request: HubRequest, { format }: Notification): Audience {
  if (format === "template") throw new Refusal(400, "A template notification cannot be sent to a device handle");
  const handle = header(request, "servicebusnotification-devicehandle");
  if (!handle) throw new Refusal(400, "The HTTP header 'ServiceBusNotification-DeviceHandle' is missing");
  if (format === "browser" && !(header(request, "auth") && header(request, "p256dh"))) {
    throw new Refusal(400, "A direct send to a browser needs the HTTP headers 'Auth' and 'P256DH'");
  }
  return { kind: "handles", handles: [handle] };
}
