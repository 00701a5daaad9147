import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical";

/** What one platform (and locale) of a broadcast was declared to say, before defaults and rendering. */
export interface Declared {
  platform: string;
  locale?: string;
  announcement?: string;
  content: unknown;
  audience: unknown;
  headers?: unknown;
  schedule?: unknown;
  revision?: number;
  test?: boolean;
}

/**
 * The identity of one post: the first 64 bits of SHA-256 over the canonical JSON of what was declared, in hex.
 * The hub, the resource name, rendered bytes and the time are not in it. It is a promise: a release that changes it rings phones again.
 */
export function digestOf(declared: Declared): string {
  const { revision, test, ...rest } = declared;
  const identity = { v: 1, ...rest, ...(revision && revision !== 1 ? { revision } : {}), ...(test ? { test } : {}) };
  return createHash("sha256").update(canonicalJson(identity)).digest("hex").slice(0, 16);
}
