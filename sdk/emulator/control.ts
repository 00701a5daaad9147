import type { DeviceRecord } from "./device";
import type { Hub } from "./hub";
import type * as routes from "./inbox/routes";
import type { HubRequest } from "./incomingRequest";
import { parseJson } from "./json";
import { loadControlSchemas } from "./loadControlSchemas";
import { Refusal, type Reply } from "./reply";

/** Devices in one answer. */
const maxDevices = 10_000;

/** The inbox at `/`, and everything below `/_emulator`. */
export function isControl({ segments }: HubRequest): boolean {
  return segments.length === 0 || segments[0] === "_emulator";
}

/** The control plane for tests and people; it takes no token, so other machines and other origins are kept out. */
export function control(hub: Hub, request: HubRequest): Reply {
  requireLocal(request);
  hub.deliverDue();
  if (["GET", "HEAD"].includes(request.method) && request.segments[1] === "feedback") return hub.feedback.read(request);
  try {
    return act(hub, request);
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(400, error.message);
    throw error;
  }
}

function act(hub: Hub, request: HubRequest): Reply {
  const body = parseJson(request.body.toString("utf8"));
  if (request.segments.length === 0 || request.segments[1] === "inbox") {
    // Loaded when somebody looks.
    const { inbox } = require("./inbox/routes") as typeof routes;
    return inbox(hub, request, body);
  }
  const { clockSchema, deviceSchema, faultSchema, parse } = loadControlSchemas();
  switch (`${request.method} ${request.segments.slice(1).join("/")}`) {
    case "GET sends":
      return json(hub.outbox.list());
    case "GET devices":
      return json(firstDevices(hub));
    case "POST devices":
      hub.orderOutcome(parse(deviceSchema, body));
      return { status: 204 };
    case "POST faults":
      hub.faults.add(parse(faultSchema, body));
      return { status: 204 };
    case "POST clock":
      hub.clock.advance(parse(clockSchema, body).advanceSeconds);
      hub.deliverDue();
      return json({ now: new Date(hub.clock.now()).toISOString() });
    case "POST reset":
      hub.reset();
      return { status: 204 };
    case "POST rotate":
      hub.rules.rotate();
      return json(hub.connectionStrings());
    default:
      throw new Refusal(404, "The control plane has no such path");
  }
}

/** A page of another site reaches nothing here: neither by a rebound host name nor by a cross-origin request. */
function requireLocal({ method, host, origin, headers }: HubRequest): void {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) {
    throw new Refusal(403, "The control plane answers to localhost only");
  }
  const site = headers["sec-fetch-site"];
  const foreign = site !== undefined && site !== "same-origin" && site !== "none" && !["GET", "HEAD"].includes(method);
  if (foreign || (headers.origin !== undefined && headers.origin !== origin)) {
    throw new Refusal(403, "The control plane does not answer other origins");
  }
}

function firstDevices(hub: Hub): DeviceRecord[] {
  const devices: DeviceRecord[] = [];
  for (const device of hub.namespace.devices()) if (devices.push(device) === maxDevices) break;
  return devices;
}

function json(value: unknown): Reply {
  return { status: 200, headers: { "Content-Type": "application/json; charset=utf-8" }, body: JSON.stringify(value) };
}
