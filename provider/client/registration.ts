import type { BrowserHandle } from "./audience";
import { type PushPlatform, platformNamed, pushPlatforms } from "./format";
import { tryReadXml } from "./readXml";
import { childrenOf, elementsOf, localName, textOf, type XmlNode } from "./xmlNode";

/** One registration of a hub: a device, its tags, and its template if it has one. */
export interface Registration {
  registrationId: string;
  platform: PushPlatform;
  /** Device handle. Secret. */
  handle: string | BrowserHandle;
  tags: string[];
  /** Set on a template registration. */
  template?: { name?: string; body: string };
  /** ISO time. */
  expirationTime?: string;
  etag?: string;
}

/** Reads the registrations of an Atom entry or feed; undefined if the text is neither. */
export function parseRegistrations(text: string): Registration[] | undefined {
  const root = tryReadXml(text);
  const kind = root && localName(root.name);
  if (!root || (kind !== "feed" && kind !== "entry")) return undefined;
  const entries = kind === "entry" ? [root] : childrenOf(root, "entry");
  return entries.flatMap((entry) => elementsOf(childrenOf(entry, "content")[0]).flatMap(registrationsIn));
}

function registrationsIn(description: XmlNode): Registration[] {
  const [, kind = "", template] = /^(\w+?)(Template)?RegistrationDescription$/.exec(localName(description.name)) ?? [];
  const platform = platformNamed("registration", kind);
  return platform ? [registrationOf(description, platform, template !== undefined)] : [];
}

function registrationOf(description: XmlNode, platform: PushPlatform, isTemplate: boolean): Registration {
  const registration: Registration = {
    registrationId: textOf(description, "RegistrationId") ?? "",
    platform,
    handle: handleOf(description, platform),
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

function handleOf(description: XmlNode, platform: PushPlatform): string | BrowserHandle {
  const handle = textOf(description, pushPlatforms[platform].handle) ?? "";
  if (platform === "browser") {
    return { endpoint: handle, auth: textOf(description, "Auth") ?? "", p256dh: textOf(description, "P256DH") ?? "" };
  }
  // A direct send names a Baidu device by both ids, joined the way the .NET SDK does it.
  return platform === "baidu" ? `${textOf(description, "BaiduUserId") ?? ""}-${handle}` : handle;
}
