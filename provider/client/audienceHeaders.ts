import type { Audience, BrowserHandle, Device } from "./audience";
import { PayloadError } from "./errors/payloadError";
import type { Format } from "./format";
import { checkLimits, checkTag, parseTagExpression, TagExpressionError, tagLimits } from "./tagExpression";

/** How an audience is said on the wire. */
export type Address =
  | { readonly kind: "everyone" }
  | { readonly kind: "tags"; readonly tagExpression: string }
  | { readonly kind: "device"; readonly headers: Record<string, string> }
  | { readonly kind: "batch"; readonly handles: readonly string[] };

const forms = "everyone: true, tags, tagExpression, device or devices";

/**
 * Reads an audience for a send of one format. Of `devices`, those of the format's platform are addressed.
 *
 * @throws PayloadError naming the fault by path, never quoting a handle.
 */
export function addressOf(audience: Audience, format: Format): Address {
  const given = typeof audience === "object" && audience !== null ? Object.keys(audience) : [];
  if (given.length !== 1) throw fault("audience", `expected exactly one of ${forms}`);
  if ("everyone" in audience) {
    if (audience.everyone !== true) throw fault("audience.everyone", "expected true, or another form of audience");
    return { kind: "everyone" };
  }
  if ("tags" in audience) return { kind: "tags", tagExpression: anyOf(audience.tags) };
  if ("tagExpression" in audience) return { kind: "tags", tagExpression: checked(audience.tagExpression) };
  if ("device" in audience)
    return { kind: "device", headers: deviceHeaders(audience.device, format, "audience.device") };
  if ("devices" in audience) return devicesAddress(audience.devices, format);
  throw fault("audience", `expected exactly one of ${forms}`);
}

function anyOf(tags: string | readonly string[] | ReadonlySet<string>): string {
  if (typeof tags === "string") return checkedTag(tags, "audience.tags");
  if (typeof tags !== "object" || tags === null || !(Symbol.iterator in tags)) {
    throw fault("audience.tags", "expected a tag, an array or a Set of tags");
  }
  const distinct = [...new Set(tags)];
  if (distinct.length === 0)
    throw fault("audience.tags", "expected at least one tag; say everyone: true to reach every device");
  if (distinct.length > tagLimits.or) {
    throw fault("audience.tags", `expected at most ${tagLimits.or} tags in one send, got ${distinct.length}`);
  }
  return distinct.map((tag, index) => checkedTag(tag, `audience.tags[${index}]`)).join(" || ");
}

function checkedTag(tag: unknown, path: string): string {
  const reason = typeof tag === "string" ? checkTag(tag) : "expected text";
  if (reason) throw fault(path, reason);
  return tag as string;
}

/** The text itself goes out as it was written, on one line: it is a header's value. */
function checked(text: string): string {
  const path = "audience.tagExpression";
  if (typeof text !== "string") throw fault(path, "expected text");
  try {
    const reason = checkLimits(parseTagExpression(text));
    if (reason) throw fault(path, reason);
  } catch (error) {
    if (error instanceof TagExpressionError) throw fault(path, error.message);
    throw error;
  }
  return text.replace(/[\t\r\n]+/g, " ").trim();
}

function devicesAddress(devices: readonly Device[], format: Format): Address {
  const path = "audience.devices";
  if (!Array.isArray(devices)) throw fault(path, "expected an array of { platform, handle }");
  const mine = (devices as readonly Device[]).filter((device) => device?.platform === format);
  if (mine.length === 0) throw fault(path, `expected at least one device whose platform is ${format}`);
  if (mine.length === 1) {
    return {
      kind: "device",
      headers: deviceHeaders(mine[0]!.handle, format, `${path}[${devices.indexOf(mine[0]!)}].handle`),
    };
  }
  return {
    kind: "batch",
    handles: checkedHandles(
      mine.map(({ handle }) => handle),
      path,
    ),
  };
}

/** Most devices that one batch names. https://learn.microsoft.com/rest/api/notificationhubs/direct-batch-send */
export const maxBatch = 1000;

function checkedHandles(handles: readonly unknown[], path: string): readonly string[] {
  if (handles.length > maxBatch)
    throw fault(path, `expected at most ${maxBatch} devices in one send; use sendToDevices for more`);
  handles.forEach((handle, index) => {
    if (typeof handle === "object" && handle !== null) {
      throw fault(`${path}[${index}]`, "browsers are not sent to in batches; send to one device at a time");
    }
    if (!isHandle(handle)) throw fault(`${path}[${index}]`, expectedHandle);
  });
  return handles as readonly string[];
}

function deviceHeaders(handle: string | BrowserHandle, format: Format, path: string): Record<string, string> {
  if (format === "template")
    throw fault(path, "a template is sent to tags or to everyone; a device takes its platform's format");
  if (format === "browser") {
    if (typeof handle !== "object" || handle === null)
      throw fault(path, "expected { endpoint, auth, p256dh } of the push subscription");
    const { endpoint, auth, p256dh } = handle;
    for (const [name, value] of Object.entries({ endpoint, auth, p256dh })) {
      if (!isHandle(value)) throw fault(`${path}.${name}`, "expected the text that the push subscription has");
    }
    return { "ServiceBusNotification-DeviceHandle": endpoint, Auth: auth, P256DH: p256dh };
  }
  if (!isHandle(handle)) throw fault(path, expectedHandle);
  return { "ServiceBusNotification-DeviceHandle": handle };
}

export const expectedHandle = "expected a device handle: printable ASCII text without blanks";

/** A handle is a header's value, and every platform's is made of these. */
export function isHandle(handle: unknown): handle is string {
  return typeof handle === "string" && /^[\x21-\x7e]+$/.test(handle);
}

function fault(path: string, message: string): PayloadError {
  return new PayloadError([{ path, message }]);
}
