import { z } from "zod";
import { filledText, httpsUrl } from "./credentialText";
import type { CredentialReader } from "./reading";

/** A credential of these fields, and what azure-native calls them. */
function fields<S extends z.ZodRawShape>(
  shape: S,
  args: (fields: z.output<z.ZodObject<S>>) => Record<string, string>,
): CredentialReader {
  const schema = z.strictObject(shape);
  return (value) => ({ args: args(schema.parse(value)) });
}

// The three that the service takes (XiaomiCredential of the .NET SDK): mainland China, elsewhere, sandbox.
const xiaomiEndpoints = [
  "https://api.xmpush.xiaomi.com",
  "https://api.xmpush.global.xiaomi.com",
  "https://sandbox.xmpush.xiaomi.com",
] as const;

/** The credentials that are just keys, and the address they are for. */
export const keyCredentials = {
  wns: fields(
    {
      packageSid: filledText.startsWith("ms-app://", {
        error: "must begin with ms-app://, as Partner Center shows it",
      }),
      secretKey: filledText,
      endpoint: httpsUrl.default("https://login.live.com/accesstoken.srf"),
    },
    ({ endpoint, ...keys }) => ({ ...keys, windowsLiveEndpoint: endpoint }),
  ),
  adm: fields(
    {
      clientId: filledText,
      clientSecret: filledText,
      endpoint: httpsUrl.default("https://api.amazon.com/auth/O2/token"),
    },
    ({ endpoint, ...keys }) => ({ ...keys, authTokenUrl: endpoint }),
  ),
  baidu: fields(
    {
      apiKey: filledText,
      secretKey: filledText,
      endpoint: httpsUrl.default("https://channel.api.duapp.com/rest/2.0/channel/channel"),
    },
    ({ apiKey, secretKey, endpoint }) => ({
      baiduApiKey: apiKey,
      baiduSecretKey: secretKey,
      baiduEndPoint: endpoint,
    }),
  ),
  xiaomi: fields(
    {
      appSecret: filledText,
      endpoint: z
        .enum(xiaomiEndpoints, { error: `must be one of ${xiaomiEndpoints.join(", ")}` })
        .default(xiaomiEndpoints[0]),
    },
    (keys) => keys,
  ),
  gcm: fields(
    { googleApiKey: filledText, endpoint: httpsUrl.default("https://fcm.googleapis.com/fcm/send") },
    ({ googleApiKey, endpoint }) => ({ googleApiKey, gcmEndpoint: endpoint }),
  ),
  mpns: fields(
    {
      certificate: filledText,
      certificateKey: filledText,
      thumbprint: filledText.regex(/^[0-9A-Fa-f]{40}$/, { error: "must be 40 hexadecimal digits" }),
    },
    ({ certificate, ...keys }) => ({ ...keys, mpnsCertificate: certificate }),
  ),
} satisfies Record<string, CredentialReader>;
