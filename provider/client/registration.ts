import type { BrowserHandle } from "./audience";
import type { Format } from "./format";
import { tryReadXml } from "./readXml";
import { childrenOf, elementsOf, localName, textOf, type XmlNode } from "./xmlNode";

/** One registration of a hub: a device, the tags it carries, and its template if it has one. */
export interface Registration {
  registrationId: string;
  platform: Exclude<Format, "template">;
  /** Device handle. Secret. */
  handle: string | BrowserHandle;
  tags: string[];
  /** Present on a template registration. */
  template?: { name?: string; body: string };
  /** ISO time. */
  expirationTime?: string;
  etag?: string;
}

/** Registration elements are named after the platforms' services. */
const kinds: Record<string, { platform: Registration["platform"]; handle: string }> = {
  Apple: { platform: "apple", handle: "DeviceToken" },
  FcmV1: { platform: "fcmv1", handle: "FcmV1RegistrationId" },
  Gcm: { platform: "gcm", handle: "GcmRegistrationId" },
  Windows: { platform: "windows", handle: "ChannelUri" },
  Mpns: { platform: "windowsphone", handle: "ChannelUri" },
  Adm: { platform: "adm", handle: "AdmRegistrationId" },
  Baidu: { platform: "baidu", handle: "BaiduChannelId" },
  Browser: { platform: "browser", handle: "Endpoint" },
  Xiaomi: { platform: "xiaomi", handle: "XiaomiRegistrationId" },
};

/** Registrations of an Atom entry or feed; undefined when the text is neither. */
export function parseRegistrations(text: string): Registration[] | undefined {
  const root = tryReadXml(text);
  const kind = root && localName(root.name);
  if (!root || (kind !== "feed" && kind !== "entry")) return undefined;
  const entries = kind === "entry" ? [root] : childrenOf(root, "entry");
  return entries.flatMap((entry) => elementsOf(childrenOf(entry, "content")[0]).flatMap(registrationsIn));
}

function registrationsIn(description: XmlNode): Registration[] {
  const match = /^(\w+?)(Template)?RegistrationDescription$/.exec(localName(description.name));
  const kind = match && Object.hasOwn(kinds, match[1]!) ? kinds[match[1]!] : undefined;
  return kind ? [registrationOf(description, kind, match?.[2] !== undefined)] : [];
}

function registrationOf(
  description: XmlNode,
  kind: { platform: Registration["platform"]; handle: string },
  isTemplate: boolean,
): Registration {
  const registration: Registration = {
    registrationId: textOf(description, "RegistrationId") ?? "",
    platform: kind.platform,
    handle: handleOf(description, kind),
    tags: (textOf(description, "Tags") ?? "")
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  };
  const name = textOf(description, "TemplateName");
  if (isTemplate)
    registration.template = { ...(name ? { name } : {}), body: textOf(description, "BodyTemplate") ?? "" };
  const expirationTime = textOf(description, "ExpirationTime");
  if (expirationTime) registration.expirationTime = expirationTime;
  const etag = textOf(description, "ETag");
  if (etag) registration.etag = etag;
  return registration;
}

function handleOf(description: XmlNode, kind: { platform: Format; handle: string }): string | BrowserHandle {
  const handle = textOf(description, kind.handle) ?? "";
  if (kind.platform === "browser") {
    return { endpoint: handle, auth: textOf(description, "Auth") ?? "", p256dh: textOf(description, "P256DH") ?? "" };
  }
  // A direct send names a Baidu device by both ids, as the .NET SDK joins them.
  if (kind.platform === "baidu") return `${textOf(description, "BaiduUserId") ?? ""}-${handle}`;
  return handle;
}
