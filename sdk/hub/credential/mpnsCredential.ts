import { z } from "zod";
import { text } from "./credentialText";
import type { CredentialReader, Reading } from "./reading";

const schema = z
  .strictObject({
    certificate: text,
    certificateKey: text,
    thumbprint: text.regex(/^[0-9A-Fa-f]{40}$/, { error: "must be 40 hexadecimal digits" }),
  })
  .transform(
    ({ certificate, certificateKey, thumbprint }): Reading => ({
      args: { mpnsCertificate: certificate, certificateKey, thumbprint },
    }),
  );

export const mpns: CredentialReader = (value) => schema.parse(value);
