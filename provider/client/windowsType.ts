import type { PayloadIssue } from "./errors/payloadError";
import { readXml, XmlError } from "./readXml";
import { elementsOf, localName, type XmlNode } from "./xmlNode";

const wnsRoots = new Set(["toast", "tile", "badge"]);
const raw = "wns/raw";
const sendAsItIs = `set headers X-WNS-Type: ${raw} to send it as it is`;

/** The `X-WNS-Type` of a body, according to its root element; text that is not XML is raw. */
export function wnsType(body: string): string | PayloadIssue {
  if (!looksLikeXml(body)) return raw;
  const root = rootOf(body);
  if (typeof root === "string") {
    return { path: "body", message: `expected well-formed XML (${root}); ${sendAsItIs}` };
  }
  const name = localName(root.name).toLowerCase();
  if (wnsRoots.has(name)) return `wns/${name}`;
  const message = `expected the root element <toast>, <tile> or <badge>, found <${root.name}>; ${sendAsItIs}`;
  return { path: "body", message };
}

/**
 * The headers that MPNS needs, according to the first element inside `Notification`. The protocol's word for a tile is `token`, as in the
 * .NET SDK's MpnsNotification.
 */
export function mpnsHeaders(body: string): Record<string, string> | PayloadIssue {
  const rawHeaders = { "X-NotificationClass": "3" };
  if (!looksLikeXml(body)) return rawHeaders;
  const root = rootOf(body);
  if (typeof root === "string")
    return { path: "body", message: `expected well-formed XML, or text for a raw notification (${root})` };
  const prefix = root.name.slice(0, -localName(root.name).length - 1);
  const namespace = root.attributes[prefix ? `xmlns:${prefix}` : "xmlns"];
  if (localName(root.name) !== "Notification" || namespace !== "WPNotification") return rawHeaders;
  switch (elementsOf(root).map(({ name }) => localName(name))[0]) {
    case "Toast":
      return { "X-WindowsPhone-Target": "toast", "X-NotificationClass": "2" };
    case "Tile":
      return { "X-WindowsPhone-Target": "token", "X-NotificationClass": "1" };
    default:
      return rawHeaders;
  }
}

function looksLikeXml(body: string): boolean {
  return /^\uFEFF?\s*</.test(body);
}

/** The root element, or the position of the error. The error never quotes the payload. */
function rootOf(body: string): XmlNode | string {
  try {
    // WNS accepts white space before an XML declaration; XML does not.
    return readXml(body.replace(/^\uFEFF?\s*/, ""));
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return `line ${error.line}, column ${error.column}`;
  }
}
