import type { Hub } from "../hub";
import type { HubRequest } from "../incomingRequest";
import { notificationDetails } from "../outcomeDocuments";
import { Refusal, type Reply } from "../reply";
import { requireTier } from "../tier";

/** GET /{hub}/messages/{id}, or with `$batch` before the id as a batch's location has it. */
export function telemetry(hub: Hub, request: HubRequest): Reply {
  requireTier(hub, "standard", "Per message telemetry");
  const version = request.query.get("api-version")!;
  if (version < "2016-07") throw new Refusal(400, "Per message telemetry needs api-version 2016-07 or later");
  const record = hub.outbox.find(request.segments.at(-1)!);
  if (record?.hub !== hub.name) throw new Refusal(404, "The notification is not known");
  const errors = hub.feedback.hasErrorsOf(record.id) ? hub.feedback.url(`${request.origin}/`, record.id) : undefined;
  const location = `sb://${request.host}/${hub.name}/messages/${record.id}?api-version=${version}`;
  return {
    status: 200,
    headers: { "Content-Type": "application/xml; charset=utf-8" },
    body: notificationDetails(record, location, errors),
  };
}

/** GET /{hub}/feedbackcontainer: a signed address as bare text. */
export function feedbackContainer(hub: Hub, request: HubRequest): Reply {
  requireTier(hub, "standard", "The feedback container");
  return {
    status: 200,
    headers: { "Content-Type": "application/xml; charset=utf-8" },
    body: hub.feedback.url(`${request.origin}/`),
  };
}
