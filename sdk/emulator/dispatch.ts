import type { Hub } from "./hub";
import { type HubRequest, header } from "./incomingRequest";
import { matchesPath, type Operation, operations } from "./operation";
import { manageHubs } from "./operations/hubOperations";
import { Refusal, type Reply } from "./reply";
import { verifySignature } from "./signature";

/** Answers a request to any hub of the namespace in the order the service decides: signature, hub, version, operation, right, then the operation's own rules. */
export function dispatch({ namespace }: Hub, request: HubRequest): Reply {
  const rule = verifySignature(header(request, "authorization"), request, namespace.rules, namespace.clock.real());
  const [name = "", ...rest] = request.segments;
  const hub = namespace.find(name);
  if (rest.length === 0 || name.toLowerCase() === "$resources") {
    checkApiVersion(request);
    if (!rule.rights.has("Manage")) throw new Refusal(403);
    return manageHubs(namespace, request);
  }
  if (hub === undefined) throw new Refusal(404, "The specified notification hub does not exist");
  checkApiVersion(request);
  const operation = findOperation(request.method, rest);
  const right = typeof operation.right === "string" ? operation.right : operation.right(request);
  if (!rule.rights.has(right)) throw new Refusal(403);
  hub.deliverDue();
  return operation.run(hub, request, rest[1] ?? "");
}

function findOperation(method: string, segments: readonly string[]): Operation {
  const folded = segments.map((segment) => segment.toLowerCase());
  let addressed = false;
  for (const operation of operations) {
    if (!matchesPath(operation, folded)) continue;
    if (operation.method === method) return operation;
    addressed = true;
  }
  if (addressed) throw new Refusal(405, "The specified HTTP verb is not allowed on this resource");
  throw new Refusal(404, "No service is hosted at the specified address");
}

/** 2013-10 is the oldest version of this plane; dates with a day and previews belong to Azure's management plane. */
function checkApiVersion(request: HubRequest): void {
  const version = request.query.get("api-version");
  if (version === null) throw new Refusal(400, "The api-version query parameter is missing");
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(version) || version < "2013-10") {
    throw new Refusal(400, `The api-version '${version}' is not supported, expected 2013-10 or later such as 2020-06`);
  }
}
