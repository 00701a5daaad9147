/** What a send names in `ServiceBusNotification-Format`; `template` reaches template registrations of every platform. */
export type Platform = "apple" | "gcm" | "fcmv1" | "windows" | "windowsphone" | "adm" | "baidu" | "browser" | "xiaomi";
export type Format = Platform | "template";

export interface PlatformFacts {
  /** The platform's name in an installation. */
  installation: string;
  /** The prefix of `...RegistrationDescription`. */
  kind: string;
  /** The elements that carry the device's handle, in the order the service writes them. */
  handle: readonly string[];
  /** The prefix of `...OutcomeCounts`. */
  counts: string;
  /** Whether a native body is JSON; the Microsoft platforms take XML or raw text. */
  json: boolean;
  /** The largest payload its push service takes; larger ones end as InvalidNotificationSize. */
  maxPayloadBytes: number;
}

/** Payload limits: APNs 4096 and WNS 5120 as documented by Microsoft, the others as their push services document them. */
export const platforms: Record<Platform, PlatformFacts> = {
  apple: facts("apns", "Apple", ["DeviceToken"], "Apns", true, 4096),
  gcm: facts("gcm", "Gcm", ["GcmRegistrationId"], "Gcm", true, 4096),
  fcmv1: facts("fcmv1", "FcmV1", ["FcmV1RegistrationId"], "FcmV1", true, 4096),
  windows: facts("wns", "Windows", ["ChannelUri"], "Wns", false, 5120),
  windowsphone: facts("mpns", "Mpns", ["ChannelUri"], "Mpns", false, 3072),
  adm: facts("adm", "Adm", ["AdmRegistrationId"], "Adm", true, 6144),
  baidu: facts("baidu", "Baidu", ["BaiduUserId", "BaiduChannelId"], "Baidu", true, 4096),
  browser: facts("browser", "Browser", ["Endpoint", "P256DH", "Auth"], "Browser", true, 4096),
  xiaomi: facts("xiaomi", "Xiaomi", ["XiaomiRegistrationId"], "Xiaomi", true, 4096),
};

function facts(
  installation: string,
  kind: string,
  handle: string[],
  counts: string,
  json: boolean,
  maxPayloadBytes: number,
): PlatformFacts {
  return { installation, kind, handle, counts, json, maxPayloadBytes };
}

/** The prefix of the elements that carry a template's headers, on the platforms that have them. */
export const headerElement: Partial<Record<Platform, string>> = { apple: "Apns", windows: "Wns", windowsphone: "Mpns" };

/** The platform of an installation; `fcmV1` and `FCMV1` are seen too. */
export function platformOfInstallation(name: string): Platform | undefined {
  return find((facts) => facts.installation === name.toLowerCase());
}

/** The platform of a registration's kind, which the service matches exactly. */
export function platformOfKind(kind: string): Platform | undefined {
  return find((facts) => facts.kind === kind);
}

/** The format of a send; `fcmV1` is Microsoft's own spelling in places, so case does not count. */
export function formatOf(value: string): Format | undefined {
  const name = value.trim().toLowerCase();
  return name === "template" || Object.hasOwn(platforms, name) ? (name as Format) : undefined;
}

function find(matches: (facts: PlatformFacts) => boolean): Platform | undefined {
  return (Object.keys(platforms) as Platform[]).find((name) => matches(platforms[name]));
}
