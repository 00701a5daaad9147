import { at, parseJson } from "../json";
import { type Platform, type PlatformFacts, platforms } from "../platforms";
import { decodeEntities } from "../templateBody";

/** What a person would read of a notification. */
export interface Preview {
  title?: string;
  text?: string;
}

/** The title and text inside a payload, wherever its platform keeps them; empty when it shows nothing. */
export function previewOf(platform: Platform | "template", body: string): Preview {
  const { xml, texts = [[]] }: Partial<PlatformFacts> = platform === "template" ? {} : platforms[platform];
  if (xml) return xmlPreview(body);
  const message = parseJson(body);
  const found = texts.map((path) => textsIn(at(message, ...path)));
  return found.find(({ title, text }) => title !== undefined || text !== undefined) ?? {};
}

function textsIn(value: unknown): Preview {
  if (typeof value === "string") return { text: value };
  const text = (name: string) => {
    const found = at(value, name);
    return typeof found === "string" ? found : undefined;
  };
  return { title: text("title"), text: text("body") ?? text("message") ?? text("description") };
}

function xmlPreview(body: string): Preview {
  const [title, ...rest] = [...body.matchAll(/<(?:\w+:)?(?:text|Text1|Text2|Title)\b[^>]*>([^<]*)</g)].map((match) =>
    decodeEntities(match[1]!),
  );
  return { title, text: rest.length === 0 ? undefined : rest.join("\n") };
}
