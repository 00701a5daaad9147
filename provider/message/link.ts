/** Schemes that open something without `//` behind them, and mean nothing else in a text. */
const opaque =
  "tel|sms|smsto|mailto|facetime|facetime-audio|callto|skype|whatsapp|geo|intent|market|itms-apps|itms-services|" +
  "javascript|vbscript|ms-[a-z][a-z0-9-]{1,30}";

/** Schemes that no notification opens, or that run what is behind them. */
const unopened = new Set(["javascript", "data", "file", "vbscript", "blob", "about", "view-source"]);

// A browser reads https:host, https:/host and https:\\host as https://host.
const inText = new RegExp(
  `(?<![\\w.+-])(?:https?:(?=[/\\\\]*[\\p{L}\\p{N}[@])|[a-z][a-z0-9+.-]{1,30}://|(?:${opaque}):(?=[^\\s/])|data:(?=(?:text|application)/[a-z0-9.+-]+[;,]))[^\\s<>"'\`^{|}]+`,
  "giu",
);

/** The links that a text holds, however they are written. */
export function linksIn(text: string): string[] {
  return text.includes(":") ? Array.from(text.matchAll(inText), ([link]) => withoutStop(link)) : [];
}

/** A link without the punctuation of the sentence around it. */
function withoutStop(link: string): string {
  let end = link.length;
  while (end > 0 && ".,;:!?)]".includes(link[end - 1]!)) end--;
  return link.slice(0, end);
}

/** A link as a device reads it. */
export interface ReadLink {
  /** In lower case; empty when there is none. */
  readonly scheme: string;
  /** Where a web link leads; undefined for other schemes, and when it leads nowhere. */
  readonly url?: URL;
  /** Why nothing should open it as it is written. */
  readonly fault?: string;
}

/** Reads a link: the one reader of links of renderers, checks and policies. */
export function readLink(link: string): ReadLink {
  const scheme = schemeOf(link);
  if (scheme === "")
    return { scheme, fault: "is not an absolute link; write https://… or an app link such as contoso://orders/1" };
  if (unopened.has(scheme)) {
    return { scheme, fault: `uses ${scheme}:, which no device opens; write an https link or an app link` };
  }
  const web = scheme === "https" || scheme === "http";
  const url = web ? (URL.parse(link) ?? undefined) : undefined;
  if (/[\s<>"{}|\\^`]/.test(link)) {
    return { scheme, url, fault: "contains a space or another character that must be percent-encoded" };
  }
  if (["http", "ftp", "ws", "wss"].includes(scheme))
    return { scheme, url, fault: `uses ${scheme}; write an https link` };
  if (web && !/^https:\/\/(?!\/)/i.test(link))
    return { scheme, url, fault: "must have exactly two slashes after https:" };
  if (web && url && !/^\.|\.\./.test(url.host)) return { scheme, url };
  if (web) return { scheme, fault: "is not a valid https link; check its host" };
  const named = /^[^:]+:(\/\/)?[^/]/.test(link) || /^[^:]+:\/\/\/./.test(link);
  return named ? { scheme } : { scheme, fault: "has nothing after its scheme; write what it opens" };
}

function schemeOf(link: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(link)?.[1]?.toLowerCase() ?? "";
}

/**
 * Why a link cannot be opened from a notification, or undefined when it can: it must be an absolute `https://` link, or
 * an app link with a scheme of its own (`contoso://orders/1`).
 */
export function checkLink(link: string): string | undefined {
  return readLink(link).fault;
}

/** Why an image cannot be fetched by a device, or undefined when it can: it must be an absolute https link. */
export function checkImage(image: string): string | undefined {
  return isWebLink(image) ? checkLink(image) : "must be an https link, because devices download it";
}

/** Whether a browser opens a link. */
export function isWebLink(link: string): boolean {
  return schemeOf(link) === "https";
}
