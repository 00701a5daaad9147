import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { promisify } from "node:util";
import { isLate } from "../../provider/broadcast/plan";
import { encodeNotification } from "../../provider/client/encodeNotification";
import { PayloadError } from "../../provider/client/errors/payloadError";
import { isFormat } from "../../provider/client/format";
import type { HubClient } from "../../provider/client/hubClient";
import { codeOf } from "../../provider/client/thrown";
import { checkBroadcast } from "../../provider/message/broadcastRules";
import { audienceIn, type Declaration, validateDeclaration } from "../../provider/message/declaration";
import { declaredParts } from "../../provider/message/declared";
import { isRecord } from "../../provider/message/isRecord";
import { validateMessage } from "../../provider/message/message";
import { notificationOf } from "../../provider/message/partRequest";
import { messagePlatforms } from "../../provider/message/platforms";
import { instantOf, isZone } from "../../provider/message/schedule";
import { type Card, type CardInput, cardOf, recipientsOf } from "../card/card";
import { type Counted, closing } from "../card/closing";
import { fateOf, type RememberedSends } from "../card/fate";
import { countReach } from "../card/reach";
import { writeCard } from "../card/writeCard";
import { readSources } from "../lint/files";
import { type FileEntry, MessageFileError, parseDocuments, readMessageFile } from "../lint/messageFile";
import { lateness } from "../planWords";
import { announcementTypes } from "../resourceTypes";

export { isZone };

/** The inputs of the cards, and the problems with the rest, each a sentence that begins with its location. */
export interface Sources {
  sources: CardInput[];
  /** The declarations of the sources. */
  declarations: Named[];
  problems: string[];
}

type Named = Declaration & { name: string };

/** A file or stack that was named and cannot be read. */
class Unread extends MessageFileError {}

/**
 * Reads files, folders, `-` for standard input, and stacks. What cannot be read is counted in `unread`, and the rest is still shown.
 */
export async function sourcesOf(what: readonly string[], zone?: string): Promise<Sources & { unread: number }> {
  const found: Sources & { unread: number } = { sources: [], declarations: [], problems: [], unread: 0 };
  for (const each of what.flatMap(filesOf)) {
    try {
      const text = each === "-" || existsSync(each) ? readFile(each) : await exportOf(each);
      const [state] = /"deployment"/.test(text) ? parseDocuments(text, each) : [];
      const more = isState(state)
        ? fromState(state, zone)
        : readMessageFile(text, each).map((entry) => fromFile(each, entry, zone));
      for (const { sources, declarations, problems } of more) {
        found.sources.push(...sources);
        found.declarations.push(...declarations);
        found.problems.push(...problems);
      }
    } catch (error) {
      if (!(error instanceof MessageFileError)) throw error;
      if (error instanceof Unread) found.unread++;
      found.problems.push(error.message);
    }
  }
  return found;
}

/** Replaces a folder with the files in it that hold broadcasts or messages, as `lint` does. */
function filesOf(what: string): string[] {
  if (!statSync(what, { throwIfNoEntry: false })?.isDirectory()) return [what];
  return [...readSources([what])]
    .filter((source) => {
      try {
        return "text" in source && readMessageFile(source.text, source.file).length > 0;
      } catch {
        return false;
      }
    })
    .map(({ file }) => file);
}

function readFile(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new Unread(path, `cannot be read (${codeOf(error)})`);
  }
}

async function exportOf(stack: string): Promise<string> {
  const args = ["stack", "export", "--stack", stack, "--non-interactive"];
  try {
    return (await promisify(execFile)("pulumi", args, { maxBuffer: 2 ** 30 })).stdout;
  } catch {
    throw new Unread(stack, "is neither a file nor a stack that `pulumi stack export` can read here");
  }
}

function fromFile(file: string, { name, args, bare }: FileEntry, zone?: string): Sources {
  const declaration = { ...args, name } as unknown as Declaration & { name: string };
  const inText = checkBroadcast(args).filter(({ severity }) => severity === "error");
  const inShape = bare
    ? validateMessage(args.message).map(({ path, message }) => ({
        path: path ? `message.${path}` : "message",
        message,
      }))
    : validateDeclaration(args);
  // What a rule reports is not repeated for its parent or for the rendered payload.
  const known = new Set(
    inText.flatMap(({ path, message }) => [path, message, path.startsWith("message") ? "message" : path]),
  );
  const issues = [...inText, ...inShape.filter(({ path, message }) => !known.has(path) && !known.has(message))];
  const problems = issues.map(({ path, message }) => `${file}: ${path}: ${message}`);
  if (issues.length > 0) return { sources: [], declarations: [], problems };
  const shown = declaration.message?.silent ? messagePlatforms.filter((each) => each !== "browser") : messagePlatforms;
  const whole = bare ? { ...declaration, platforms: [...shown] } : declaration;
  return { sources: [renderInput(whole, zone)], declarations: [whole], problems };
}

function renderInput(declaration: Declaration & { name: string }, zone?: string): CardInput {
  const { name, announcement, message, payloads, template, platforms, audience, schedule, test } = declaration;
  const itsZone = typeof schedule === "object" ? schedule.zone : undefined;
  return {
    name,
    announcement,
    message,
    payloads,
    template,
    platforms,
    audience: audience && audienceIn(audience),
    test,
    at: schedule === undefined ? undefined : instantOf(schedule),
    zone: zone ?? itsZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: Date.now(),
    ...whyNothing(declaration),
  };
}

/** Why a broadcast posts nothing, as far as its declaration tells. */
function whyNothing(declaration: Declaration): Pick<CardInput, "fateOf"> {
  const { adopt } = declaration;
  const nothing = (text: string): Pick<CardInput, "fateOf"> => ({ fateOf: () => ({ kind: "nothing", text }) });
  if (adopt) return nothing(`records notification ${adopt.notificationId} and posts nothing`);
  return isLate(declaration, Date.now()) ? nothing(`posts nothing, because ${lateness(declaration)}`) : {};
}

/** The part of an exported stack that matters here. */
interface State {
  deployment: { resources?: { urn: string; type: string; outputs?: Record<string, unknown> }[] };
}

function isState(value: unknown): value is State {
  return isRecord(value) && isRecord(value.deployment);
}

/** The key that marks a secret in the state. */
const secretMark = "4dabf18193072939515e22adb298388d";

function fromState({ deployment: { resources = [] } }: State, zone?: string): Sources[] {
  return resources.flatMap(({ urn, type, outputs }) => {
    if (!announcementTypes.has(type) || !outputs) return [];
    const sibling = urn.replaceAll("broadcast:Announcement", "broadcast:Delivery");
    const remembered = (resources.find((each) => each.urn === sibling)?.outputs ?? {}) as RememberedSends;
    const open = Object.entries(outputs).filter(([, value]) => !(isRecord(value) && secretMark in value));
    const declaration = Object.fromEntries(open) as unknown as Declaration & {
      name: string;
      digests?: Record<string, string>;
    };
    const { name, message, payloads, template, digests = {} } = declaration;
    if (!message && !payloads && !template) {
      return {
        sources: [],
        declarations: [],
        problems: [`${name}: its content is a secret of the stack; render its file instead`],
      };
    }
    const input = renderInput(declaration, zone);
    const collapses = message !== undefined;
    const fate: CardInput["fateOf"] = (platform, locale) => {
      const digest = digests[locale ? `${platform}/${locale}` : platform];
      const remembers = digest === undefined ? undefined : fateOf({ digest, platform, locale, collapses }, remembered);
      return remembers === undefined || remembers.kind === "posts" ? input.fateOf?.(platform, locale) : remembers;
    };
    return {
      sources: [{ ...input, fateOf: fate }],
      declarations: [declaration],
      problems: [],
    };
  });
}

/** Asks the hub once how many devices each send reaches. @throws HubResponseError when the key may not list them */
export async function addReach(sources: CardInput[], hub: Pick<HubClient, "registrations">): Promise<void> {
  const wanted = sources.flatMap((input) => {
    try {
      return recipientsOf(input).map((recipients) => ({ input, ...recipients }));
    } catch (error) {
      // The card reports an audience that cannot be split.
      if (error instanceof PayloadError) return [];
      throw error;
    }
  });
  const counts = await countReach(hub.registrations.list(), wanted);
  for (const input of sources) {
    const { audience } = input;
    input.reachOf = (format, locale) =>
      audience && "devices" in audience
        ? audience.devices.filter(({ platform }) => platform === format).length
        : counts[wanted.findIndex((each) => each.input === input && each.format === format && each.locale === locale)];
  }
}

/** The cards, and the problems of sources that have none. */
export function cardsOf(sources: readonly CardInput[]): { cards: Card[]; problems: string[] } {
  const problems: string[] = [];
  const cards = sources.flatMap((input) => {
    try {
      return [cardOf(input)];
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      problems.push(...error.issues.map(({ path, message }) => `${input.name}: ${path}: ${message}`));
      return [];
    }
  });
  return { cards, problems };
}

/** One send as in the request, except for the address and values that depend on the time of the post. */
interface Payload {
  name: string;
  platform: string;
  locale?: string;
  headers: Record<string, string>;
  body: string;
}

/** Body and headers of every send that can be made. The card reports the others. */
export function payloadsOf(declarations: readonly Named[], format: "text" | "json"): string {
  const payloads = declarations.flatMap(payloadsIn);
  if (format === "json") return `${JSON.stringify(payloads)}\n`;
  const written = payloads.map(({ name, platform, locale, headers, body }) => {
    const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`);
    return `# ${name} (${locale === undefined ? platform : `${platform}/${locale}`})\n${lines.join("\n")}\n\n${body}\n`;
  });
  return written.join("\n");
}

function payloadsIn(declaration: Named): Payload[] {
  return declaredParts(declaration).flatMap(({ platform, locale }) => {
    if (!isFormat(platform)) return [];
    const part = { platform, ...(locale === undefined ? {} : { locale }) };
    try {
      const { contentType, headers, body } = encodeNotification(
        notificationOf(declaration, declaration, part, Date.now()),
      );
      return [{ name: declaration.name, ...part, headers: { "Content-Type": contentType, ...headers }, body }];
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      return [];
    }
  });
}

/** GitHub allows 65,536 characters per comment; the rest is for the text around the cards. */
const maxCommentCharacters = 60_000;

function countedOf({ sends, when, audience }: Card): Counted {
  const posting = sends.filter(({ fate }) => ["posts", "replaces", "reschedules"].includes(fate.kind));
  const reach = posting.every((send) => send.reach !== undefined)
    ? posting.reduce((sum, send) => sum + send.reach!, 0)
    : undefined;
  return { posts: posting.length, scheduled: when !== "at once", everyone: audience === "everyone", reach };
}

/** Writes all cards as one text. */
export function written(cards: readonly Card[], format: "text" | "markdown" | "json"): string {
  if (format === "json") return `${JSON.stringify(cards)}\n`;
  const parts = cards.map((card) => writeCard(card, format));
  if (format === "text")
    return [...parts, ...(cards.length > 1 ? [closing(cards.length, cards.map(countedOf))] : [])]
      .map((part) => `${part}\n`)
      .join("\n");
  let length = 0;
  const fitting = parts.filter((part) => {
    length += part.length + 2;
    return length <= maxCommentCharacters;
  });
  const left = parts.length - fitting.length;
  if (left > 0) fitting.push(`and ${left} more, which do not fit in this comment`);
  return `${fitting.join("\n\n")}\n`;
}
