import { z } from "zod";
import type { CredentialReader, Reading } from "./reading";
import { httpsUrl, text } from "./text";

const schema = z
  .strictObject({ googleApiKey: text, endpoint: httpsUrl.default("https://fcm.googleapis.com/fcm/send") })
  .transform(({ googleApiKey, endpoint }): Reading => ({ args: { googleApiKey, gcmEndpoint: endpoint } }));

export const gcm: CredentialReader = (value) => schema.parse(value);
