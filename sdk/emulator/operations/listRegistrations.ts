import { feedDocument } from "../atom";
import type { Registration } from "../device";
import { canonical } from "../devices";
import type { Hub } from "../hub";
import { handleText } from "../hubRegistration";
import type { HubRequest } from "../incomingRequest";
import { platforms } from "../platformFacts";
import { Refusal, type Reply } from "../reply";
import { foldTag, isTag } from "../tagExpressionTree";

/** The largest page, and the one without `$top`. */
const maxPage = 100;

/** GET /{hub}/registrations: all, or those of one channel with `$filter`. */
export function listRegistrations(hub: Hub, request: HubRequest): Reply {
  const filter = request.query.get("$filter");
  const accepts = filter === null ? () => true : parseFilter(filter);
  return page(hub, request, hub.registry.all(), accepts);
}

/** GET /{hub}/tags/{tag}/registrations */
export function listByTag(hub: Hub, request: HubRequest, tag: string): Reply {
  if (!isTag(tag)) throw new Refusal(400, `An invalid tag(s) '${tag}' was supplied`);
  return page(hub, request, hub.registry.tagged(foldTag(tag)), () => true);
}

function page(
  hub: Hub,
  request: HubRequest,
  registrations: Iterable<Registration>,
  accepts: (registration: Registration) => boolean,
): Reply {
  const nowMs = hub.clock.now();
  const size = readTop(request);
  const after = readToken(request);
  const found: Registration[] = [];
  let token: string | undefined;
  for (const registration of registrations) {
    if (registration.sequence <= after || registration.expiresMs <= nowMs || !accepts(registration)) continue;
    if (found.length === size) {
      token = writeToken(found.at(-1)!.sequence);
      break;
    }
    found.push(registration);
  }
  return {
    status: 200,
    headers: {
      "Content-Type": "application/atom+xml; type=feed; charset=utf-8",
      ...(token === undefined ? {} : { "x-ms-continuationtoken": token }),
    },
    body: feed(hub, request, found, token, nowMs),
  };
}

function feed(hub: Hub, request: HubRequest, found: Registration[], token: string | undefined, nowMs: number): string {
  const self = `${request.origin}${request.path}?${request.search}`;
  let next: string | undefined;
  if (token !== undefined) {
    const query = new URLSearchParams(request.query);
    query.set("continuationtoken", token);
    next = `${request.origin}${request.path}?${query}`;
  }
  const urlOf = ({ id }: Registration) => `${request.origin}/${hub.name}/registrations/${id}?${request.search}`;
  return feedDocument(found, self, next, urlOf, nowMs);
}

function readTop(request: HubRequest): number {
  const text = request.query.get("$top");
  if (text === null) return maxPage;
  const top = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (top < 1) throw new Refusal(400, "The query parameter '$top' is a number from 1");
  return Math.min(top, maxPage);
}

function writeToken(sequence: number): string {
  return encodeURIComponent(Buffer.from(`after ${sequence}`).toString("base64"));
}

/** Clients pass the token on as it came in the header, which is percent-encoded, or encode it once more. */
function readToken(request: HubRequest): number {
  const token = request.query.get("continuationtoken");
  if (token === null) return 0;
  const text = Buffer.from(decodeOnce(token), "base64").toString("latin1");
  const sequence = /^after (\d{1,9})$/.exec(text)?.[1];
  if (sequence === undefined) throw new Refusal(400, "The continuation token is not valid");
  return Number(sequence);
}

const maxFilter = 4096;
const comparison = /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/;

/**
 * `Field eq 'value'`, joined by `and`, over the fields of a handle; a value may be percent-encoded.
 * `ChannelUri` is the handle of every platform: the .NET and Java libraries ask so for all of them.
 */
function parseFilter(filter: string): (registration: Registration) => boolean {
  if (filter.length > maxFilter) throw new Refusal(400, "The query parameter '$filter' is too long");
  const wanted = filter.split(/\s+and\s+(?=\w+\s+eq\s)/).map((part) => {
    const [, field, value] = comparison.exec(part) ?? [];
    if (field === undefined || value === undefined)
      throw new Refusal(400, "The query parameter '$filter' is not valid");
    return { field, value: value.replaceAll("''", "'") };
  });
  return ({ platform, handle }) =>
    wanted.every(({ field, value }) => {
      const text =
        field === "ChannelUri" ? handleText({ platform, handle }) : handle[platforms[platform].handle.indexOf(field)];
      return text !== undefined && [value, decodeOnce(value)].some((given) => canonical(platform, given) === text);
    });
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
