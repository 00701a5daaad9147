/** Schemes that open something without `//` after them and cannot be an ordinary word in a text. */
const opaque =
  "tel|sms|smsto|mailto|facetime|facetime-audio|callto|skype|whatsapp|geo|intent|market|itms-apps|itms-services|" +
  "javascript|vbscript|ms-[a-z][a-z0-9-]{1,30}";

/** Schemes that no notification opens, or that execute what follows. */
const unopened = new Set(["javascript", "data", "file", "vbscript", "blob", "about", "view-source"]);

// A browser reads https:host, https:/host and https:\\host as https://host.
const inText = new RegExp(
  `(?<![\\w.+-])(?:https?:(?=[/\\\\]*[\\p{L}\\p{N}[@])|[a-z][a-z0-9+.-]{1,30}://|(?:${opaque}):(?=[^\\s/])|data:(?=(?:text|application)/[a-z0-9.+-]+[;,]))[^\\s<>"'\`^{|}]+`,
  "giu",
);

/** Finds the links in a text, in any spelling. */
export function linksIn(text: string): string[] {
  return text.includes(":") ? Array.from(text.matchAll(inText), ([link]) => withoutStop(link)) : [];
}

/** Removes the punctuation of the surrounding sentence from a link. */
function withoutStop(link: string): string {
  let end = link.length;
  while (end > 0 && ".,;:!?)]".includes(link[end - 1]!)) end--;
  return link.slice(0, end);
}

/** A link as a device parses it. */
export interface ReadLink {
  /** In lower case; empty if there is none. */
  readonly scheme: string;
  /** Where a web link leads; undefined for other schemes, and if it leads nowhere. */
  readonly url?: URL;
  /** Why it should not be opened as written. */
  readonly fault?: string;
}

/** Parses a link. Renderers, checks and policies all use this function. */
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
  return /^[^:]+:\/{0,3}[^/]/.test(link)
    ? { scheme }
    : { scheme, fault: "has nothing after its scheme; write what it opens" };
}

function schemeOf(link: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(link)?.[1]?.toLowerCase() ?? "";
}

/**
 * Why a link cannot be opened from a notification; undefined if it can. It must be an absolute `https://` link, or an app link with its own
 * scheme (`contoso://orders/1`).
 */
export function checkLink(link: string): string | undefined {
  return readLink(link).fault;
}

/** Why a device cannot fetch an image; undefined if it can. It must be an absolute https link. */
export function checkImage(image: string): string | undefined {
  return isWebLink(image) ? checkLink(image) : "must be an https link, because devices download it";
}

/** Whether a browser opens a link. */
export function isWebLink(link: string): boolean {
  return schemeOf(link) === "https";
}
