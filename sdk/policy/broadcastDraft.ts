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

/** The circumstances in which a draft is judged. */
export interface Circumstances {
  /** Name of the resource, or of the file. */
  name: string;
  /** An id that is unique within the run. @default the name */
  id?: string;
  /** Name of the stack; left out for a file. */
  stack?: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether a broadcast without a schedule is sent now, as in a run of the engine, or at an unknown time, as from a file. */
  immediate: boolean;
  run?: PolicyRun;
}

/**
 * An announcement as rules see it: plain values, and only what is still to be sent. Values that a preview does not know are left
 * out; the rule `values-known` reports them.
 */
export class BroadcastDraft {
  /** The declaration, with the engine's placeholders for values that are not known yet. */
  readonly declaration: Readonly<Record<string, unknown>>;
  /** Platforms and locales that are still to be sent. */
  readonly parts: readonly DeclaredPart[];
  readonly name: string;
  readonly stack: string | undefined;
  readonly now: number;
  readonly run: PolicyRun;
  /** Whether a broadcast without a schedule is sent now. */
  readonly immediate: boolean;
  /** An id that is unique within the run. */
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

  /** A property of the declaration; undefined if it is absent or not known yet. */
  value(key: string): unknown {
    const value = this.declaration[key];
    return isUnknown(value) ? undefined : value;
  }

  /** The message, payloads or template, without the platforms and locales that are not to be sent. */
  get content() {
    this.#content ??= contentOf(this.declaration, this.parts);
    return this.#content;
  }

  /** Every text of the content, with its path and its role. */
  get texts(): readonly DraftText[] {
    this.#texts ??= draftTextsOf(this.content);
    return this.#texts;
  }

  /** What the payload rules find; each of these rules is a policy. */
  get payloadFaults(): readonly PayloadFault[] {
    this.#payloadFaults ??= payloadFaultsOf(this);
    return this.#payloadFaults;
  }

  /** Texts that people read. */
  get shownTexts(): readonly DraftText[] {
    return this.texts.filter(({ role }) => role === "title" || role === "subtitle" || role === "body");
  }

  /** Headers as declared for a platform; undefined if they are not known yet. */
  declaredHeaders(platform: string): Record<string, string> | undefined {
    const own = valueAt(this.declaration, ["headers", platform]);
    if (isUnknown(own)) return undefined;
    return isRecord(own) ? (own as Record<string, string>) : {};
  }

  /** The same with lower-case names. */
  headers(platform: string): Record<string, string> | undefined {
    const declared = this.declaredHeaders(platform);
    const entries = declared && Object.entries(declared).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return entries && Object.fromEntries(entries);
  }

  /** The payload declared for a platform, as an object; a JSON string is parsed. */
  payload(platform: string): Record<string, unknown> | undefined {
    const body = this.content.payloads?.[platform];
    if (isRecord(body)) return body;
    if (typeof body !== "string" || isUnknown(body)) return undefined;
    const value = parsed(body);
    return isRecord(value) ? value : undefined;
  }

  /** The declared audience; undefined if it is absent or not known yet. */
  get audience(): Partial<Record<"everyone" | "tags" | "tagExpression" | "devices", unknown>> | undefined {
    const audience = this.value("audience");
    return isRecord(audience) ? audience : undefined;
  }

  /** The tags or tag expression, parsed; undefined for everyone and for devices, and if it cannot be parsed. */
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

  /** The time of the schedule, in milliseconds since 1970; undefined if there is none or it cannot be parsed. */
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

  /** When it is sent, in milliseconds since 1970; undefined if that is not known. */
  get goesOutAt(): number | undefined {
    if (this.declaration.schedule !== undefined) return this.scheduledFor;
    return this.immediate ? this.now : undefined;
  }

  /** The name of the announcement: `announcement`, or the resource's name. */
  get title(): string {
    const announcement = this.value("announcement");
    return typeof announcement === "string" ? announcement : this.name;
  }
}

/** When this process started. A policy pack has its own process for each run of the engine. */
const began = Date.now() - process.uptime() * 1000;

/** The parts still to be sent: those in `posts`, which check adds; without it, all that are declared. */
function partsToSend(declaration: Record<string, unknown>): DeclaredPart[] {
  const { posts, plannedAt } = declaration;
  const parts = declaredParts(declaration).filter(({ platform }) => !isUnknown(platform));
  if (!Array.isArray(posts) || hasUnknown(posts)) return parts;
  // The inputs of an unchanged broadcast still have the `posts` of the run that posted it.
  if (typeof plannedAt === "string" && (parseInstant(plannedAt) ?? began) < began) return [];
  return parts.filter(({ platform, locale }) => posts.includes(locale ? `${platform}/${locale}` : platform));
}

/** Only the content of these parts, because text that was sent cannot be corrected any more. */
function contentOf(
  { message, payloads, template }: Record<string, unknown>,
  parts: readonly DeclaredPart[],
): DraftContent {
  if (isRecord(payloads)) return { payloads: only(payloads, new Set(parts.map(({ platform }) => platform))) };
  if (isRecord(template)) return { template: parts.length > 0 ? template : {} };
  return isRecord(message) ? { message: messageFor(message, parts) } : {};
}

export type { DeclaredPart, DraftText };
