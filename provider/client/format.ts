/** Formats of a send, spelled as `ServiceBusNotification-Format` takes them. */
export const formats = [
  "template",
  "apple",
  "fcmv1",
  "gcm",
  "windows",
  "windowsphone",
  "adm",
  "baidu",
  "browser",
  "xiaomi",
] as const;

/** Format of a send: a platform's native payload, or `template`. */
export type Format = (typeof formats)[number];

export function isFormat(text: unknown): text is Format {
  return (formats as readonly unknown[]).includes(text);
}
