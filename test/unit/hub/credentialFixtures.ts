import { createECDH, generateKeyPairSync } from "node:crypto";

const pem = { type: "pkcs8", format: "pem" } as const;

export const p8 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(pem).toString();
export const rsaKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(pem).toString();

/** What stands between the BEGIN and END lines. */
export const bodyOf = (pem: string): string => pem.replace(/-----.*-----/g, "").replace(/\s/g, "");

export const anApnsToken = (changes: object = {}) => ({
  endpoint: "sandbox" as const,
  key: p8,
  keyId: "ABCDE12345",
  teamId: "TEAM123456",
  bundleId: "com.contoso.app",
  ...changes,
});

export const aServiceAccount = (changes: object = {}) => ({
  type: "service_account",
  project_id: "contoso-app",
  private_key_id: "1",
  private_key: rsaKey,
  client_email: "push@contoso-app.iam.gserviceaccount.com",
  ...changes,
});

export function aVapidPair(changes: object = {}) {
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys();
  return {
    subject: "mailto:push@contoso.com",
    vapidPublicKey: publicKey.toString("base64url"),
    vapidPrivateKey: Buffer.concat([Buffer.alloc(32), ecdh.getPrivateKey()])
      .subarray(-32)
      .toString("base64url"),
    ...changes,
  };
}
