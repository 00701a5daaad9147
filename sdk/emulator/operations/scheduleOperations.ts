import type { Hub } from "../hub";
import { type HubRequest, header } from "../incomingRequest";
import { maxPending } from "../outbox";
import { Refusal, type Reply } from "../reply";
import { readNotification } from "../sentNotification";
import { requireTier } from "../tier";
import { created, newSend, readAudience } from "./sendOperation";

/** The window the service takes, by the README of its .NET library; half a minute is given for the way here. */
const soonestMs = 5 * 60_000 - 30_000;
const latestMs = 7 * 86_400_000;

/** POST /{hub}/schedulednotifications: as a send, delivered when the hub's clock passes its time. */
export function schedule(hub: Hub, request: HubRequest): Reply {
  requireTier(hub, "standard", "Scheduling a notification");
  for (const flag of ["direct", "test"]) {
    if (request.query.has(flag)) throw new Refusal(400, `A scheduled notification cannot be '${flag}'`);
  }
  const dueMs = readTime(hub, header(request, "servicebusnotification-scheduletime"));
  const notification = readNotification(request);
  if (hub.outbox.pendingCount >= maxPending) {
    throw new Refusal(403, `The emulator holds up to ${maxPending} scheduled notifications`);
  }
  const send = newSend(hub, request, notification, readAudience(request), "scheduled", dueMs);
  send.record.scheduledFor = new Date(dueMs).toISOString();
  hub.outbox.add(send);
  return created(hub, request, `schedulednotifications/${send.record.id}`);
}

/** DELETE /{hub}/schedulednotifications/{id} */
export function cancel(hub: Hub, _request: HubRequest, id: string): Reply {
  requireTier(hub, "standard", "Canceling a scheduled notification");
  const send = hub.outbox.find(id)?.hub === hub.name ? hub.outbox.takePending(id) : undefined;
  if (send === undefined) throw new Refusal(404, "There is no scheduled notification of this id");
  send.record.state = "Canceled";
  return { status: 200 };
}

/** ISO 8601; without a zone it is UTC. */
function readTime(hub: Hub, text: string | undefined): number {
  const name = "The HTTP header 'ServiceBusNotification-ScheduleTime'";
  if (text === undefined) throw new Refusal(400, `${name} is missing`);
  const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?$/.exec(text.trim());
  const dueMs = match === null ? Number.NaN : Date.parse(match[3] === undefined ? `${match[0]}Z` : match[0]);
  if (Number.isNaN(dueMs)) throw new Refusal(400, `${name} has an invalid value: '${text}'`);
  const ahead = dueMs - hub.clock.now();
  if (ahead < soonestMs || ahead > latestMs) {
    throw new Refusal(400, `${name} is not between 5 minutes and 7 days from now: '${text}'`);
  }
  return dueMs;
}
