import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical";

/** What one platform (and locale) of a broadcast was declared to say, before policies, defaults and rendering. */
export interface Declared {
  platform: string;
  locale?: string;
  announcement?: string;
  content: unknown;
  /** The audience in one spelling: see `canonicalAudience`. */
  audience: unknown;
  headers?: unknown;
  revision?: number;
  test?: boolean;
}

/**
 * The identity of one post: the first 64 bits of SHA-256 over the canonical JSON of what was declared, in hex. Neither the hub nor
 * the time, the resource's name or rendered bytes are in it. It is a promise: a release that changes it rings phones again.
 */
export function digestOf({ revision, test, headers, ...rest }: Declared): string {
  const identity = {
    v: 1,
    ...rest,
    headers: isEmpty(headers) ? undefined : headers,
    revision: revision === 1 ? undefined : revision,
    test: test || undefined,
  };
  // Composed and decomposed letters look the same on a phone; keys are sorted after they are composed.
  const text = canonicalJson(JSON.parse(canonicalJson(identity).normalize("NFC")));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;
