import { z } from "zod";
import { httpsUrl, text } from "./credentialText";
import type { CredentialReader, Reading } from "./reading";

const schema = z
  .strictObject({
    packageSid: text.startsWith("ms-app://", { error: "must begin with ms-app://, as Partner Center shows it" }),
    secretKey: text,
    endpoint: httpsUrl.default("https://login.live.com/accesstoken.srf"),
  })
  .transform(
    ({ packageSid, secretKey, endpoint }): Reading => ({
      args: { packageSid, secretKey, windowsLiveEndpoint: endpoint },
    }),
  );

export const wns: CredentialReader = (value) => schema.parse(value);
