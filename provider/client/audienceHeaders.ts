import type { Audience, BrowserHandle, Device } from "./audience";
import { PayloadError } from "./errors/payloadError";
import type { Format } from "./format";
import { expectedHandle, isHandle } from "./handle";
import { checkLimits, checkTag, parseTagExpression, TagExpressionError, tagLimits } from "./tagExpression";

/** An audience as the request expresses it. */
export type Address =
  | { readonly kind: "everyone" }
  | { readonly kind: "tags"; readonly tagExpression: string }
  | { readonly kind: "device"; readonly headers: Record<string, string> }
  | { readonly kind: "batch"; readonly handles: readonly string[] };

const forms = "everyone: true, tags, tagExpression, device or devices";

/**
 * Reads an audience for a send of one format. Of `devices`, only those of the format's platform are used.
 *
 * @throws PayloadError that names the path of the fault and never quotes a handle.
 */
export function addressOf(audience: Audience, format: Format): Address {
  const given = Object.entries(audience ?? {}).filter(([, value]) => value !== undefined);
  const [form, value] = given.length === 1 ? given[0]! : [];
  switch (form) {
    case "everyone":
      if (value === true) return { kind: "everyone" };
      throw PayloadError.at("audience.everyone", "expected true, or another form of audience");
    case "tags":
      return { kind: "tags", tagExpression: anyOf(value) };
    case "tagExpression":
      return { kind: "tags", tagExpression: checked(value) };
    case "device":
      return { kind: "device", headers: deviceHeaders(value, format, "audience.device") };
    case "devices":
      return devicesAddress(value, format);
    default:
      throw PayloadError.at("audience", `expected exactly one of ${forms}`);
  }
}

function anyOf(tags: unknown): string {
  const path = "audience.tags";
  if (typeof tags === "string") return checkedTag(tags, path);
  if (typeof tags !== "object" || tags === null || !(Symbol.iterator in tags)) {
    throw PayloadError.at(path, "expected a tag, an array or a Set of tags");
  }
  const checked = Array.from(tags as Iterable<unknown>, (tag, index) => checkedTag(tag, `${path}[${index}]`));
  const distinct = [...new Set(checked)];
  if (distinct.length === 0)
    throw PayloadError.at(path, "expected at least one tag; set everyone: true to reach every device");
  if (distinct.length > tagLimits.or) {
    throw PayloadError.at(path, `expected at most ${tagLimits.or} tags in one send, got ${distinct.length}`);
  }
  return distinct.join(" || ");
}

function checkedTag(tag: unknown, path: string): string {
  const reason = typeof tag === "string" ? checkTag(tag) : "expected a string";
  if (reason) throw PayloadError.at(path, reason);
  return tag as string;
}

/** The expression is sent as it was written, but on one line, because it is a header's value. */
function checked(text: unknown): string {
  const path = "audience.tagExpression";
  if (typeof text !== "string") throw PayloadError.at(path, "expected a string");
  try {
    const reason = checkLimits(parseTagExpression(text));
    if (reason) throw PayloadError.at(path, reason);
  } catch (error) {
    if (error instanceof TagExpressionError) throw PayloadError.at(path, error.message);
    throw error;
  }
  return text.replace(/[\t\r\n]+/g, " ").trim();
}

/** The largest number of devices in a batch. https://learn.microsoft.com/rest/api/notificationhubs/direct-batch-send */
export const maxBatch = 1000;

function devicesAddress(devices: unknown, format: Format): Address {
  const path = "audience.devices";
  if (!Array.isArray(devices)) throw PayloadError.at(path, "expected an array of { platform, handle }");
  const mine = (devices as (Device | undefined)[]).flatMap((device, index) =>
    device?.platform === format ? [{ handle: device.handle, path: `${path}[${index}].handle` }] : [],
  );
  const [first] = mine;
  if (!first) throw PayloadError.at(path, `expected at least one device whose platform is ${format}`);
  if (mine.length === 1) return { kind: "device", headers: deviceHeaders(first.handle, format, first.path) };
  if (format === "browser") throw PayloadError.at(path, "a batch cannot go to browsers; send to one device at a time");
  if (mine.length > maxBatch) {
    throw PayloadError.at(path, `expected at most ${maxBatch} devices in one send; use sendToDevices for more`);
  }
  const handles = mine.map(({ handle, path: where }) => {
    if (!isHandle(handle)) throw PayloadError.at(where, expectedHandle);
    return handle;
  });
  return { kind: "batch", handles };
}

function deviceHeaders(handle: unknown, format: Format, path: string): Record<string, string> {
  if (format === "template") {
    throw PayloadError.at(
      path,
      "a template is sent to tags or to everyone; to reach one device, use its platform's format",
    );
  }
  if (format !== "browser") {
    if (!isHandle(handle)) throw PayloadError.at(path, expectedHandle);
    return { "ServiceBusNotification-DeviceHandle": handle };
  }
  if (typeof handle !== "object" || handle === null) {
    throw PayloadError.at(path, "expected { endpoint, auth, p256dh } of the push subscription");
  }
  const { endpoint, auth, p256dh } = handle as BrowserHandle;
  for (const [name, value] of Object.entries({ endpoint, auth, p256dh })) {
    if (!isHandle(value)) throw PayloadError.at(`${path}.${name}`, "expected the string from the push subscription");
  }
  return { "ServiceBusNotification-DeviceHandle": endpoint, Auth: auth, P256DH: p256dh };
}
