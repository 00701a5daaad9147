import { z } from "zod";
import { filledText } from "./credentialText";
import { isCertificate, tryReadPrivateKey, withoutMark } from "./pem";
import { type CredentialReader, type Reading, refuse } from "./reading";
import { textOrFile } from "./textOrFile";

const whence = "in Firebase: Project settings, Service accounts, Generate new private key";

const serviceAccount = z
  .looseObject({
    // https://cloud.google.com/resource-manager/docs/creating-managing-projects; old projects have a domain before a colon.
    project_id: filledText.regex(/^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/, {
      error: "must be a Google project id",
    }),
    client_email: filledText.regex(/^[^@\s]+@[^@\s]+\.gserviceaccount\.com$/, {
      error: "must be a service account's address, which ends in .gserviceaccount.com",
    }),
    private_key: filledText,
  })
  .transform(({ project_id, client_email, private_key }, context): Reading => {
    const key = tryReadPrivateKey(private_key);
    if (isCertificate(private_key)) refuse(context, "private_key", `is a certificate; make a new key ${whence}`);
    else if (key?.asymmetricKeyType !== "rsa") {
      refuse(context, "private_key", `is not an RSA private key in PEM; make a new key ${whence}`);
    }
    if (context.issues.length > 0) return z.NEVER;
    const pem = key!.export({ type: "pkcs8", format: "pem" }).toString();
    return { args: { projectId: project_id, clientEmail: client_email, privateKey: pem } };
  });

export const fcmV1Credential: CredentialReader = (value) => fromJson.parse(value);

/** A service account is recognized by its fields; anything else is a string or `{ file }` with its JSON. */
const isServiceAccount = (value: unknown) => typeof value === "object" && value !== null && !("file" in value);

const fromJson = z
  .unknown()
  .transform((value, context): unknown => {
    if (isServiceAccount(value)) return value;
    const content = textOrFile.safeParse(value);
    if (!content.success) {
      for (const { message } of content.error.issues) context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    try {
      return JSON.parse(withoutMark(content.data.bytes.toString()));
    } catch {
      context.addIssue({
        code: "custom",
        message: `is not JSON; give the service account's file as { file: PATH }, made ${whence}`,
      });
      return z.NEVER;
    }
  })
  .transform((value, context): unknown => {
    const found = kindOf(value);
    if (found === undefined) return value;
    context.addIssue({ code: "custom", message: `is ${found}; expected a service account's key, made ${whence}` });
    return z.NEVER;
  })
  .pipe(serviceAccount);

/** Describes JSON that is not a service account. */
function kindOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return "not a JSON object";
  const { type } = value as { type?: unknown };
  if (type === "service_account") return undefined;
  if ("project_info" in value) return "the app's google-services.json";
  return typeof type === "string" && /^[a-z_]{1,40}$/.test(type)
    ? `a credential of type ${type}`
    : "JSON of another kind";
}
