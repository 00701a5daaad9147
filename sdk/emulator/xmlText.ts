// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 excludes
const excluded = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu;
const forText: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const forAttribute: Record<string, string> = { ...forText, '"': "&quot;", "'": "&#39;" };

/** The text with U+FFFD for characters that XML 1.0 cannot hold. */
export function writable(text: string): string {
  return text.replace(excluded, "\ufffd");
}

/** Text between tags. */
export function escapeText(text: string): string {
  return writable(text).replace(/[&<>]/g, (character) => forText[character]!);
}

/** Text inside a quoted attribute; safe in HTML as well. */
export function escapeAttribute(text: string): string {
  return writable(text).replace(/[&<>"']/g, (character) => forAttribute[character]!);
}

/** `<name>text</name>`, or nothing for an absent text. */
export function element(name: string, text: string | number | undefined): string {
  return text === undefined ? "" : `<${name}>${escapeText(String(text))}</${name}>`;
}

/** The namespace of every document of the service. */
export const serviceNamespace =
  'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
