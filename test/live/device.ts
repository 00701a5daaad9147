/** Formats of a device that can be tried, and what an installation calls their platforms. */
const platforms: Readonly<Record<string, string>> = { apple: "apns", fcmv1: "fcmv1" };

export const platformOfFormat = (format: string): string => platforms[format]!;

export const isTriable = (format: string): boolean => Object.hasOwn(platforms, format);
