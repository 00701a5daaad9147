/** Version of the state's shape. Older code refuses newer state. */
export const schemaVersion = 1;

export type SendState = "sent" | "scheduled" | "due" | "canceled" | "not-sent";

/** One post; its `digest` identifies what it announces. */
export interface Post {
  digest: string;
  platform: string;
  locale?: string;
}

/** The platform and the locale of `apple/fr`. */
export function splitKey(key: string): Omit<Post, "digest"> {
  const [platform = "", locale] = key.split("/");
  return locale === undefined ? { platform } : { platform, locale };
}

/** `apple/fr`, or `apple` */
export const joinKey = ({ platform, locale }: Omit<Post, "digest">): string =>
  locale === undefined ? platform : `${platform}/${locale}`;

/** What is known about one post. */
export interface SendRecord extends Post {
  /** `due`: its time has passed, and whether the hub sent it is not confirmed. */
  state: SendState;
  /** When it was posted or refused (ISO, UTC). */
  sentAt: string;
  /** The engine run that posted it. */
  run?: string;
  /** Address of the hub that accepted it; left out when it is the Delivery's own (`at`). */
  hub?: string;
  notificationId?: string;
  trackingId?: string;
  /** When a scheduled send is due (ISO, UTC). */
  scheduledFor?: string;
  /** The declared revision, if it is not 1. */
  revision?: number;
  test?: boolean;
  /** The `announcement` under which it was last declared. */
  announcement?: string;
  /** Digest of what was posted, if a policy changed the content. */
  postedDigest?: string;
  /** Where the record came from: the name of another broadcast, "the ledger", or "adopt". */
  adoptedFrom?: string;
  /** Not posted by this stack (known from a ledger or through `adopt`), so never canceled by it. */
  foreign?: true;
  /** The run whose cancel the hub refused; the send is still scheduled. */
  cancelRefused?: string;
  /** Why it was not sent, one sentence. */
  reason?: string;
  /** Number of devices by outcome, from a test send or from telemetry. */
  counts?: Record<string, number>;
  /** The state that the hub reports: Enqueued, Completed, NoTargetFound … */
  delivery?: string;
}

/** A post or cancel that was begun and has no result. Only a person can find out what happened. */
export interface Doubt extends Post {
  /** The engine run that began it; `digest@run` names the doubt in `broadcast:resolve`. */
  run: string;
  /** When that run began it (ISO, UTC). */
  at: string;
  /** Until when a request of that run may still be in flight (ISO, UTC); left out if it is known to have ended. */
  until?: string;
  trackingId?: string;
  /** When the post is due, if it is scheduled (ISO, UTC). */
  scheduledFor?: string;
  reason: string;
  /** The run of another stack that claimed the post in the ledger and left no result. */
  claimedBy?: string;
  /** The scheduled send whose cancel has no result. */
  pending?: { notificationId: string; hub: string; scheduledFor: string };
}

/** Written before a run posts a digest. */
export interface Arm {
  run: string;
  /** When it was armed (ISO, UTC). */
  at: string;
  /** Until when a request of that run may be in flight (ISO, UTC). */
  until: string;
  /** Platform and locale: `apple` or `apple/fr`. */
  part: string;
  /** When the post is due, if it is scheduled (ISO, UTC). */
  scheduledFor?: string;
  /** The declared revision, if it is not 1. */
  revision?: number;
  test?: boolean;
  /** The ledger that holds the claim, and the parts of its key that are not in the post. */
  ledger?: { id: string; hub: string; announcement: string };
}

/** Written before a run cancels a notification. */
export interface CancelArm {
  run: string;
  at: string;
}

/** Drops `undefined` values, which the engine cannot store. */
export const compact = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value));

/** Whether it went out or will, so that the digest is not posted again. */
export const isOut = ({ state }: SendRecord): boolean => state === "sent" || state === "scheduled" || state === "due";

/** Whether it is scheduled and not due yet. */
export const isPending = (record: SendRecord, now: number): boolean =>
  record.state === "scheduled" && Date.parse(record.scheduledFor ?? "") > now;

/** The record as of now: a scheduled send whose time has passed is due. */
export const asOf = (record: SendRecord, now: number): SendRecord =>
  record.state === "scheduled" && !isPending(record, now) ? { ...record, state: "due" } : record;

/** The records, with the hub filled in where it was left out. */
export const withHub = (records: readonly SendRecord[] | undefined, at: string | undefined): SendRecord[] =>
  records?.map((record) => (record.hub === undefined && at !== undefined ? { ...record, hub: at } : record)) ?? [];

/** The record, with the hub left out if it is this one. */
export const withoutHub = (record: SendRecord, at: string | undefined): SendRecord =>
  record.hub === at ? { ...record, hub: undefined } : record;
