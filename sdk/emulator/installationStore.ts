import type { Registration, Template } from "./device";
import { checkTags, checkTemplate, expiryMs, foldTags, type RegistrationDraft } from "./hubRegistration";
import type { InstallationDocument, TemplateDocument } from "./installationDocument";
import { parseJson } from "./json";
import { type Platform, platformOfInstallation } from "./platformFacts";
import type { Registry } from "./registry";
import { Refusal } from "./reply";

interface Installation {
  document: InstallationDocument;
  /** What it stands for: a native registration, one for each template, and those of its secondary tiles. */
  slots: Map<string, Registration>;
}

/** Installations, each with the registrations it stands for. */
export class Installations {
  private readonly installations = new Map<string, Installation>();

  constructor(private readonly registry: Registry) {}

  find(id: string, nowMs: number): InstallationDocument | undefined {
    const document = this.installations.get(id)?.document;
    if (document === undefined || expiryMs(document.expirationTime) > nowMs) return document;
    this.remove(id);
    return undefined;
  }

  put(document: InstallationDocument): void {
    const earlier = this.installations.get(document.installationId)?.slots ?? new Map<string, Registration>();
    const slots = new Map<string, Registration>();
    try {
      for (const [slot, draft] of registrationsOf(document)) {
        slots.set(slot, this.registry.put(draft, earlier.get(slot)?.id));
      }
    } catch (error) {
      for (const [slot, { id }] of slots) if (!earlier.has(slot)) this.registry.remove(id);
      throw error;
    }
    for (const [slot, { id }] of earlier) if (!slots.has(slot)) this.registry.remove(id);
    this.installations.set(document.installationId, { document, slots });
  }

  /** Its channel is dead: it can still be read, and nothing reaches it until it gets another. */
  expireChannel(id: string): void {
    const installation = this.installations.get(id);
    if (installation === undefined) return;
    for (const registration of installation.slots.values()) this.registry.remove(registration.id);
    installation.slots.clear();
    installation.document.pushChannelExpired = true;
  }

  remove(id: string): void {
    for (const registration of this.installations.get(id)?.slots.values() ?? []) this.registry.remove(registration.id);
    this.installations.delete(id);
  }

  documents(): InstallationDocument[] {
    return [...this.installations.values()].map(({ document }) => document);
  }

  clear(): void {
    this.installations.clear();
  }
}

/** Templates inherit the tags beside them, and each template's name is a tag of its own. */
function* registrationsOf(document: InstallationDocument): Iterable<[slot: string, RegistrationDraft]> {
  const { installationId, userId, tags = [], templates = {}, secondaryTiles = {} } = document;
  const platform = platformOfInstallation(document.platform)!;
  const special = [`$InstallationId:{${installationId}}`, ...(userId === undefined ? [] : [`$UserId:{${userId}}`])];
  const handle = handleOf(platform, document.pushChannel);
  yield ["", draft(document, platform, handle, [...special, ...tags])];
  for (const [name, template] of Object.entries(templates)) {
    const templateTags = [...special, ...tags, ...(template.tags ?? []), name];
    yield [`template ${name}`, draft(document, platform, handle, templateTags, templateOf(name, template))];
  }
  for (const [tileName, tile] of Object.entries(secondaryTiles)) {
    const tileTags = [...special, ...(tile.tags ?? [])];
    yield [`tile ${tileName}`, { ...draft(document, platform, [tile.pushChannel], tileTags), tileName }];
    for (const [name, template] of Object.entries(tile.templates ?? {})) {
      const templateTags = [...tileTags, ...(template.tags ?? []), name];
      const registration = draft(document, platform, [tile.pushChannel], templateTags, templateOf(name, template));
      yield [`tile ${tileName} template ${name}`, { ...registration, tileName }];
    }
  }
}

function draft(
  { installationId, expirationTime, pushVariables }: InstallationDocument,
  platform: Platform,
  handle: readonly string[],
  tags: string[],
  template?: Template,
): RegistrationDraft {
  const unique = [...new Set(tags)];
  return {
    platform,
    handle,
    tags: unique,
    folded: foldTags(unique),
    template,
    pushVariables,
    expirationTime,
    expiresMs: expiryMs(expirationTime),
    installationId,
  };
}

function templateOf(name: string, { body, headers = {}, expiry }: TemplateDocument): Template {
  return { name, body, headers, expiry };
}

/** A browser's channel comes as an object or as its JSON text, Baidu's as `user-channel`. */
function handleOf(platform: Platform, channel: InstallationDocument["pushChannel"]): string[] {
  if (platform === "browser") {
    const value =
      typeof channel === "string" ? (parseJson(channel) as Partial<Record<string, unknown>> | null) : channel;
    const fields = [value?.endpoint, value?.p256dh, value?.auth];
    if (fields.every((field) => typeof field === "string" && field !== "")) return fields as string[];
    throw new Refusal(400, "The pushChannel of a browser has an endpoint, a p256dh and an auth");
  }
  if (typeof channel !== "string") throw new Refusal(400, "The pushChannel is a text");
  if (platform !== "baidu") return [channel];
  const [user = "", ...rest] = channel.split("-");
  return [user, rest.join("-")];
}

/** Refuses what the schema cannot see. */
export function checkInstallation(document: InstallationDocument): void {
  for (const [, { tags, template }] of registrationsOf(document)) {
    checkTags(tags.filter((tag) => tag !== template?.name));
    if (template !== undefined) checkTemplate(template);
  }
}
