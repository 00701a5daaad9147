import type { PayloadIssue } from "./errors/payloadError";

const wnsRoots = new Set(["toast", "tile", "badge"]);
const raw = "wns/raw";

/** The `X-WNS-Type` of a body, read off its parsed root element; text that is no XML is raw. */
export function wnsType(body: string): string | PayloadIssue {
  if (!looksLikeXml(body)) return raw;
  const root = rootOf(body);
  if (typeof root === "string") {
    return {
      path: "body",
      message: `expected well-formed XML (${root}); set headers X-WNS-Type: ${raw} to send it as it is`,
    };
  }
  const name = root.name.toLowerCase();
  if (wnsRoots.has(name)) return `wns/${name}`;
  return {
    path: "body",
    message: `expected the root element <toast>, <tile> or <badge>, found <${root.name}>; set headers X-WNS-Type: ${raw} to send it as it is`,
  };
}

/**
 * The headers that MPNS wants, read off the first element inside `Notification`. A tile is spelled `token` on the wire,
 * as in the .NET SDK's MpnsNotification.
 */
export function mpnsHeaders(body: string): Record<string, string> | PayloadIssue {
  if (!looksLikeXml(body)) return { "X-NotificationClass": "3" };
  const root = rootOf(body);
  if (typeof root === "string")
    return { path: "body", message: `expected well-formed XML, or text for a raw notification (${root})` };
  if (root.name === "Notification" && root.namespace === "WPNotification") {
    if (root.firstChild === "Toast") return { "X-WindowsPhone-Target": "toast", "X-NotificationClass": "2" };
    if (root.firstChild === "Tile") return { "X-WindowsPhone-Target": "token", "X-NotificationClass": "1" };
  }
  return { "X-NotificationClass": "3" };
}

function looksLikeXml(body: string): boolean {
  return /^\uFEFF?\s*</.test(body);
}

interface Root {
  name: string;
  namespace: string | undefined;
  /** Local name of the first element inside. */
  firstChild: string | undefined;
}

/** The root element, or the parser's complaint. */
function rootOf(body: string): Root | string {
  const { XMLParser, XMLValidator } = require("fast-xml-parser") as typeof import("fast-xml-parser");
  const text = body.replace(/^\uFEFF?\s*/, "");
  const valid = XMLValidator.validate(text);
  if (valid !== true) return `line ${valid.err.line}, column ${valid.err.col}`;
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    processEntities: false,
  });
  let nodes: XmlNode[];
  try {
    nodes = parser.parse(text) as XmlNode[];
  } catch {
    return "it cannot be parsed";
  }
  const root = nodes.find((node) => isElement(nameOf(node)));
  if (!root) return "it has no element";
  const qualified = nameOf(root);
  const { prefix, local } = split(qualified);
  const children = root[qualified] as XmlNode[];
  const firstChild = children.map(nameOf).find(isElement);
  return {
    name: local,
    namespace: root[":@"]?.[prefix ? `xmlns:${prefix}` : "xmlns"],
    firstChild: firstChild && split(firstChild).local,
  };
}

/** An ordered node: one key is the element's name, `:@` holds its attributes. */
type XmlNode = { ":@"?: Record<string, string> } & Record<string, unknown>;

function nameOf(node: XmlNode): string {
  return Object.keys(node).find((key) => key !== ":@") ?? "";
}

function isElement(name: string): boolean {
  return name !== "" && !name.startsWith("?") && !name.startsWith("#");
}

function split(name: string): { prefix: string; local: string } {
  const colon = name.indexOf(":");
  return { prefix: name.slice(0, Math.max(colon, 0)), local: name.slice(colon + 1) };
}
