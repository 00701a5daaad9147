/** Platforms a `message` renders to. The retired ones (gcm, windowsphone, baidu) take `payloads`. */
export const messagePlatforms = ["apple", "fcmv1", "windows", "browser", "adm", "xiaomi"] as const;

/** A platform as a send names it. */
export type MessagePlatform = (typeof messagePlatforms)[number];

/** What each platform is called in a sentence. */
export const platformNames: Readonly<Record<MessagePlatform, string>> = {
  apple: "Apple (APNs)",
  fcmv1: "Android (FCM v1)",
  windows: "Windows (WNS)",
  browser: "Browser (Web Push)",
  adm: "Amazon (ADM)",
  xiaomi: "Xiaomi",
};

/**
 * Largest payload each service takes, in bytes of UTF-8 as sent.
 *
 * APNs 4096 (VoIP too), FCM 4096, WNS 5000, ADM 6144, Xiaomi 4096. Web Push takes 4096 bytes after encryption, which
 * adds 103 (RFC 8291 with one record), so 3993 before. The retired services: GCM 4096, MPNS 3072, Baidu 4096.
 * A template is rendered by the hub, whose own limit of 64 KB is all that is known before.
 */
export const maxPayloadBytes: Readonly<Record<string, number>> = {
  apple: 4096,
  fcmv1: 4096,
  windows: 5000,
  browser: 3993,
  adm: 6144,
  xiaomi: 4096,
  gcm: 4096,
  windowsphone: 3072,
  baidu: 4096,
  template: 65_536,
};
