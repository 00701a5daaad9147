import { createPrivateKey, type KeyObject } from "node:crypto";

/**
 * Reads a private key from PEM, or from the base64 between its lines, as it comes out of files, environment variables and password stores:
 * with blanks, quotes or a byte order mark around it, on one line, with line breaks as `\n`, or the whole file in base64.
 * @returns undefined if there is no readable key
 */
export function tryReadPrivateKey(text: string): KeyObject | undefined {
  const clean = withoutMark(text)
    .replace(/\\r|\\n/g, "\n")
    .replace(/^["'\s]+|["'\s]+$/g, "");
  try {
    const [, label, body] = /-----BEGIN ([A-Z ]+)-----([\s\S]+)-----END \1-----/.exec(clean) ?? [];
    if (body !== undefined) {
      const lines = body.replace(/\s/g, "").match(/.{1,64}/g) ?? [];
      return createPrivateKey(`-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----`);
    }
    const bytes = Buffer.from(clean, "base64");
    if (bytes.includes("-----BEGIN")) return tryReadPrivateKey(bytes.toString());
    return createPrivateKey({ key: bytes, format: "der", type: "pkcs8" });
  } catch {
    return undefined;
  }
}

/** Removes the byte order mark that editors on Windows put at the beginning. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, "");

export const isCertificate = (text: string): boolean => text.includes("-----BEGIN CERTIFICATE-----");
