import { createHmac } from "node:crypto";

/** The options of `createSasToken`. */
export interface SasTokenOptions {
  /** The URI that the token is valid for: the namespace, a hub, or anything below. It is signed in lower case. */
  resourceUri: string;
  /** Name of the access rule. */
  keyName: string;
  /** Key of the rule as the portal shows it. The text itself is the key; it is not base64-decoded. */
  key: string;
  /** Seconds until the token expires. @default 300 */
  ttlSeconds?: number;
  /** The clock, in milliseconds since 1970. @default Date.now */
  now?: () => number;
}

/**
 * Signs a shared access signature, the value of the `Authorization` header.
 * https://learn.microsoft.com/rest/api/notificationhubs/common-concepts
 */
export function createSasToken({
  resourceUri,
  keyName,
  key,
  ttlSeconds = 300,
  now = Date.now,
}: SasTokenOptions): string {
  const resource = encodeURIComponent(resourceUri.toLowerCase());
  const expiry = Math.floor(now() / 1000) + ttlSeconds;
  const signature = sign(key, stringToSign(resource, expiry));
  return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${encodeURIComponent(keyName)}`;
}

/** The text to sign: the percent-encoded resource and the expiry. */
export function stringToSign(resource: string, expiry: number): string {
  return `${resource}\n${expiry}`;
}

/** Base64 of the HMAC-SHA256; the key is its text as UTF-8. */
export function sign(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64");
}
