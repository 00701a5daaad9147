import { createPrivateKey, type KeyObject } from "node:crypto";

/**
 * Reads a private key from PEM, or from the base64 between its lines; environment variables often turn line breaks into
 * `\n`, which is understood. @returns nothing when there is no readable key
 */
export function tryReadPrivateKey(text: string): KeyObject | undefined {
  const pem = text.replaceAll("\\n", "\n");
  try {
    if (pem.includes("-----BEGIN")) return createPrivateKey(pem);
    return createPrivateKey({ key: Buffer.from(pem, "base64"), format: "der", type: "pkcs8" });
  } catch {
    return undefined;
  }
}

export const isCertificate = (text: string): boolean => text.includes("-----BEGIN CERTIFICATE-----");
