import { createHmac, timingSafeEqual } from "node:crypto";
import type { AccessRule, AccessRules, VerifiedToken } from "./accessRules";
import { Refusal } from "./reply";

const missing = "MissingToken: The request has no SharedAccessSignature in its Authorization header";
const malformed = "MalformedToken: The credentials contained in the authorization header are not in the right format";
const invalid = "InvalidSignature: The token has an invalid signature";
const expired = "ExpiredToken: ";
const audience = "InvalidAudience: The authorization token's resource is not a prefix of the request's URI";

/** The rule whose key signed a token that is good for this request, or a refusal with 401. */
export function verifySignature(
  authorization: string | undefined,
  request: { host: string; path: string },
  rules: AccessRules,
  nowMs: number,
): AccessRule {
  if (authorization === undefined) throw new Refusal(401, missing);
  let token = rules.verified.get(authorization);
  if (token === undefined) {
    token = verify(authorization, rules);
    rules.remember(authorization, token);
  }
  if (token.expiry * 1000 <= nowMs) throw new Refusal(401, expired);
  if (!covers(token, request)) throw new Refusal(401, audience);
  return token.rule;
}

/** The signature covers the text of `sr` as it came, so it is decoded only afterwards. */
function verify(authorization: string, rules: AccessRules): VerifiedToken {
  const { sr, sig, se, skn } = readFields(authorization);
  const rule = rules.find(decode(skn));
  if (rule === undefined) throw new Refusal(401, invalid);
  const expected = createHmac("sha256", rule.key).update(`${sr}\n${se}`).digest();
  const given = Buffer.from(decode(sig), "base64");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal(401, invalid);
  const resource = /^[a-z]+:\/\/([^/?#]+)([^?#]*)/.exec(decode(sr).toLowerCase());
  if (resource === null || !/^\d{1,12}$/.test(se)) throw new Refusal(401, malformed);
  return { rule, expiry: Number(se), host: resource[1]!, path: slashed(resource[2]!) };
}

type Fields = Record<"sr" | "sig" | "se" | "skn", string>;

function readFields(authorization: string): Fields {
  const text = /^SharedAccessSignature\s+(.*)$/i.exec(authorization.trim())?.[1];
  if (text === undefined) throw new Refusal(401, malformed);
  const fields = new Map<string, string>();
  for (const part of text.split("&")) {
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    if (at < 1 || fields.has(name)) throw new Refusal(401, malformed);
    fields.set(name, part.slice(at + 1).trim());
  }
  const field = (name: keyof Fields) => {
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

/** Scheme and query do not count; the path is matched by whole segments. */
function covers(token: VerifiedToken, request: { host: string; path: string }): boolean {
  const host = request.host.toLowerCase();
  const sameHost = token.host === host || token.host === host.replace(/:\d+$/, "");
  return sameHost && slashed(request.path.toLowerCase()).startsWith(token.path);
}

function slashed(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
