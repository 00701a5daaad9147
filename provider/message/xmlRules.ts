import { readXml, XmlError } from "../client/readXml";
import { elementsOf, ownText, type XmlNode } from "../client/xmlNode";
import { type Finding, finding } from "./finding";
import { checkLink } from "./link";
import { checkText } from "./text";
import { checkTexts } from "./textRules";

/** Elements that Windows knows, by the element they are in: https://learn.microsoft.com/windows/apps/develop/notifications/app-notifications/toast-schema */
const children: Readonly<Record<string, readonly string[]>> = {
  toast: ["visual", "actions", "audio", "header", "commands"],
  tile: ["visual"],
  badge: [],
  visual: ["binding"],
  binding: ["text", "image", "group", "progress"],
  group: ["subgroup"],
  subgroup: ["text", "image"],
  actions: ["input", "action"],
  input: ["selection"],
  commands: ["command"],
};

const roots = ["toast", "tile", "badge"];

/** What Windows would drop: text that is no XML, unsafe XML, elements it does not know, a toast without text. */
export function checkWindowsXml(text: string): { findings: Finding[]; root?: string } {
  const { node, findings } = read(text);
  if (!node) return { findings };
  if (!roots.includes(node.name)) {
    const hint = roots.includes(node.name.toLowerCase()) ? `; write <${node.name.toLowerCase()}>` : "";
    return { findings: [finding("NH110", node.name, `must be toast, tile or badge${hint}`)] };
  }
  findings.push(...checkElements(node, node.name), ...checkNodeTexts(node, node.name));
  if (node.name === "toast" && findings.length === 0 && !texts(node).some((each) => each.trim())) {
    findings.push(finding("NH122", "toast", "has no <text> with something to show"));
  }
  if (node.name === "badge") findings.push(...checkBadgeValue(node));
  return { findings, root: node.name };
}

/** XML of the retired Windows Phone service: well-formed and safe is all that is asked. */
export function checkXml(text: string): Finding[] {
  const { node, findings } = read(text);
  return node ? checkNodeTexts(node, node.name) : findings;
}

function read(text: string): { node?: XmlNode; findings: Finding[] } {
  const reason = checkText(text);
  if (reason) return { findings: [finding("NH120", "", reason)] };
  try {
    return { node: readXml(text), findings: [] };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { findings: [finding(error.kind === "unsafe" ? "NH111" : "NH110", "", error.message)] };
  }
}

function checkElements(node: XmlNode, path: string): Finding[] {
  const allowed = children[node.name] ?? [];
  return elementsOf(node)
    .flatMap((child) => {
      const at = `${path}.${child.name}`;
      if (allowed.includes(child.name)) return [...checkElements(child, at), ...checkActivation(child, at)];
      const takes = allowed.length > 0 ? `${node.name} takes ${allowed.join(", ")}` : `${node.name} takes no elements`;
      return [finding("NH112", at, `is not known here (line ${child.line}, column ${child.column}); ${takes}`)];
    })
    .concat(path === node.name ? checkActivation(node, path) : []);
}

function checkActivation({ name, attributes }: XmlNode, path: string): Finding[] {
  if (attributes.activationType !== "protocol") return [];
  const attribute = name === "action" ? "arguments" : "launch";
  const reason = checkLink(attributes[attribute] ?? "");
  return reason ? [finding("NH115", `${path}@${attribute}`, reason)] : [];
}

function checkBadgeValue({ attributes }: XmlNode): Finding[] {
  const glyphs = [
    "none",
    "activity",
    "alarm",
    "alert",
    "attention",
    "available",
    "away",
    "busy",
    "error",
    "newMessage",
    "paused",
    "playing",
    "unavailable",
  ];
  const { value } = attributes;
  if (value !== undefined && (/^\d+$/.test(value) || glyphs.includes(value))) return [];
  return [finding("NH106", "badge@value", "must be a whole number, 0 or more, or the name of a glyph such as alert")];
}

function checkNodeTexts(node: XmlNode, path: string): Finding[] {
  const own = [
    ...Object.entries(node.attributes).flatMap(([name, value]) => at(`${path}@${name}`, value)),
    ...node.children.flatMap((child) =>
      typeof child === "string" ? at(path, child) : checkNodeTexts(child, `${path}.${child.name}`),
    ),
  ];
  return own;
}

/** Text findings at a place of the XML; a patch would name a place in JSON, so it is left out. */
function at(path: string, text: string): Finding[] {
  return checkTexts(text).map(({ fix, ...found }) => ({ ...found, path }));
}

function texts(node: XmlNode): string[] {
  if (node.name === "text") return [ownText(node)];
  return elementsOf(node).flatMap(texts);
}
