import { type Arm, type CancelArm, type Post, type SendRecord, splitKey } from "../journal/record";
import type { Schedule } from "../message/schedule";

/** What may change without being another announcement, and what else a Delivery needs to know of a declaration. */
export interface Terms {
  schedule?: Schedule;
  notAfter?: string;
  onInDoubt?: "hold" | "send-again";
  adopt?: { notificationId: string };
  revision?: number;
  test?: boolean;
}

/** What an Announcement asks its Delivery to do. It holds no content: that stays in the process that armed it. */
export interface Order {
  /** URN of the broadcast. */
  of: string;
  /** Name of the broadcast, for people. */
  name: string;
  announcement?: string;
  /** Identity of each post, by platform and locale (`apple/fr`). */
  digests: Record<string, string>;
  /** The digest of the record that counts for a digest. */
  same?: Record<string, string>;
  /** Posts that runs were about to make, by digest; left out while that is not known. */
  armed?: Record<string, Arm>;
  cancels?: Record<string, CancelArm>;
  terms: Terms;
}

/** One post of a broadcast; `key` is its platform and locale: `apple`, or `apple/fr`. */
export interface OrderPart extends Post {
  key: string;
}

/** The posts of an order. */
export const partsOfOrder = ({ digests }: Pick<Order, "digests">): OrderPart[] =>
  Object.entries(digests).map(([key, digest]) => ({ key, ...splitKey(key), digest }));

/** The digests of an order, and those of records that count for them. */
export const digestsOf = ({ digests, same = {} }: Pick<Order, "digests" | "same">): Set<string> =>
  new Set(Object.values(digests).flatMap((digest) => [digest, same[digest] ?? digest]));

/** Whether this run armed the post of a digest. */
export const isArmed = ({ armed }: Order, digest: string, run: string): boolean => armed?.[digest]?.run === run;

/** Whether this run wrote down beforehand that it cancels a notification. */
export const isJournalled = ({ cancels }: Order, { notificationId = "" }: SendRecord, run: string): boolean =>
  cancels?.[notificationId]?.run === run;
