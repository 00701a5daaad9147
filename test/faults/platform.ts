/** Platforms that the programs under test post to. */
export const platforms = ["apple", "fcmv1", "windows"] as const;
export type Platform = (typeof platforms)[number];
