import { readXml } from "../client/readXml";
import { elementsOf, ownText, type XmlNode } from "../client/xmlNode";
import { isRecord } from "./record";
import { graphemes } from "./text";

/** What a payload puts on a screen, as far as the platform and not the app decides. */
export interface Screen {
  title?: string;
  subtitle?: string;
  body?: string;
  /** What a tap opens, or what the app is told to open. */
  link?: string;
  image?: string;
  badge?: number;
}

/** Reads the screen off a payload as it is sent. Empty when it shows nothing, or nothing that can be known here. */
export function screenOf(format: string, body: string): Screen {
  if (format === "windows" || format === "windowsphone") return xmlScreen(body);
  let payload: unknown;
  try {
    payload = JSON.parse(body);
  } catch {
    return {};
  }
  return isRecord(payload) ? present(jsonScreen(format, payload)) : {};
}

function jsonScreen(format: string, payload: Record<string, unknown>): { [K in keyof Screen]?: unknown } {
  const data = record(payload.data);
  switch (format) {
    case "apple": {
      const { alert, badge } = record(payload.aps);
      const texts = isRecord(alert) ? alert : { body: alert };
      const { title, subtitle, body } = texts;
      return { title, subtitle, body, badge, link: payload.link, image: payload.image };
    }
    case "fcmv1": {
      const message = record(payload.message);
      const android = record(record(message.android).notification);
      const { title, body, image } = { ...record(message.notification), ...android };
      const { link } = record(message.data);
      return { title, body, image, badge: android.notification_count, link };
    }
    case "gcm": {
      const { title, body } = record(payload.notification);
      return { title, body: body ?? data.message, link: data.link };
    }
    case "browser": {
      const { title, body, image } = payload;
      return { title, body, image, subtitle: data.subtitle, link: data.link };
    }
    case "adm": {
      const { title, subtitle, body, message, link, image } = data;
      return { title, subtitle, body: body ?? message, link, image };
    }
    case "xiaomi":
    case "baidu":
      return { title: payload.title, body: payload.description, link: forApp(payload.payload).link };
    default:
      return {};
  }
}

function forApp(text: unknown): Record<string, unknown> {
  try {
    return record(JSON.parse(String(text)));
  } catch {
    return {};
  }
}

function xmlScreen(body: string): Screen {
  let root: XmlNode;
  try {
    root = readXml(body);
  } catch {
    return {};
  }
  const texts = textsOf(root);
  const [title, second, third] = texts;
  const { launch = "", activationType } = root.attributes;
  const escaped = /(?:^|;)link=([^;]*)/.exec(launch)?.[1];
  const link = activationType === "protocol" ? launch : escaped?.replace(/%(?:3B|3D|25)/g, decodeURIComponent);
  return present({
    title,
    subtitle: third === undefined ? undefined : second,
    body: third ?? second,
    link,
    image: imageOf(root),
  });
}

function textsOf(node: XmlNode): string[] {
  if (/^(wp:)?Text\d?$/i.test(node.name)) return [ownText(node)];
  return elementsOf(node).flatMap(textsOf);
}

function imageOf(node: XmlNode): string | undefined {
  if (node.name === "image") return node.attributes.src;
  return elementsOf(node)
    .map(imageOf)
    .find((found) => found !== undefined);
}

function present(screen: { [K in keyof Screen]?: unknown }): Screen {
  const isShown = ([name, value]: [string, unknown]) => typeof value === (name === "badge" ? "number" : "string");
  return Object.fromEntries(Object.entries(screen).filter(isShown)) as Screen;
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/**
 * Columns that a platform usually has for title and body before it cuts them: an estimate for a common phone or desktop in
 * the place where people see it first. Wide characters take two.
 */
export const columns: Readonly<Record<string, { title: number; body: number }>> = {
  apple: { title: 50, body: 178 },
  fcmv1: { title: 65, body: 240 },
  gcm: { title: 65, body: 240 },
  adm: { title: 65, body: 240 },
  windows: { title: 80, body: 160 },
  windowsphone: { title: 40, body: 40 },
  browser: { title: 50, body: 120 },
  xiaomi: { title: 49, body: 127 },
  baidu: { title: 65, body: 240 },
};

const wide =
  /^(?:\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\u3000-\u303f\uff00-\uff60])/u;

/** A text as a screen with so many columns shows it: on one line, cut between characters, with an ellipsis. */
export function shown(text: string, available: number): string {
  const line = text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ");
  let used = 0;
  let kept = "";
  for (const character of graphemes(line)) {
    used += wide.test(character) ? 2 : 1;
    if (used > available) return `${kept.trimEnd()}…`;
    kept += character;
  }
  return line;
}

/** A line in lines of at most so many columns, broken at blanks where there are any. */
export function wrapped(line: string, available: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest !== "") {
    let first = shown(rest, available);
    if (first === rest) return [...lines, rest];
    first = first.slice(0, -1);
    const end = rest[first.length] === " " ? first.length : first.lastIndexOf(" ");
    if (end > 0) first = first.slice(0, end);
    lines.push(first);
    rest = rest.slice(first.length).trimStart();
  }
  return lines;
}
