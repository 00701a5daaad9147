import { deliver } from "../deliver";
import type { Hub } from "../hub";
import { type HubRequest, header } from "../incomingRequest";
import { parseJson } from "../json";
import { readParts } from "../multipart";
import { Refusal, type Reply } from "../reply";
import { type Notification, readNotification } from "../sentNotification";
import { requireTier } from "../tier";
import { created, newSend } from "./sendOperation";

/** Handles in one batch (Microsoft Learn, "Direct batch send"). */
const maxHandles = 1000;

/** POST /{hub}/messages/$batch?direct: one message to up to 1000 handles. */
export function batch(hub: Hub, request: HubRequest): Reply {
  requireTier(hub, "basic", "Batch direct send");
  if (!request.query.has("direct")) throw new Refusal(400, "A batch needs the query parameter 'direct'");
  const parts = readParts(header(request, "content-type") ?? "", request.body);
  const message = parts.get("notification");
  const devices = parts.get("devices");
  if (message === undefined || devices === undefined) {
    throw new Refusal(400, "A batch has the parts 'notification' and 'devices'");
  }
  const notification = readNotification(request, message);
  const handles = readHandles(notification, devices.body.toString("utf8"));
  const accepted = newSend(hub, request, notification, { kind: "handles", handles }, "batch");
  hub.outbox.add(accepted);
  deliver(hub, accepted, hub.clock.now());
  return created(hub, request, `messages/$batch/${accepted.record.id}`);
}

function readHandles({ format }: Notification, json: string): string[] {
  if (format === "template") throw new Refusal(400, "A template notification cannot be sent to device handles");
  const list = parseJson(json);
  if (!Array.isArray(list)) throw new Refusal(400, "The part 'devices' is not a JSON array");
  const handles = list.map((item: unknown) => (format === "browser" ? endpointOf(item) : item));
  if (!handles.every((handle) => typeof handle === "string" && handle !== "")) {
    throw new Refusal(400, "The part 'devices' has an item that is not a device handle");
  }
  if (handles.length === 0 || handles.length > maxHandles) {
    throw new Refusal(400, `A batch has 1 to ${maxHandles} device handles, not ${handles.length}`);
  }
  return handles as string[];
}

/** A browser's handle is its endpoint, alone or inside its subscription. */
function endpointOf(item: unknown): unknown {
  return typeof item === "object" && item !== null ? (item as { endpoint?: unknown }).endpoint : item;
}
