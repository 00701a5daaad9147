import { createHmac, timingSafeEqual } from "node:crypto";
import type { AccessRule, AccessRules } from "./accessRules";
import { Refusal } from "./reply";

const missing = "MissingToken: The request has no SharedAccessSignature in its Authorization header";
const malformed = "MalformedToken: The credentials contained in the authorization header are not in the right format";
const invalid = "InvalidSignature: The token has an invalid signature";
const expired = "ExpiredToken: ";
const audience = "InvalidAudience: The authorization token's resource is not a prefix of the request's URI";

/**
 * The rule whose key signed a token, or a refusal with 401.
 * The signature covers the raw text of `sr`, so that text is verified as it came and decoded only afterwards.
 */
export function verifySignature(
  authorization: string | undefined,
  request: { host: string; path: string },
  rules: AccessRules,
  nowMs: number,
): AccessRule {
  if (authorization === undefined) throw new Refusal(401, missing);
  const { sr, sig, se, skn } = readToken(authorization);
  const rule = rules.find(decode(skn));
  if (rule === undefined) throw new Refusal(401, invalid);
  const expected = createHmac("sha256", rule.key).update(`${sr}\n${se}`).digest();
  const given = Buffer.from(decode(sig), "base64");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal(401, invalid);
  if (!/^\d{1,12}$/.test(se)) throw new Refusal(401, malformed);
  if (Number(se) * 1000 <= nowMs) throw new Refusal(401, expired);
  if (!covers(decode(sr), request)) throw new Refusal(401, audience);
  return rule;
}

type Token = Record<"sr" | "sig" | "se" | "skn", string>;

function readToken(authorization: string): Token {
  const text = /^SharedAccessSignature\s+(.*)$/i.exec(authorization.trim())?.[1];
  if (text === undefined) throw new Refusal(401, malformed);
  const fields = new Map<string, string>();
  for (const part of text.split("&")) {
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    if (at < 1 || fields.has(name)) throw new Refusal(401, malformed);
    fields.set(name, part.slice(at + 1).trim());
  }
  const field = (name: keyof Token) => {
    const value = fields.get(name);
    if (!value) throw new Refusal(401, malformed);
    return value;
  };
  return { sr: field("sr"), sig: field("sig"), se: field("se"), skn: field("skn") };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(401, malformed);
  }
}

/** Scheme and query do not count; the path matches by whole segments; a port counts when the token names one. */
function covers(resource: string, request: { host: string; path: string }): boolean {
  const match = /^[a-z]+:\/\/([^/?#]+)([^?#]*)/.exec(resource.toLowerCase());
  if (match === null) return false;
  const host = request.host.toLowerCase();
  const sameHost = match[1] === host || match[1] === host.replace(/:\d+$/, "");
  return sameHost && slashed(request.path.toLowerCase()).startsWith(slashed(match[2]!));
}

function slashed(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
