import { z } from "zod";
import { httpsUrl, text } from "./credentialText";
import type { CredentialReader, Reading } from "./reading";

const schema = z
  .strictObject({
    apiKey: text,
    secretKey: text,
    endpoint: httpsUrl.default("https://channel.api.duapp.com/rest/2.0/channel/channel"),
  })
  .transform(
    ({ apiKey, secretKey, endpoint }): Reading => ({
      args: { baiduApiKey: apiKey, baiduSecretKey: secretKey, baiduEndPoint: endpoint },
    }),
  );

export const baidu: CredentialReader = (value) => schema.parse(value);
