import type { Registration, Template } from "./device";
import { neverExpires } from "./hubRegistration";
import { type Platform, platforms } from "./platformFacts";
import { element, escapeAttribute, escapeText, serviceNamespace, writable } from "./xmlText";

const atomNamespaces =
  'xmlns="http://www.w3.org/2005/Atom" xmlns:a="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"';

/** What an entry or a feed tells of one resource. */
export interface AtomEntry {
  title: string;
  url: string;
  etag?: number;
  /** XML. */
  content: string;
}

/** A document of one registration, addressed by `url`. */
export function entryDocument(registration: Registration, url: string, nowMs: number): string {
  return atomEntry(entryOf(registration, url), nowMs, atomNamespaces);
}

/** A document of many; `urlOf` addresses each, `next` the page that follows. */
export function feedDocument(
  registrations: readonly Registration[],
  self: string,
  next: string | undefined,
  urlOf: (registration: Registration) => string,
  nowMs: number,
): string {
  const entries = registrations.map((registration) => entryOf(registration, urlOf(registration)));
  return atomFeed("Registrations", self, next, entries, nowMs);
}

export function atomFeed(
  title: string,
  self: string,
  next: string | undefined,
  entries: readonly AtomEntry[],
  nowMs: number,
): string {
  const namespace = 'xmlns:a="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"';
  const list = entries.map((entry) => atomEntry(entry, nowMs, namespace)).join("");
  return `<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">${title}</title>${element("id", self)}${element(
    "updated",
    seconds(nowMs),
  )}${link("self", self)}${next === undefined ? "" : link("next", next)}${list}</feed>`;
}

export function atomEntry(
  { title, url, etag, content }: AtomEntry,
  nowMs: number,
  namespaces = atomNamespaces,
): string {
  const at = seconds(nowMs);
  const version = etag === undefined ? "" : ` a:etag="W/&quot;${etag}&quot;"`;
  return `<entry${version} ${namespaces}>${element("id", url)}<title type="text">${escapeText(
    title,
  )}</title>${element("published", at)}${element("updated", at)}${link("self", url)}<content type="application/xml">${content}</content></entry>`;
}

function entryOf(registration: Registration, url: string): AtomEntry {
  return { title: registration.id, url, etag: registration.etag, content: registrationDescription(registration) };
}

/** The element that describes a registration, as an entry holds it and an export writes it. */
export function registrationDescription(registration: Registration): string {
  const { platform, template, handle, tags, pushVariables } = registration;
  const facts = platforms[platform];
  const name = `${facts.kind}${template === undefined ? "" : "Template"}RegistrationDescription`;
  const parts = [
    element("ETag", registration.etag),
    element("ExpirationTime", registration.expirationTime ?? neverExpires),
    element("RegistrationId", registration.id),
    element("Tags", tags.length === 0 ? undefined : tags.join(",")),
    element("PushVariables", pushVariables && JSON.stringify(pushVariables)),
    ...facts.handle.map((field, index) => element(field, handle[index])),
    element("SecondaryTileName", registration.tileName),
    template === undefined ? "" : templateElements(platform, template),
  ];
  return `<${name} ${serviceNamespace}>${parts.join("")}</${name}>`;
}

function templateElements(platform: Platform, { name, body, headers, expiry, priority }: Template): string {
  const bodyElement = `<BodyTemplate><![CDATA[${writable(body).replaceAll("]]>", "]]]]><![CDATA[>")}]]></BodyTemplate>`;
  const nameElement = element("TemplateName", name);
  const prefix = platforms[platform].headers;
  if (prefix === undefined) return bodyElement + nameElement;
  const list = Object.entries(headers).map(
    ([header, value]) => `<${prefix}Header>${element("Header", header)}${element("Value", value)}</${prefix}Header>`,
  );
  const headersElement =
    list.length === 0 ? `<${prefix}Headers/>` : `<${prefix}Headers>${list.join("")}</${prefix}Headers>`;
  if (platform !== "apple") return bodyElement + headersElement + nameElement;
  const expiryElement = expiry === undefined ? '<Expiry i:nil="true"/>' : element("Expiry", expiry);
  const appleName = name === undefined ? '<TemplateName i:nil="true"/>' : nameElement;
  return bodyElement + expiryElement + appleName + element("Priority", priority) + headersElement;
}

function link(rel: string, href: string): string {
  return `<link rel="${rel}" href="${escapeAttribute(href)}"/>`;
}

function seconds(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
}
