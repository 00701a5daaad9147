import { z } from "zod";
import { httpsUrl, text } from "./credentialText";
import type { CredentialReader, Reading } from "./reading";

const schema = z
  .strictObject({
    clientId: text,
    clientSecret: text,
    endpoint: httpsUrl.default("https://api.amazon.com/auth/O2/token"),
  })
  .transform(
    ({ clientId, clientSecret, endpoint }): Reading => ({ args: { clientId, clientSecret, authTokenUrl: endpoint } }),
  );

export const adm: CredentialReader = (value) => schema.parse(value);
