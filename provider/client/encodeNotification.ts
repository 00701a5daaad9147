import { PayloadError, type PayloadIssue } from "./errors/payloadError";
import { formats, isFormat } from "./format";
import { json } from "./hubRequest";
import type { Notification } from "./notification";
import { encodeBody } from "./notificationBody";
import { validateHeaders } from "./notificationHeaders";
import { mpnsHeaders, wnsType } from "./windowsType";

/** A notification as it is transmitted. */
export interface EncodedNotification {
  readonly contentType: string;
  /** The format's header, the derived headers, and the notification's own. */
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * Turns a notification into headers and bytes.
 *
 * @throws PayloadError that lists each fault with its path.
 */
export function encodeNotification(notification: Notification): EncodedNotification {
  if (typeof notification !== "object" || notification === null) {
    throw PayloadError.at("notification", "expected { format, body }");
  }
  const { format } = notification;
  if (!isFormat(format)) throw PayloadError.at("format", `expected one of ${formats.join(", ")}`);
  const issues = notification.headers ? validateHeaders(notification.headers) : [];
  const { contentType: said } = notification;
  if (said !== undefined && !/^[\x20-\x7e]+$/.test(said)) {
    issues.push({ path: "contentType", message: "expected a media type such as application/json" });
  }
  const body = encodeBody(notification);
  if (typeof body !== "string") issues.push(body);
  if (issues.length > 0 || typeof body !== "string") throw new PayloadError(issues);
  const headers: Record<string, string> = { "ServiceBusNotification-Format": format };
  let contentType = json;
  if (format === "windows") {
    const type = wnsTypeOf(body, notification.headers);
    headers["X-WNS-Type"] = type;
    contentType = type === "wns/raw" ? "application/octet-stream" : "application/xml";
  } else if (format === "windowsphone") {
    const inferred = mpnsHeaders(body);
    if (isIssue(inferred)) throw new PayloadError([inferred]);
    Object.assign(headers, inferred);
    contentType = "application/xml;charset=utf-8";
  }
  if (notification.headers) addOwn(headers, notification.headers);
  return { contentType: said ?? contentType, headers, body };
}

function wnsTypeOf(body: string, headers: Notification["headers"]): string {
  const said = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "x-wns-type")?.[1];
  if (said === "wns/raw") return said;
  const read = wnsType(body);
  if (isIssue(read)) throw new PayloadError([read]);
  if (said !== undefined && said !== read) {
    throw PayloadError.at("headers.X-WNS-Type", `expected ${read}, which the body is, got "${said}"`);
  }
  return read;
}

/** A header given by the caller replaces the derived one; names are not case-sensitive. */
function addOwn(headers: Record<string, string>, own: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(own)) {
    const derived = Object.keys(headers).find((known) => known.toLowerCase() === name.toLowerCase());
    if (derived) delete headers[derived];
    headers[name] = value;
  }
}

function isIssue(value: string | object): value is PayloadIssue {
  return typeof value === "object" && "message" in value && "path" in value;
}
