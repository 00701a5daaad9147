import type { Hub } from "../hub";
import type { HubRequest } from "../incomingRequest";
import type { InstallationDocument } from "../installationDocument";
import { checkInstallation } from "../installationStore";
import { patched } from "../patch";
import { Refusal, type Reply } from "../reply";

/** JSON under an XML content type, as the service has it. */
const headers = { "Content-Type": "application/xml; charset=utf-8" };

export function putInstallation(hub: Hub, request: HubRequest, id: string): Reply {
  const body = readJson(request);
  const document = validate({ installationId: id, ...Object(body) });
  if (document.installationId !== id) throw new Refusal(400, "The installationId is not the one in the path");
  hub.installations.put(document);
  return { status: 200, headers };
}

export function getInstallation(hub: Hub, _request: HubRequest, id: string): Reply {
  const document = find(hub, id);
  const templates = Object.entries(document.templates ?? {}).map(([name, template]) => {
    const tags = [...new Set([...(template.tags ?? []), name])];
    return [name, { ...template, tags }] as const;
  });
  const shown = templates.length === 0 ? document : { ...document, templates: Object.fromEntries(templates) };
  return { status: 200, headers, body: JSON.stringify(shown) };
}

export function patchInstallation(hub: Hub, request: HubRequest, id: string): Reply {
  const { patchSchema } = loadSchemas();
  const patch = patchSchema.safeParse(readJson(request));
  if (!patch.success) throw new Refusal(400, "The body is not a JSON Patch: a list of op, path and value");
  hub.installations.put(validate(patched(find(hub, id), patch.data)));
  return { status: 200, headers };
}

/** The service queues a deletion, so it does not tell whether there was something to delete. */
export function deleteInstallation(hub: Hub, _request: HubRequest, id: string): Reply {
  hub.installations.remove(id);
  return { status: 204, headers };
}

function find(hub: Hub, id: string): InstallationDocument {
  const document = hub.installations.find(id, hub.clock.now());
  if (document === undefined) throw new Refusal(404, "Installation not found");
  return document;
}

function validate(value: unknown): InstallationDocument {
  const result = loadSchemas().installationSchema.safeParse(value);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw new Refusal(400, `The installation's ${path.join(".") || "JSON"} is not valid: ${message}`);
  }
  checkInstallation(result.data);
  return result.data;
}

/** Clients write null for what is not set. */
function readJson(request: HubRequest): unknown {
  try {
    return JSON.parse(request.body.toString("utf8"), (key, value) =>
      value === null || key === "__proto__" ? undefined : value,
    );
  } catch {
    throw new Refusal(400, "The body is not JSON");
  }
}

function loadSchemas(): typeof import("../installationDocumentSchema") {
  return require("../installationDocumentSchema");
}
