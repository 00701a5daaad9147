import { type AtomEntry, atomEntry, atomFeed } from "../atom";
import { Hub, isHubName } from "../hub";
import { type HubRequest, header } from "../incomingRequest";
import type { Namespace } from "../namespace";
import { Refusal, type Reply } from "../reply";
import { rootOf } from "../xmlDocument";
import { serviceNamespace } from "../xmlText";

/** PUT, GET, DELETE /{hub}, and GET /$Resources/NotificationHubs, which lists them. */
export function manageHubs(namespace: Namespace<Hub>, request: HubRequest): Reply {
  const [name = "", collection, ...rest] = request.segments;
  if (name.toLowerCase() === "$resources") {
    if (collection?.toLowerCase() !== "notificationhubs" || rest.length > 0) throw new Refusal(404, "No such resource");
    if (request.method !== "GET") throw new Refusal(405, "The specified HTTP verb is not allowed on this resource");
    return listHubs(namespace, request);
  }
  const hub = namespace.find(name);
  if (request.method === "PUT") return putHub(namespace, request, name, hub);
  if (hub === undefined) throw new Refusal(404, "The specified notification hub does not exist");
  if (request.method === "GET") return entryReply(200, hub, request);
  if (request.method !== "DELETE") {
    throw new Refusal(405, "The specified HTTP verb is not allowed on this resource");
  }
  if (hub === namespace.hubs()[0]) throw new Refusal(403, "The hub that the emulator was started with stays");
  namespace.remove(hub);
  return { status: 200 };
}

/** Creates; with If-Match it updates what is there. */
function putHub(namespace: Namespace<Hub>, request: HubRequest, name: string, earlier: Hub | undefined): Reply {
  const description = readDescription(request.body.toString("utf8"));
  const update = header(request, "if-match") !== undefined;
  if (update && earlier === undefined) throw new Refusal(404, "The specified notification hub does not exist");
  if (!update && earlier !== undefined) throw new Refusal(409, "A notification hub of this name exists already");
  if (!isHubName(name)) throw new Refusal(400, "A hub's name is letters, digits and . _ -");
  const hub = earlier ?? new Hub(name, namespace.hubs()[0]?.tier ?? "standard", namespace);
  hub.description = description;
  return entryReply(update ? 200 : 201, hub, request);
}

/** The element as it came, credentials included: the service gives them back too. */
function readDescription(body: string): string {
  const element = /<NotificationHubDescription\b(?:[^>]*\/>|.*<\/NotificationHubDescription\s*>)/s.exec(body)?.[0];
  const isRead = !/<!DOCTYPE/i.test(body) && rootOf(body) !== undefined;
  if (!isRead || element === undefined || rootOf(element) === undefined) {
    throw new Refusal(400, "The body is not an Atom entry with a NotificationHubDescription");
  }
  return element;
}

function listHubs(namespace: Namespace<Hub>, request: HubRequest): Reply {
  const self = `${request.origin}${request.path}?${request.search}`;
  const entries = namespace.hubs().map((hub) => entryOf(hub, request));
  return {
    status: 200,
    headers: { "Content-Type": "application/atom+xml; type=feed; charset=utf-8" },
    body: atomFeed("NotificationHubs", self, undefined, entries, namespace.clock.now()),
  };
}

function entryReply(status: number, hub: Hub, request: HubRequest): Reply {
  return {
    status,
    headers: { "Content-Type": "application/atom+xml; type=entry; charset=utf-8" },
    body: atomEntry(entryOf(hub, request), hub.clock.now()),
  };
}

function entryOf(hub: Hub, request: HubRequest): AtomEntry {
  return {
    title: hub.name,
    url: `${request.origin}/${hub.name}?${request.search}`,
    content: hub.description ?? `<NotificationHubDescription ${serviceNamespace}/>`,
  };
}
