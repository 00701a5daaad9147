import type { X509Certificate } from "node:crypto";
import type { ApnsEndpoint } from "../hubCredentials";

/** Certificates that expire within this time get a warning. */
const soonDays = 30;
const dayMs = 86_400_000;

// Apple marks push certificates with extensions 1.2.840.113635.100.6.3.1 (development) and .2 (production):
// https://www.apple.com/certificateauthority/pdf/Apple_WWDR_CPS_v1.31.pdf. Universal ones carry both.
const marks: Record<ApnsEndpoint, Buffer> = {
  sandbox: Buffer.from("060a2a864886f76364060301", "hex"),
  production: Buffer.from("060a2a864886f76364060302", "hex"),
};
const names: Record<ApnsEndpoint, RegExp> = {
  sandbox: /CN=Apple Development IOS Push Services/,
  production: /CN=Apple Production IOS Push Services/,
};

/** Why a certificate cannot push to this endpoint and app, as pairs of property and message. */
export function checkApplePushCertificate(
  certificate: X509Certificate,
  endpoint: ApnsEndpoint,
  bundleId: string | undefined,
): [property: string, message: string][] {
  const issues: [string, string][] = [];
  const only = endpointOf(certificate);
  if (only !== undefined && only !== endpoint) {
    issues.push(["endpoint", `is ${endpoint}, but the certificate is for ${only} only; change one of them`]);
  }
  const topic = /^UID=(.+)$/m.exec(certificate.subject)?.[1];
  if (bundleId !== undefined && topic !== undefined && topic !== bundleId) {
    issues.push(["bundleId", `is ${bundleId}, but the certificate is that of ${topic}; change one of them`]);
  }
  return issues;
}

/** The only endpoint that a certificate is for; undefined if it is for both or has no mark. */
function endpointOf(certificate: X509Certificate): ApnsEndpoint | undefined {
  const [sandbox, production] = [isFor(certificate, "sandbox"), isFor(certificate, "production")];
  if (sandbox === production) return undefined;
  return sandbox ? "sandbox" : "production";
}

const isFor = (certificate: X509Certificate, endpoint: ApnsEndpoint): boolean =>
  certificate.raw.includes(marks[endpoint]) || names[endpoint].test(certificate.subject);

/** Warns about a certificate that Apple has not issued for push notifications, such as a web server's. */
export function strangerWarning(certificate: X509Certificate): string | undefined {
  if (isFor(certificate, "sandbox") || isFor(certificate, "production")) return undefined;
  const name = /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? "no name";
  return `is that of ${name}, which Apple has not marked for pushing; export "Apple Push Services" from Keychain Access`;
}

/** Warns about a certificate that has expired or will expire soon. */
export function expiryWarning(certificate: X509Certificate, now: Date): string | undefined {
  const end = new Date(certificate.validTo);
  const left = end.getTime() - now.getTime();
  if (left > soonDays * dayMs) return undefined;
  const day = end.toISOString().slice(0, 10);
  return `${left < 0 ? "expired" : "expires"} on ${day}; renew it at Apple, or use a key, which does not expire`;
}
