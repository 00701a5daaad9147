import { type Post, splitKey } from "../journal/record";
import type { Schedule } from "../message/schedule";

/** The parts of a declaration that may change without making it a different announcement. */
export interface Terms {
  schedule?: Schedule;
  notAfter?: string;
  onInDoubt?: "hold" | "send-again";
  adopt?: { notificationId: string };
  revision?: number;
  test?: boolean;
}

/** What an Announcement asks its Delivery to do. It has no content; that stays in the process that armed the posts. */
export interface Order {
  /** URN of the broadcast. */
  of: string;
  /** Name of the broadcast, for people. */
  name: string;
  announcement?: string;
  /** Digest of each post, by platform and locale (`apple/fr`). */
  digests: Record<string, string>;
  /** For a digest, the digest of an earlier send that counts as having sent it. */
  countsAs?: Record<string, string>;
  /** The runs that armed something for it, as the state of the Announcement says; absent until known. */
  runs?: string[];
  terms: Terms;
}

/** One post of a broadcast. Its `key` is the platform and locale: `apple` or `apple/fr`. */
export interface OrderPart extends Post {
  key: string;
}

/** The posts of an order. */
export const partsOfOrder = ({ digests }: Pick<Order, "digests">): OrderPart[] =>
  Object.entries(digests).map(([key, digest]) => ({ key, ...splitKey(key), digest }));

/** The digests of an order, and of sends that count for them. */
export const digestsOf = ({ digests, countsAs = {} }: Pick<Order, "digests" | "countsAs">): Set<string> =>
  new Set(Object.values(digests).flatMap((digest) => [digest, countsAs[digest] ?? digest]));

/** The runs that armed something. */
export const runsOf = (...arms: (Record<string, { run: string }> | undefined)[]): string[] => [
  ...new Set(arms.flatMap((each = {}) => Object.values(each).map(({ run }) => run))),
];
