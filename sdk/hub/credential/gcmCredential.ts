import { z } from "zod";
import { httpsUrl, text } from "./credentialText";
import type { CredentialReader, Reading } from "./reading";

const schema = z
  .strictObject({ googleApiKey: text, endpoint: httpsUrl.default("https://fcm.googleapis.com/fcm/send") })
  .transform(({ googleApiKey, endpoint }): Reading => ({ args: { googleApiKey, gcmEndpoint: endpoint } }));

export const gcm: CredentialReader = (value) => schema.parse(value);
