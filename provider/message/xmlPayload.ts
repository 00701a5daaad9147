import { readXml, tryReadXml, XmlError } from "../client/readXml";
import { elementsOf, ownText, type XmlNode } from "../client/xmlNode";
import { buttonsOf, type Platform } from "./definePlatform";
import { type Finding, finding } from "./finding";
import { checkText } from "./text";
import { checkTexts } from "./textRules";

/** Parses an XML payload, or says why it cannot be parsed. */
export function readPayload(text: string): { node?: XmlNode; findings: Finding[] } {
  const reason = checkText(text);
  if (reason) return { findings: [finding("NH120", "", reason)] };
  try {
    return { node: readXml(text), findings: [] };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { findings: [finding(error.kind === "unsafe" ? "NH111" : "NH110", "", error.message)] };
  }
}

/** The findings in every text and attribute. They have no patch, because a patch refers to JSON. */
export function checkNodeTexts(node: XmlNode, path: string = node.name): Finding[] {
  const at = (place: string, text: string) => checkTexts(text).map(({ fix, ...found }) => ({ ...found, path: place }));
  return [
    ...Object.entries(node.attributes).flatMap(([name, value]) => at(`${path}@${name}`, value)),
    ...node.children.flatMap((child) =>
      typeof child === "string" ? at(path, child) : checkNodeTexts(child, `${path}.${child.name}`),
    ),
  ];
}

/** What a toast shows: its first three texts, its image, and the link it opens or passes to the app. */
export const xmlScreen: NonNullable<Platform["screen"]> = (body) => {
  const root = tryReadXml(body);
  if (!root) return {};
  const [title, second, third] = textsOf(root);
  const { launch = "", activationType } = root.attributes;
  const escaped = /(?:^|;)link=([^;]*)/.exec(launch)?.[1];
  const appLink = escaped?.replace(/%(?:3B|3D|25)/g, decodeURIComponent);
  const link = activationType === "protocol" ? { link: launch } : { appLink };
  const subtitle = third === undefined ? undefined : second;
  const actions = elementsOf(root).filter(({ name }) => name === "actions");
  const buttons = buttonsOf(
    actions.flatMap(elementsOf).map(({ attributes: { content, activationType, arguments: opens } }) => ({
      title: content,
      opens: activationType === "protocol" ? opens : undefined,
    })),
  );
  const interruption = root.attributes.scenario;
  const audio = elementsOf(root).find(({ name }) => name === "audio")?.attributes;
  const sound = audio?.silent === "true" ? "none" : audio?.src;
  return { title, subtitle, body: third ?? second, ...link, image: imageOf(root), buttons, sound, interruption };
};

/** The contents of the text elements, including those of Windows Phone. */
export function textsOf(node: XmlNode): string[] {
  return /^(wp:)?Text\d?$/i.test(node.name) ? [ownText(node)] : elementsOf(node).flatMap(textsOf);
}

function imageOf(node: XmlNode): string | undefined {
  if (node.name === "image") return node.attributes.src;
  return elementsOf(node)
    .map(imageOf)
    .find((found) => found !== undefined);
}
