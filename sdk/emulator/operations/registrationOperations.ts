import { entryDocument } from "../atom";
import { parseDescription } from "../description";
import type { Registration } from "../device";
import type { Hub } from "../hub";
import { neverExpires } from "../hubRegistration";
import { type HubRequest, header } from "../incomingRequest";
import { Refusal, type Reply } from "../reply";

const entryType = "application/atom+xml; type=entry; charset=utf-8";

/** POST /{hub}/registrationids */
export function createRegistrationId(hub: Hub, request: HubRequest): Reply {
  const location = `${request.origin}/${hub.name}/registrationids/${hub.registry.newId()}?${request.search}`;
  return { status: 201, headers: { Location: location } };
}

/** POST /{hub}/registrations: 200 in every recorded answer of the service, whatever its documents say. */
export function createRegistration(hub: Hub, request: HubRequest): Reply {
  const registration = hub.registry.put(parseDescription(request.body.toString("utf8")));
  return entryReply(hub, request, withoutZone(registration));
}

/** PUT /{hub}/registrations/{id}: an upsert, or with If-Match an update of what is there. */
export function putRegistration(hub: Hub, request: HubRequest, id: string): Reply {
  const draft = parseDescription(request.body.toString("utf8"));
  const earlier = hub.registry.find(id, hub.clock.now());
  if (header(request, "if-match") !== undefined) checkMatch(request, earlier);
  else if (hub.registry.hasExpired(id)) throw new Refusal(410, "The registration id has expired, create a new one");
  return entryReply(hub, request, withoutZone(hub.registry.put(draft, id)));
}

/** GET /{hub}/registrations/{id} */
export function getRegistration(hub: Hub, request: HubRequest, id: string): Reply {
  const registration = hub.registry.find(id, hub.clock.now());
  if (registration === undefined) throw new Refusal(404, "");
  return entryReply(hub, request, registration);
}

/** DELETE /{hub}/registrations/{id} */
export function deleteRegistration(hub: Hub, request: HubRequest, id: string): Reply {
  const earlier = hub.registry.find(id, hub.clock.now());
  checkMatch(request, earlier);
  hub.registry.remove(id);
  return { status: 200 };
}

/** `*` or an absent header matches any version; `W/"1"`, `"1"` and `1` are the same. */
function checkMatch(request: HubRequest, earlier: Registration | undefined): asserts earlier is Registration {
  if (earlier === undefined) throw new Refusal(404, "");
  const wanted = header(request, "if-match")?.trim() ?? "*";
  if (wanted !== "*" && wanted.replace(/^W\//, "").replaceAll('"', "") !== String(earlier.etag)) {
    throw new Refusal(412, "The registration has another ETag");
  }
}

/** What is written is answered with its time as it was read, without the Z that it has from then on (recorded answers). */
function withoutZone(registration: Registration): Registration {
  return { ...registration, expirationTime: (registration.expirationTime ?? neverExpires).replace(/Z$/, "") };
}

function entryReply(hub: Hub, request: HubRequest, registration: Registration): Reply {
  const url = `${request.origin}/${hub.name}/registrations/${registration.id}?${request.search}`;
  return {
    status: 200,
    headers: { "Content-Type": entryType, ETag: `W/"${registration.etag}"`, "Content-Location": url },
    body: entryDocument(registration, url, hub.clock.now()),
  };
}
