import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical";

/** What the program declared for one platform (and locale), before policies, defaults and rendering. */
export interface DeclaredPost {
  platform: string;
  locale?: string;
  announcement?: string;
  content: unknown;
  /** The normalized audience. */
  audience: unknown;
  headers?: unknown;
  revision?: number;
  test?: boolean;
}

/**
 * The identity of one post: the first 64 bits of SHA-256 over the canonical JSON of what was declared, in hex. It covers neither the hub,
 * the time, the resource's name nor rendered bytes. A release that changes a digest posts again, so this function never changes.
 */
export function digestOf({ revision, test, headers, ...rest }: DeclaredPost): string {
  const identity = {
    v: 1,
    ...rest,
    headers: isEmpty(headers) ? undefined : headers,
    revision: revision === 1 ? undefined : revision,
    test: test || undefined,
  };
  // Composed and decomposed letters look the same on a phone. Composing may change the order of keys, so they are sorted again.
  const text = canonicalJson(JSON.parse(canonicalJson(identity).normalize("NFC")));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;
