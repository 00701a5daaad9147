import type { z } from "zod";
import type { Hub } from "../hub";
import type { HubRequest } from "../incomingRequest";
import { loadControlSchemas } from "../loadControlSchemas";
import { schedule } from "../operations/scheduleOperations";
import { send } from "../operations/sendOperation";
import { Refusal, type Reply } from "../reply";
import { asset, pageHeaders } from "./assets";
import { addDevice, demoDevices } from "./demoDevices";
import { events } from "./events";
import type { messageSchema } from "./orders";
import { findDevice, readView } from "./readView";

/** The page at `/` and what it asks for below `/_emulator/inbox`. Whoever calls has checked that it is a page of ours. */
export function inbox(hub: Hub, request: HubRequest, body: unknown): Reply {
  const { method, segments, query } = request;
  const [what = "", id, act] = segments.slice(2);
  if (segments.length === 0) return method === "GET" ? asset("index.html") : notThere();
  if (method === "GET" && id === undefined) {
    if (what === "events") return events(hub);
    if (what === "view")
      return json(
        readView(
          hub,
          parsed((schemas) => schemas.querySchema, Object.fromEntries(query)),
        ),
      );
    if (what === "connection") return json({ plain: hub.connectionStrings(), tls: hub.tlsConnectionStrings() });
    return asset(what);
  }
  switch (`${method} ${what}${act === undefined ? "" : ` ${act}`}`) {
    case "POST devices":
      for (const device of parsed((schemas) => schemas.newDevicesSchema, body)) addDevice(hub, device);
      return done;
    case "POST demo":
      for (const device of demoDevices) addDevice(hub, device);
      return done;
    case "POST devices outcome": {
      const { platform, handle } = deviceAt(hub, id);
      hub.orderOutcome({ platform, handle, ...parsed((schemas) => schemas.outcomeSchema, body) });
      return done;
    }
    case "DELETE devices":
      removeDevice(hub, id);
      return done;
    case "DELETE faults":
      hub.faults.clear();
      return done;
    case "POST send":
      return post(
        hub,
        request,
        parsed((schemas) => schemas.messageSchema, body),
      );
    default:
      return notThere();
  }
}

const done: Reply = { status: 204, headers: pageHeaders };

function notThere(): never {
  throw new Refusal(404, "The inbox has no such path");
}

/** A value by its schema; the schemas are loaded on first use, as those of the control plane are. */
function parsed<T>(schemaIn: (schemas: typeof import("./orders")) => z.ZodType<T>, value: unknown): T {
  return loadControlSchemas().parse(schemaIn(require("./orders")), value);
}

function deviceAt(hub: Hub, key = "") {
  const device = findDevice(hub, key);
  if (device === undefined) throw new Refusal(404, "The hub knows no such device; it may be gone since");
  return device;
}

/** Its registrations and its installation, as an app that is uninstalled would have them go. */
function removeDevice(hub: Hub, key: string | undefined): void {
  const device = deviceAt(hub, key);
  for (const { id, installationId } of [...device.registrations]) {
    if (installationId === undefined) hub.registry.remove(id);
    else hub.installations.remove(installationId);
  }
}

/** As a client would, but for the signature. */
function post(hub: Hub, request: HubRequest, message: z.output<typeof messageSchema>): Reply {
  const { format, tags, headers, body, afterMinutes } = message;
  const operation = afterMinutes > 0 ? schedule : send;
  const dueAt = new Date(hub.clock.now() + afterMinutes * 60_000).toISOString();
  operation(hub, {
    ...request,
    query: new URLSearchParams(),
    search: "",
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      "content-type": body.trimStart().startsWith("<") ? "application/xml" : "application/json;charset=utf-8",
      "servicebusnotification-format": format,
      ...(tags.trim() !== "" && { "servicebusnotification-tags": tags }),
      ...(afterMinutes > 0 && { "servicebusnotification-scheduletime": dueAt }),
    },
    body: Buffer.from(body),
  });
  return done;
}

function json(value: unknown): Reply {
  const headers = { ...pageHeaders, "Content-Type": "application/json; charset=utf-8" };
  return { status: 200, headers, body: JSON.stringify(value) };
}
