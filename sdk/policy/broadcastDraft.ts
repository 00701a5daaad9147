import { parseInstant } from "../../provider/client/instant";
import { parseTagExpression, type TagExpression, tagExpression } from "../../provider/client/tagExpression";
import { type DeclaredPart, declaredParts, messageFor, only } from "../../provider/message/declared";
import { isRecord } from "../../provider/message/isRecord";
import { parsed } from "../../provider/message/jsonPayload";
import { instantOf, type Schedule } from "../../provider/message/schedule";
import { hasUnknown, isUnknown } from "../../provider/message/unknown";
import { type DraftContent, type DraftText, draftTextsOf } from "./draftTexts";
import { valueAt } from "./paths";
import { type PayloadFault, payloadFaultsOf } from "./payloadFaults";
import { PolicyRun } from "./policyRun";

/** Where and when a draft is judged. */
export interface Circumstances {
  /** Name of the resource, or of the file. */
  name: string;
  /** What tells it from others of the run. @default the name */
  id?: string;
  /** Name of the stack; unknown for a file. */
  stack?: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether what is not scheduled goes out now, as in a run of the engine; a file waits for one. */
  immediate: boolean;
  run?: PolicyRun;
}

/**
 * An announcement as rules see it: plain values, of which only those that are still to be sent count. A value that a
 * preview does not know is absent from every answer; the rule `values-known` is the one that reports it.
 */
export class BroadcastDraft {
  /** The declaration as it is, with the engine's stand-ins for what is not known. */
  readonly declaration: Readonly<Record<string, unknown>>;
  /** Platforms and locales still to be sent; none when nothing is. */
  readonly parts: readonly DeclaredPart[];
  readonly name: string;
  readonly stack: string | undefined;
  readonly now: number;
  readonly run: PolicyRun;
  /** Whether what is not scheduled goes out now. */
  readonly immediate: boolean;
  /** What tells this broadcast from others of the run. */
  readonly id: string;
  #content?: DraftContent;
  #texts?: readonly DraftText[];
  #payloadFaults?: readonly PayloadFault[];
  #scheduledFor?: number | null;

  constructor(declaration: Record<string, unknown>, { name, id, stack, now, immediate, run }: Circumstances) {
    this.declaration = declaration;
    this.parts = partsToSend(declaration);
    this.name = name;
    this.stack = stack;
    this.now = now;
    this.run = run ?? new PolicyRun();
    this.immediate = immediate;
    this.id = id ?? name;
  }

  /** A property of the declaration, or undefined when it is absent or not known. */
  value(key: string): unknown {
    const value = this.declaration[key];
    return isUnknown(value) ? undefined : value;
  }

  /** Message, payloads or template, without platforms and locales that are not sent now. */
  get content() {
    this.#content ??= contentOf(this.declaration, this.parts);
    return this.#content;
  }

  /** Every text of the content, with its place and its meaning. */
  get texts(): readonly DraftText[] {
    this.#texts ??= draftTextsOf(this.content);
    return this.#texts;
  }

  /** What the payload rules find, each of which is a policy of its own. */
  get payloadFaults(): readonly PayloadFault[] {
    this.#payloadFaults ??= payloadFaultsOf(this);
    return this.#payloadFaults;
  }

  /** Texts that people read. */
  get shownTexts(): readonly DraftText[] {
    return this.texts.filter(({ role }) => role === "title" || role === "subtitle" || role === "body");
  }

  /** Headers as they are declared for a platform; undefined when they are not known. */
  declaredHeaders(platform: string): Record<string, string> | undefined {
    const own = valueAt(this.declaration, ["headers", platform]);
    if (isUnknown(own)) return undefined;
    return isRecord(own) ? (own as Record<string, string>) : {};
  }

  /** The same, names in lower case. */
  headers(platform: string): Record<string, string> | undefined {
    const declared = this.declaredHeaders(platform);
    const entries = declared && Object.entries(declared).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return entries && Object.fromEntries(entries);
  }

  /** A payload declared for a platform as an object, read from JSON text where it is one. */
  payload(platform: string): Record<string, unknown> | undefined {
    const body = this.content.payloads?.[platform];
    if (isRecord(body)) return body;
    if (typeof body !== "string" || isUnknown(body)) return undefined;
    const value = parsed(body);
    return isRecord(value) ? value : undefined;
  }

  /** Who receives it; undefined when that is not given or not known. */
  get audience(): Partial<Record<"everyone" | "tags" | "tagExpression" | "devices", unknown>> | undefined {
    const audience = this.value("audience");
    return isRecord(audience) ? audience : undefined;
  }

  /** Tags or tag expression as an expression; undefined for everyone and devices, and when it cannot be read. */
  get expression(): TagExpression | undefined {
    const { tags, tagExpression: text } = this.audience ?? {};
    try {
      if (typeof text === "string" && !isUnknown(text)) return parseTagExpression(text);
      const list = typeof tags === "string" ? tags.split("||").map((tag) => tag.trim()) : tags;
      if (!Array.isArray(list) || list.some((tag) => typeof tag !== "string" || isUnknown(tag))) return undefined;
      return tagExpression.or(...new Set(list as string[]));
    } catch {
      return undefined;
    }
  }

  /** When it is scheduled for, in milliseconds; undefined when it is not scheduled, or that cannot be read. */
  get scheduledFor(): number | undefined {
    if (this.#scheduledFor === undefined) this.#scheduledFor = this.#readSchedule() ?? null;
    return this.#scheduledFor ?? undefined;
  }

  #readSchedule(): number | undefined {
    const schedule = this.value("schedule");
    if (schedule === undefined || (isRecord(schedule) && Object.values(schedule).some(isUnknown))) return undefined;
    try {
      return instantOf(schedule as Schedule);
    } catch {
      return undefined;
    }
  }

  /** When it goes out, in milliseconds; undefined when nothing says so. */
  get goesOutAt(): number | undefined {
    if (this.declaration.schedule !== undefined) return this.scheduledFor;
    return this.immediate ? this.now : undefined;
  }

  /** Name by which people know the announcement: `announcement`, or the resource's name. */
  get title(): string {
    const announcement = this.value("announcement");
    return typeof announcement === "string" ? announcement : this.name;
  }
}

/** When this process began: a pack runs in one of its own for each run of the engine. */
const began = Date.now() - process.uptime() * 1000;

/** What is still to be sent: all that is declared, unless `posts` says it in full. */
function partsToSend(declaration: Record<string, unknown>): DeclaredPart[] {
  const { posts, plannedAt } = declaration;
  const parts = declaredParts(declaration).filter(({ platform }) => !isUnknown(platform));
  if (!Array.isArray(posts) || hasUnknown(posts)) return parts;
  // The inputs of an unchanged broadcast still hold the plan of the run that posted it.
  if (typeof plannedAt === "string" && (parseInstant(plannedAt) ?? began) < began) return [];
  return parts.filter(({ platform, locale }) => posts.includes(locale ? `${platform}/${locale}` : platform));
}

/** The content of the parts alone: a typo in a text that went out yesterday is nobody's business today. */
function contentOf(
  { message, payloads, template }: Record<string, unknown>,
  parts: readonly DeclaredPart[],
): DraftContent {
  if (isRecord(payloads)) return { payloads: only(payloads, new Set(parts.map(({ platform }) => platform))) };
  if (isRecord(template)) return { template: parts.length > 0 ? template : {} };
  return isRecord(message) ? { message: messageFor(message, parts) } : {};
}

export type { DeclaredPart, DraftText };
