import { randomBytes } from "node:crypto";
import type { Hub } from "../hub";
import type { InstallationDocument } from "../installationDocument";
import { type Platform, platforms } from "../platformFacts";

/** A device to add: an installation whose handle is made up. */
export interface NewDevice {
  platform: Platform;
  /** @default one made up */
  name?: string;
  tags?: string[];
}

/** One of each kind of screen that most people have. */
export const demoDevices: readonly NewDevice[] = [
  { platform: "apple", name: "iphone", tags: ["release", "beta"] },
  { platform: "fcmv1", name: "pixel", tags: ["release"] },
  { platform: "windows", name: "surface", tags: ["release"] },
  { platform: "browser", name: "firefox", tags: ["release", "web"] },
];

/** Registers a device as an app would. Throws a Refusal that says what is wrong with it. */
export function addDevice(hub: Hub, { platform, name, tags = [] }: NewDevice): void {
  const document: InstallationDocument = {
    installationId: name ?? `${platform}-${randomBytes(3).toString("hex")}`,
    platform: platforms[platform].installation,
    pushChannel: newChannel(platform),
    pushChannelExpired: false,
    expirationTime: "9999-12-31T23:59:59.9999999Z",
    tags,
  };
  const { checkInstallation } = require("../installationStore") as typeof import("../installationStore");
  checkInstallation(document);
  hub.installations.put(document);
}

function newChannel(platform: Platform): InstallationDocument["pushChannel"] {
  const secret = randomBytes(32);
  switch (platform) {
    case "apple":
      return secret.toString("hex").toUpperCase();
    case "windows":
    case "windowsphone":
      return `https://wns.example.com/?token=${secret.toString("base64url")}`;
    case "browser":
      return {
        endpoint: `https://push.example.com/${secret.toString("base64url")}`,
        p256dh: randomBytes(65).toString("base64url"),
        auth: randomBytes(16).toString("base64url"),
      };
    case "baidu":
      return `${secret.readUInt32BE(0)}-${secret.readUInt32BE(4)}`;
    default:
      return secret.toString("base64url");
  }
}
