/** Formats of a device that can be tried: what an installation calls the platform, and where a registration has the handle. */
const platforms = {
  apple: { platform: "apns", registration: "AppleRegistrationDescription", handle: "DeviceToken" },
  fcmv1: { platform: "fcmv1", registration: "FcmV1RegistrationDescription", handle: "FcmV1RegistrationId" },
} as const;

export type TriableFormat = keyof typeof platforms;

export const isTriable = (format: string): format is TriableFormat => Object.hasOwn(platforms, format);

/** The one device that may be sent to. */
export interface Device {
  format: TriableFormat;
  handle: string;
}

/** The JSON of an installation of the device. */
export function installationOf({ format, handle }: Device, id: string): string {
  return JSON.stringify({
    installationId: id,
    platform: platforms[format].platform,
    pushChannel: handle,
    tags: [id],
  });
}

/** The Atom entry of a registration of the device. */
export function registrationOf({ format, handle }: Device, tag: string): string {
  const { registration, handle: element } = platforms[format];
  const text = handle.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<?xml version="1.0" encoding="utf-8"?><entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><${registration} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><Tags>${tag}</Tags><${element}>${text}</${element}></${registration}></content></entry>`;
}
