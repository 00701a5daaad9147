import { at, parseJson } from "../json";
import type { Platform } from "../platform";

/** What a person would read of a notification. */
export interface Preview {
  title?: string;
  text?: string;
}

/** The title and text inside a payload, wherever its platform keeps them; empty when it shows nothing. */
export function previewOf(platform: Platform | "template", body: string): Preview {
  if (platform === "windows" || platform === "windowsphone") return xmlPreview(body);
  const message = parseJson(body);
  switch (platform) {
    case "apple": {
      const alert = at(message, "aps", "alert");
      return typeof alert === "string" ? { text: alert } : texts(alert);
    }
    case "fcmv1":
      return first(
        at(message, "message", "notification"),
        at(message, "message", "android", "notification"),
        at(message, "message", "data"),
      );
    case "gcm":
      return first(at(message, "notification"), at(message, "data"));
    case "adm":
      return first(at(message, "data"));
    default:
      return texts(message);
  }
}

function first(...candidates: unknown[]): Preview {
  return candidates.map(texts).find(({ title, text }) => title !== undefined || text !== undefined) ?? {};
}

function texts(value: unknown): Preview {
  const text = (name: string) => {
    const found = at(value, name);
    return typeof found === "string" ? found : undefined;
  };
  return { title: text("title"), text: text("body") ?? text("message") ?? text("description") };
}

function xmlPreview(body: string): Preview {
  const [title, ...rest] = [...body.matchAll(/<(?:\w+:)?(?:text|Text1|Text2|Title)\b[^>]*>([^<]*)</g)].map((match) =>
    decode(match[1]!),
  );
  return { title, text: rest.length === 0 ? undefined : rest.join("\n") };
}

function decode(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
