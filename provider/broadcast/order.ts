import type { Arm, CancelArm } from "../journal/record";
import type { Schedule } from "./schedule";

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

/** One post of a broadcast. */
export interface OrderPart {
  /** `apple`, or `apple/fr`. */
  key: string;
  platform: string;
  locale?: string;
  digest: string;
}

/** The posts of an order. */
export const partsOfOrder = ({ digests }: Pick<Order, "digests">): OrderPart[] =>
  Object.entries(digests).map(([key, digest]) => {
    const [platform, locale] = key.split("/") as [string, string?];
    return locale === undefined ? { key, platform, digest } : { key, platform, locale, digest };
  });
