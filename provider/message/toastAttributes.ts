import { parseInstant } from "../client/instant";
import { elementsOf, type XmlNode } from "../client/xmlNode";
import { type Finding, finding } from "./finding";
import { nearest } from "./nearest";

/** Returns why the value of an attribute is wrong. */
type Attribute = (value: string) => string | { spelling: string } | undefined;

const any: Attribute = () => undefined;
const oneOf = (...words: string[]): Attribute => {
  return (value) => {
    if (words.includes(value)) return undefined;
    // Windows takes Background for background, which its documents do not promise.
    const spelling = words.find((word) => word.toLowerCase() === value.toLowerCase());
    return spelling ? { spelling } : `must be one of ${words.join(", ")}`;
  };
};
const like = (pattern: RegExp, reason: string): Attribute => {
  return (value) => (pattern.test(value) ? undefined : reason);
};
const flag = oneOf("true", "false");
const whole = like(/^\d+$/, "must be a whole number");
/** A date and time, with a zone or in that of the device. */
const timestamp: Attribute = (value) => {
  const isTime = [value, `${value}Z`].some((text) => parseInstant(text) !== undefined);
  return isTime ? undefined : "must be a date and time such as 2027-03-01T09:00:00Z";
};
const filled: Attribute = (value) => (value === "" ? "is empty" : undefined);
const activation = oneOf("foreground", "background", "protocol", "system");
const branding = oneOf("none", "logo", "name", "nameAndLogo");
const sizes = ["caption", "body", "base", "subtitle", "title", "subheader", "header"];
const textStyle = oneOf(
  ...["default", ...sizes, ...sizes.map((size) => `${size}Subtle`)],
  ...["titleNumeral", "subheaderNumeral", "headerNumeral"],
);
/** The attributes that a visual and a binding share. */
const look = {
  lang: any,
  baseUri: any,
  addImageQuery: flag,
  branding,
  contentId: any,
  displayName: any,
  arguments: any,
};

/** Attributes that Windows knows, by element: https://learn.microsoft.com/uwp/schemas/tiles/toastschema/schema-root */
const attributes: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  toast: {
    ...{ launch: any, activationType: activation, useButtonStyle: flag, duration: oneOf("short", "long") },
    scenario: oneOf("default", "reminder", "alarm", "incomingCall", "urgent"),
    // Microsoft's own pages spell it in two ways.
    ...{ displayTimestamp: timestamp, displayTimeStamp: timestamp },
    ...{ afterActivationBehavior: oneOf("default", "pendingUpdate"), protocolActivationTargetApplicationPfn: any },
    "hint-people": any,
  },
  tile: {},
  badge: { value: any, version: whole },
  visual: { ...look, version: whole },
  binding: {
    ...{ ...look, template: filled, fallback: any, experienceType: any },
    "hint-textStacking": oneOf("top", "center", "bottom"),
    "hint-overlay": like(/^(\d{1,2}|100)$/, "must be from 0 to 100"),
    "hint-presentation": oneOf("photos", "people", "contact"),
  },
  text: {
    ...{ id: any, lang: any, placement: oneOf("attribution"), "hint-style": textStyle, "hint-wrap": flag },
    ...{ "hint-maxLines": whole, "hint-minLines": whole, "hint-callScenarioCenterAlign": flag },
    "hint-align": oneOf("default", "auto", "left", "center", "right"),
  },
  image: {
    ...{ id: any, src: filled, alt: any, addImageQuery: flag, "hint-removeMargin": flag },
    placement: oneOf("inline", "appLogoOverride", "hero", "background", "peek"),
    "hint-crop": oneOf("default", "none", "circle"),
    "hint-align": oneOf("default", "stretch", "left", "center", "right"),
    "hint-overlay": like(/^(\d{1,2}|100)$/, "must be from 0 to 100"),
  },
  group: {},
  subgroup: { "hint-weight": whole, "hint-textStacking": oneOf("default", "top", "center", "bottom") },
  progress: {
    ...{ title: any, status: any, valueStringOverride: any },
    // The app fills in a name in braces.
    value: like(/^(indeterminate|\{.+\}|0*(0|1|0?\.\d+|1\.0*|0\.))$/, "must be a number from 0 to 1, or indeterminate"),
  },
  actions: { "hint-systemCommands": oneOf("SnoozeAndDismiss") },
  action: {
    ...{ content: any, arguments: any, activationType: activation, imageUri: any, type: any },
    ...{ placement: oneOf("contextMenu"), "hint-inputId": filled, "hint-inputid": filled, "hint-toolTip": any },
    "hint-buttonStyle": oneOf("Success", "Critical"),
    ...{ "hint-actionId": any, protocolActivationTargetApplicationPfn: any },
    afterActivationBehavior: oneOf("default", "pendingUpdate"),
  },
  input: { id: filled, type: oneOf("text", "selection"), placeHolderContent: any, title: any, defaultInput: any },
  selection: { id: filled, content: any },
  audio: {
    src: like(
      /^(ms-appx:\/\/\/|ms-appdata:\/\/\/|ms-resource:|ms-winsoundevent:Notification\.(Default|IM|Mail|Reminder|SMS|Looping\.(Alarm|Call)([2-9]|10)?)$)/i,
      "must be a sound of Windows such as ms-winsoundevent:Notification.Mail, or ms-appx:///…",
    ),
    ...{ loop: flag, silent: flag },
  },
  header: { id: filled, title: filled, arguments: any, activationType: activation },
  commands: { scenario: oneOf("alarm", "incomingCall") },
  command: { id: oneOf("snooze", "dismiss", "video", "voice", "decline"), arguments: any },
};

/** The attributes without which Windows drops the notification. */
const required: Readonly<Record<string, readonly string[]>> = {
  binding: ["template"],
  image: ["src"],
  action: ["content", "arguments"],
  input: ["id", "type"],
  selection: ["id", "content"],
  header: ["id", "title", "arguments"],
  progress: ["value", "status"],
};

/** What is wrong with the attributes of a toast, a tile or a badge, and with their references to each other. */
export function checkAttributes(root: XmlNode): Finding[] {
  return [...checkElement(root, root.name), ...(root.name === "toast" ? checkInteraction(root) : [])];
}

function checkElement(node: XmlNode, path: string): Finding[] {
  const known = attributes[node.name] ?? {};
  const found = (required[node.name] ?? [])
    .filter((name) => node.attributes[name] === undefined)
    .map((name) => finding("NH132", `${path}@${name}`, `is missing (line ${node.line}, column ${node.column})`));
  for (const [name, value] of Object.entries(node.attributes)) {
    const at = `${path}@${name}`;
    if (Object.hasOwn(known, name)) {
      const fault = known[name]!(value);
      if (fault === undefined) continue;
      const reason = typeof fault === "string" ? fault : `must be written ${fault.spelling}`;
      // Windows ignores a wrong hint; other mistakes prevent the notification from being shown.
      const ignored = name.startsWith("hint-") && name !== "hint-inputId";
      const severity = ignored || typeof fault !== "string" ? "warning" : "error";
      found.push(finding("NH132", at, reason, { severity }));
    } else if (!/^(xml|xmlns)(:|$)|^spritesheet-|^hint-lockDetailedStatus\d$/.test(name)) {
      const near = found.length < 100 ? nearest(name, Object.keys(known)) : undefined;
      const hint = near ? `; did you mean ${near}?` : "";
      found.push(finding("NH132", at, `is not known to Windows${hint}`, { severity: "warning" }));
    }
  }
  if (node.name === "binding") {
    found.push(...checkTemplate(node.attributes.template, path));
    const lines = elementsOf(node).filter(({ name, attributes }) => name === "text" && !attributes.placement);
    if (/^ToastGeneric$/i.test(node.attributes.template ?? "") && lines.length > 3) {
      const reason = `has ${lines.length} lines of text; Windows shows 3`;
      found.push(finding("NH132", path, reason, { severity: "warning" }));
    }
  }
  return [...found, ...elementsOf(node).flatMap((child) => checkElement(child, `${path}.${child.name}`))];
}

const toastTemplate = /^Toast(Generic|Text0[1-4]|ImageAndText0[1-4])$/i;
const tileTemplate = /^Tile(Small|Medium|Wide|Large|(Square|Wide)[a-z\d]+)$/i;

function checkTemplate(template: string | undefined, path: string): Finding[] {
  if (!template) return [];
  const tile = path.startsWith("tile");
  if ((tile ? tileTemplate : toastTemplate).test(template)) return [];
  const reason = tile ? "must be TileSmall, TileMedium, TileWide or TileLarge" : "must be ToastGeneric";
  return [finding("NH132", `${path}@template`, reason)];
}

/** Buttons and fields: Windows allows five of each, and a button may refer only to an existing field. */
function checkInteraction(toast: XmlNode): Finding[] {
  const found: Finding[] = [];
  const actions = elementsOf(toast).filter(({ name }) => name === "actions");
  if (actions.length > 1) found.push(finding("NH132", "toast.actions", "appears twice; Windows takes one"));
  const parts = actions.flatMap(elementsOf);
  const buttons = parts.filter(({ name }) => name === "action");
  const inputs = parts.filter(({ name }) => name === "input");
  for (const [name, nodes] of [["action", buttons] as const, ["input", inputs] as const]) {
    if (nodes.length <= 5) continue;
    found.push(finding("NH132", "toast.actions", `has ${nodes.length} ${name} elements; Windows takes 5`));
  }
  const ids = new Set(inputs.map(({ attributes }) => attributes.id));
  for (const { attributes } of buttons) {
    const id = attributes["hint-inputId"];
    if (!id || ids.has(id)) continue;
    found.push(finding("NH132", "toast.actions.action@hint-inputId", "refers to an input that does not exist"));
  }
  for (const input of inputs) {
    const { type, defaultInput } = input.attributes;
    const selections = elementsOf(input).filter(({ name }) => name === "selection");
    const at = "toast.actions.input";
    if (type === "selection" && (selections.length === 0 || selections.length > 5)) {
      found.push(
        finding("NH132", at, `of type selection must have 1 to 5 selection elements, found ${selections.length}`),
      );
    }
    if (type === "selection" && defaultInput && !selections.some(({ attributes }) => attributes.id === defaultInput)) {
      found.push(finding("NH132", `${at}@defaultInput`, "refers to a selection that does not exist"));
    }
  }
  return found;
}
