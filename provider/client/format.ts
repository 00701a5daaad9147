/** The protocol's other names for a platform, besides its format. */
interface WireNames {
  /** In an installation, and before `OutcomeCounts` in telemetry. */
  readonly installation: string;
  /** Before `RegistrationDescription`. */
  readonly registration: string;
  /** The element of a registration that holds the device handle. */
  readonly handle: string;
  /** Set if a payload is XML or raw text; otherwise it is one JSON object. */
  readonly xml?: true;
}

/** The push platforms by their formats, in the spelling of `ServiceBusNotification-Format`. */
export const pushPlatforms = {
  apple: { installation: "apns", registration: "Apple", handle: "DeviceToken" },
  fcmv1: { installation: "fcmv1", registration: "FcmV1", handle: "FcmV1RegistrationId" },
  gcm: { installation: "gcm", registration: "Gcm", handle: "GcmRegistrationId" },
  windows: { installation: "wns", registration: "Windows", handle: "ChannelUri", xml: true },
  windowsphone: { installation: "mpns", registration: "Mpns", handle: "ChannelUri", xml: true },
  adm: { installation: "adm", registration: "Adm", handle: "AdmRegistrationId" },
  baidu: { installation: "baidu", registration: "Baidu", handle: "BaiduChannelId" },
  browser: { installation: "browser", registration: "Browser", handle: "Endpoint" },
  xiaomi: { installation: "xiaomi", registration: "Xiaomi", handle: "XiaomiRegistrationId" },
} as const satisfies Record<string, WireNames>;

/** A push platform, by the name that a send uses. */
export type PushPlatform = keyof typeof pushPlatforms;

/** Format of a send: a platform's native payload, or `template`. */
export type Format = "template" | PushPlatform;

const pushFormats = Object.keys(pushPlatforms) as PushPlatform[];

/** Formats of a send. */
export const formats: readonly Format[] = ["template", ...pushFormats];

export function isFormat(text: unknown): text is Format {
  return formats.some((format) => format === text);
}

/** Whether a payload of a format is XML or raw text. */
export function isXmlFormat(format: Format): boolean {
  return format !== "template" && "xml" in pushPlatforms[format];
}

/** Finds the platform that has a name in the protocol; undefined if there is none. */
export function platformNamed(what: "installation" | "registration", name: string): PushPlatform | undefined {
  return pushFormats.find((platform) => pushPlatforms[platform][what] === name);
}
