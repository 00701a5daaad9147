import { type HubRequest, header, maxEntityBytes } from "./incomingRequest";
import { parseJson } from "./json";
import { type Format, formatOf, platforms } from "./platformFacts";
import { Refusal } from "./reply";

/** A message as a send carries it, validated as far as the hub itself does. */
export interface Notification {
  format: Format;
  contentType: string;
  /** The headers that go on to the push service or steer the hub, lower-case; never Authorization. */
  headers: Record<string, string>;
  body: string;
  /** The body's size in bytes, which push services limit. */
  bytes: number;
}

const wnsTypes = ["wns/toast", "wns/tile", "wns/badge", "wns/raw"];
const neverRecorded = new Set(["authorization", "host", "connection", "content-length", "transfer-encoding"]);

/** The message of a send; for a batch, its part replaces the request's own body and content type. */
export function readNotification(
  request: HubRequest,
  part: { contentType: string; body: Buffer } = {
    contentType: header(request, "content-type") ?? "",
    body: request.body,
  },
): Notification {
  const format = readFormat(request);
  if (part.body.length > maxEntityBytes) throw new Refusal(413, "The message is larger than 64 KB");
  const notification: Notification = {
    format,
    contentType: part.contentType,
    headers: recordedHeaders(request),
    body: part.body.toString("utf8"),
    bytes: part.body.length,
  };
  checkContent(notification);
  checkHeaders(notification);
  return notification;
}

function readFormat(request: HubRequest): Format {
  const value = header(request, "servicebusnotification-format");
  if (value === undefined) throw new Refusal(400, "The HTTP header 'ServiceBusNotification-Format' is missing");
  const format = formatOf(value);
  if (format === undefined) {
    throw new Refusal(400, `The HTTP header 'ServiceBusNotification-Format' has an invalid value: '${value}'`);
  }
  return format;
}

function checkContent(notification: Notification): void {
  const { format, body, contentType } = notification;
  if (contentType === "") throw new Refusal(400, "The Content-Type header is missing");
  if (format === "template") {
    checkProperties(body);
    return;
  }
  if (body === "") throw new Refusal(400, "The message has no body");
  if (!platforms[format].xml && format !== "baidu" && parseJson(body) === undefined) {
    throw new Refusal(400, "The payload is not in proper JSON format");
  }
}

/** A template send carries a flat object of strings. */
function checkProperties(body: string): void {
  const properties = parseJson(body);
  const flat =
    typeof properties === "object" &&
    properties !== null &&
    !Array.isArray(properties) &&
    Object.values(properties).every((value) => typeof value === "string");
  if (!flat) throw new Refusal(400, "The body of a template notification is a JSON object whose values are strings");
}

function checkHeaders({ format, headers }: Notification): void {
  if (format === "windows") {
    const type = headers["x-wns-type"];
    if (type === undefined) throw new Refusal(400, "The HTTP header 'X-WNS-Type' is missing");
    if (!wnsTypes.includes(type.toLowerCase())) {
      throw new Refusal(400, `The HTTP header 'X-WNS-Type' has an invalid value: '${type}'`);
    }
  }
  const expiry = headers["servicebusnotification-apns-expiry"];
  if (expiry !== undefined && Number.isNaN(Date.parse(expiry))) {
    throw new Refusal(400, "The HTTP header 'ServiceBusNotification-Apns-Expiry' is not a date and time");
  }
}

function recordedHeaders(request: HubRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string" && !name.startsWith(":") && !neverRecorded.has(name)) headers[name] = value;
  }
  return headers;
}
