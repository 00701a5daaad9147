import { XMLParser } from "fast-xml-parser";
import type { Rendered } from "../../../provider/message/render";

/** What an app or a screen gets from a rendered message; read with other libraries than the code under test. */
export interface Decoded {
  title?: string;
  subtitle?: string;
  body?: string;
  link?: string;
  data: Record<string, string>;
}

/** Names of message fields that travel among the data. */
const fields = ["title", "subtitle", "body", "link", "image", "badge", "sound", "category"];

export function decode({ platform, body, headers }: Pick<Rendered, "platform" | "body" | "headers">): Decoded {
  if (platform === "windows") return headers["X-WNS-Type"] === "wns/raw" ? beside(JSON.parse(body)) : decodeToast(body);
  const payload = JSON.parse(body);
  switch (platform) {
    case "apple": {
      const { aps, ...others } = payload;
      return { ...aps.alert, ...beside(others) };
    }
    case "fcmv1":
      return { ...payload.message.notification, ...beside(payload.message.data ?? {}) };
    case "browser":
      return { title: payload.title, body: payload.body, ...beside(payload.data) };
    case "adm":
      return beside(payload.data);
    case "xiaomi":
      return { title: payload.title, body: payload.description, ...beside(JSON.parse(payload.payload)) };
  }
}

/** Splits what travels together: fields of the message by name, the rest is data. */
function beside(values: Record<string, string>): Decoded {
  const own = Object.entries(values);
  const found = Object.fromEntries(own.filter(([name]) => fields.includes(name)));
  return { ...found, data: Object.fromEntries(own.filter(([name]) => !fields.includes(name))) };
}

function decodeToast(xml: string): Decoded {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    isArray: (name) => name === "text",
  });
  const { toast } = parser.parse(xml);
  const texts: string[] = toast.visual.binding.text.map(characters);
  const [title, subtitle, body] = texts.length === 3 ? texts : [texts[0], undefined, texts[1]];
  const decoded: Decoded = { title, subtitle, body, data: {} };
  const launch = characters(toast.launch ?? "");
  if (toast.activationType === "protocol") return { ...decoded, link: launch };
  for (const pair of launch === "" ? [] : launch.split(";")) {
    const [name, value] = pair.split("=").map((part) => part.replace(/%(3B|3D|25)/g, decodeURIComponent));
    if (name === "link") decoded.link = value;
    else decoded.data[name!] = value!;
  }
  return decoded;
}

/** Resolves the references of XML in one pass. */
function characters(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(#?)(\w+);/g, (_, number, name) => (number ? String.fromCharCode(Number(name)) : named[name]!));
}
