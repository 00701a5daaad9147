import { createECDH } from "node:crypto";
import { z } from "zod";
import { filledText } from "./credentialText";
import { type CredentialReader, type Reading, refuse } from "./reading";

/** Decodes base64url; undefined if it is something else. */
function tryDecode(value: string): Buffer | undefined {
  return /^[A-Za-z0-9_-]+={0,2}$/.test(value) ? Buffer.from(value, "base64url") : undefined;
}

// Voluntary Application Server Identification: https://www.rfc-editor.org/rfc/rfc8292
const schema = z
  .strictObject({
    subject: filledText.regex(/^(mailto:.+@.+|https:\/\/.+)$/, { error: "must be a mailto: or https: address" }),
    vapidPublicKey: filledText,
    vapidPrivateKey: filledText,
  })
  .transform((credential, context): Reading => {
    const publicKey = tryDecode(credential.vapidPublicKey);
    const privateKey = tryDecode(credential.vapidPrivateKey);
    if (publicKey?.length !== 65 || publicKey[0] !== 4) {
      refuse(context, "vapidPublicKey", "must be an uncompressed P-256 point: 65 bytes in base64url");
    }
    if (privateKey?.length !== 32) refuse(context, "vapidPrivateKey", "must be 32 bytes in base64url");
    if (context.issues.length > 0) return z.NEVER;
    if (!publicKeyOf(privateKey!)?.equals(publicKey!)) {
      refuse(context, "vapidPublicKey", "does not belong to vapidPrivateKey; give both keys of one pair");
    }
    return { args: credential };
  });

function publicKeyOf(privateKey: Buffer): Buffer | undefined {
  try {
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(privateKey);
    return ecdh.getPublicKey();
  } catch {
    return undefined;
  }
}

export const browserCredential: CredentialReader = (value) => schema.parse(value);
