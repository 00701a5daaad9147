import type { Hub } from "./hub";
import { parseJson } from "./notification";
import { Refusal, type Reply } from "./reply";
import type { HubRequest } from "./request";

/** The first segment of the control plane's paths. */
export const controlSegment = "_emulator";

/** The control plane for tests and people; it takes no token, so other machines and other origins are kept out. */
export function control(hub: Hub, request: HubRequest): Reply {
  requireLocal(request);
  switch (`${request.method} ${request.segments.slice(1).join("/")}`) {
    case "GET sends":
      return json(200, hub.outbox.list());
    case "POST faults":
      hub.faults.add(read(request, ({ faultSchema }) => faultSchema));
      return { status: 204 };
    case "POST clock":
      hub.clock.advance(read(request, ({ clockSchema }) => clockSchema).advanceSeconds);
      return json(200, { now: new Date(hub.clock.now()).toISOString() });
    case "POST reset":
      hub.reset();
      return { status: 204 };
    case "POST rotate":
      hub.rules.rotate();
      return json(200, hub.connectionStrings());
    default:
      throw new Refusal(404, "The control plane has no such path");
  }
}

/** Schemas are loaded on first use, see controlSchema. */
export function loadSchemas(): typeof import("./controlSchema") {
  return require("./controlSchema");
}

/** A page of another site cannot reach the control plane: neither by a rebound host name nor by a cross-origin request. */
export function requireLocal({ host, origin, headers }: HubRequest): void {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) {
    throw new Refusal(403, "The control plane answers to localhost only");
  }
  if (headers.origin !== undefined && headers.origin !== origin) {
    throw new Refusal(403, "The control plane does not answer other origins");
  }
}

type Schemas = ReturnType<typeof loadSchemas>;

function read<T>(request: HubRequest, pick: (schemas: Schemas) => import("zod").ZodType<T>): T {
  const schemas = loadSchemas();
  try {
    return schemas.parse(pick(schemas), parseJson(request.body.toString("utf8")));
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(400, error.message);
    throw error;
  }
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { "Content-Type": "application/json; charset=utf-8" }, body: JSON.stringify(value) };
}
