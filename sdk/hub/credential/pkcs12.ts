import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";

/** The result of reading a `.p12`: its certificate, or why there is none. */
type Pkcs12 = { certificate: X509Certificate } | { fault: "password" | "format" | "encryption" };

/** OpenSSL 3 refuses 40-bit RC2, which Keychain Access uses for exports. */
const legacyEncryption = /unsupported/i;
const wrongPassword = /mac verify failure|invalid password|bad decrypt/i;

/** Reads the certificate of a `.p12` file. */
export function readPkcs12(bytes: Buffer, password: string): Pkcs12 {
  try {
    const { context } = createSecureContext({ pfx: bytes, passphrase: password });
    const der: Buffer | null = (context as { getCertificate?(): Buffer | null }).getCertificate?.() ?? null;
    return der ? { certificate: new X509Certificate(der) } : { fault: "encryption" };
  } catch (error) {
    const { message } = error as Error;
    if (wrongPassword.test(message)) return { fault: "password" };
    return { fault: legacyEncryption.test(message) ? "encryption" : "format" };
  }
}
