import type { BrowserHandle } from "./audience";
import { type PushPlatform, pushPlatforms } from "./format";

/** Platform of an installation; a send uses different names for some (`apns` is `apple`). */
export type InstallationPlatform = (typeof pushPlatforms)[PushPlatform]["installation"];

/** Platforms of an installation. */
export const installationPlatforms: readonly InstallationPlatform[] = Object.values(pushPlatforms).map(
  ({ installation }) => installation,
);

/** A template that a device registered. */
export interface InstallationTemplate {
  /** Body with expressions such as `$(message)`. */
  body: string;
  headers?: Record<string, string>;
  expiry?: string;
  tags?: string[];
}

/** A device that registered with the hub. */
export interface Installation {
  installationId: string;
  platform: InstallationPlatform;
  /** Device handle. Secret. */
  pushChannel: string | BrowserHandle;
  userId?: string;
  tags?: string[];
  /** ISO time. By default, an installation never expires. */
  expirationTime?: string;
  pushVariables?: Record<string, string>;
  templates?: Record<string, InstallationTemplate>;
  /** WNS only. */
  secondaryTiles?: Record<string, unknown>;
  /** Set by the service: whether the platform reported that the handle is dead. */
  readonly pushChannelExpired?: boolean;
  /** Set by the service: ISO time. */
  readonly lastUpdate?: string;
}

/** One change of an installation, as JSON Patch: `{ op: "add", path: "/tags", value: "beta" }`. */
export type InstallationPatch =
  | { op: "add" | "replace"; path: string; value: string }
  | { op: "remove"; path: string; value?: string };
