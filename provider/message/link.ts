/**
 * Why a link cannot be opened from a notification, or undefined when it can: it must be an absolute `https://` link, or
 * an app link with a scheme of its own (`contoso://orders/1`).
 */
export function checkLink(link: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(link)?.[1]?.toLowerCase();
  if (!scheme) return "is not an absolute link; write https://… or an app link such as contoso://orders/1";
  if (/[\s<>"{}|\\^`]/.test(link)) return "holds a space or another character that must be percent-encoded";
  if (scheme === "https") return URL.canParse(link) ? undefined : "is not a valid https link; check its host";
  if (["http", "ftp", "ws", "wss"].includes(scheme)) return `uses ${scheme}; write an https link`;
  if (["javascript", "data", "file", "vbscript", "blob", "about"].includes(scheme)) {
    return `uses ${scheme}:, which no device opens; write an https link or an app link`;
  }
  return /^[^:]+:\/\/./.test(link) || /^[^:]+:[^/]/.test(link)
    ? undefined
    : "names nothing after its scheme; write what it opens";
}

/** Why an image cannot be fetched by a device, or undefined when it can: it must be an absolute https link. */
export function checkImage(image: string): string | undefined {
  return /^https:/i.test(image)
    ? checkLink(image)
    : "is not an https link, from which devices fetch the image; write one";
}
