import { z } from "zod";
import { text } from "./credentialText";
import type { CredentialReader, Reading } from "./reading";

// The three that the service takes (XiaomiCredential of the .NET SDK): mainland China, elsewhere, sandbox.
const endpoints = [
  "https://api.xmpush.xiaomi.com",
  "https://api.xmpush.global.xiaomi.com",
  "https://sandbox.xmpush.xiaomi.com",
] as const;

const schema = z
  .strictObject({
    appSecret: text,
    endpoint: z.enum(endpoints, { error: `must be one of ${endpoints.join(", ")}` }).default(endpoints[0]),
  })
  .transform((args): Reading => ({ args }));

export const xiaomi: CredentialReader = (value) => schema.parse(value);
