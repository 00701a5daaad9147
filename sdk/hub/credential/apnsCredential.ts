import { basename } from "node:path";
import { z } from "zod";
import type { ApnsEndpoint } from "../hubCredentials";
import { checkApplePushCertificate, expiryWarning, strangerWarning } from "./applePushCertificate";
import { filledText } from "./credentialText";
import { isCertificate, tryReadPrivateKey } from "./pem";
import { readPkcs12 } from "./pkcs12";
import { type CredentialReader, type Reading, refuse } from "./reading";
import { textOrFile } from "./textOrFile";

// https://learn.microsoft.com/azure/notification-hubs/notification-hubs-push-notification-http2-token-authentication;
// certificates still go over Apple's binary gateway.
const endpoints: Record<"token" | "certificate", Record<ApnsEndpoint, string>> = {
  token: {
    production: "https://api.push.apple.com:443/3/device",
    sandbox: "https://api.development.push.apple.com:443/3/device",
  },
  certificate: { production: "gateway.push.apple.com", sandbox: "gateway.sandbox.push.apple.com" },
};

const endpoint = z.enum(["production", "sandbox"], { error: "must be production or sandbox" });
const bundleId = filledText.regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, {
  error: "must be a bundle identifier such as com.contoso.app",
});
const appleId = (where: string) =>
  filledText.regex(/^[A-Z0-9]{10}$/, { error: `must be 10 capital letters and digits, from Apple's ${where} page` });

const token = z
  .strictObject({
    endpoint,
    key: textOrFile,
    keyId: appleId("Keys"),
    teamId: appleId("Membership"),
    bundleId,
  })
  .transform(({ endpoint, key, keyId, teamId, bundleId }, context): Reading => {
    const pem = key.bytes.toString();
    const privateKey = tryReadPrivateKey(pem);
    const expected = "expected the AuthKey_….p8 file of an APNs key";
    if (isCertificate(pem)) {
      refuse(context, "key", `is a certificate; ${expected} (a .p12 certificate goes into certificate)`);
    } else if (!privateKey) {
      refuse(context, "key", `is not a private key; ${expected}, as text or as { file: PATH }`);
    } else if (privateKey.asymmetricKeyDetails?.namedCurve !== "prime256v1") {
      refuse(context, "key", `is of type ${privateKey.asymmetricKeyType}, not EC P-256; ${expected}`);
    }
    const named = /^AuthKey_([A-Z0-9]{10})\.p8$/.exec(basename(key.path ?? ""))?.[1];
    if (named !== undefined && named !== keyId) {
      refuse(context, "keyId", `is ${keyId}, but the file is that of the key ${named}; correct one of them`);
    }
    if (context.issues.length > 0) return z.NEVER;
    // The service takes the key without its BEGIN and END lines.
    const body = privateKey!.export({ type: "pkcs8", format: "der" }).toString("base64");
    return { args: { endpoint: endpoints.token[endpoint], token: body, keyId, appId: teamId, appName: bundleId } };
  });

const certificate = (now: Date) =>
  z
    .strictObject({ endpoint, certificate: textOrFile, password: z.string().optional(), bundleId: bundleId.optional() })
    .transform(({ endpoint, certificate, password = "", bundleId }, context): Reading => {
      const { bytes, path } = certificate;
      const expected = "expected a .p12 file with certificate and key, as { file: PATH } or its bytes in base64";
      if (bytes.includes("-----BEGIN")) {
        refuse(context, "certificate", `is PEM text; ${expected} (a .p8 key goes into key)`);
        return z.NEVER;
      }
      const p12 = path === undefined ? Buffer.from(bytes.toString(), "base64") : bytes;
      const read = readPkcs12(p12, password);
      const warnings: string[] = [];
      if ("certificate" in read) {
        for (const [property, message] of checkApplePushCertificate(read.certificate, endpoint, bundleId)) {
          refuse(context, property, message);
        }
        for (const warning of [strangerWarning(read.certificate), expiryWarning(read.certificate, now)])
          if (warning) warnings.push(`certificate: ${warning}`);
      } else if (read.fault === "password") {
        refuse(context, "password", "does not open the certificate; give the one it was exported with");
      } else if (read.fault === "format") {
        refuse(context, "certificate", `cannot be read; ${expected}`);
      } else {
        warnings.push(
          "certificate: is encrypted in an old way that cannot be read here, so its expiry and its endpoint are not checked; a .p8 key needs no such check",
        );
      }
      if (context.issues.length > 0) return z.NEVER;
      return {
        args: {
          endpoint: endpoints.certificate[endpoint],
          apnsCertificate: p12.toString("base64"),
          certificateKey: password,
        },
        warnings,
      };
    });

export const apnsCredential: CredentialReader = (value, now) => {
  const byCertificate = typeof value === "object" && value !== null && "certificate" in value;
  return (byCertificate ? certificate(now) : token).parse(value);
};
