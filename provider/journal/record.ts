/** The version of the state's shape; newer state is refused by older code. */
export const schemaVersion = 1;

export type SendState = "sent" | "scheduled" | "due" | "canceled" | "not-sent";

/** One post: `digest` says what it announces. */
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

/** What is known of one post. */
export interface SendRecord extends Post {
  /** `due`: its time has passed, and nobody has seen whether the hub sent it. */
  state: SendState;
  /** When it was posted or refused (ISO, UTC). */
  sentAt: string;
  /** The engine run that posted it. */
  run?: string;
  /** Host and name of the hub that accepted it; left out when it is the Delivery's own (`at`). */
  hub?: string;
  notificationId?: string;
  trackingId?: string;
  /** When a scheduled send is due (ISO, UTC). */
  scheduledFor?: string;
  /** Declared revision, when it is not 1. */
  revision?: number;
  test?: boolean;
  /** The `announcement` under which it was last declared. */
  announcement?: string;
  /** Digest of what was posted, when a policy changed what was declared. */
  postedDigest?: string;
  /** The broadcast whose send this one took over, "the ledger", or "adopt". */
  adoptedFrom?: string;
  /** Posted by somebody else: known from a ledger or by `adopt`, and never canceled from here. */
  foreign?: true;
  /** The run whose cancel the hub refused: it is still scheduled. */
  cancelRefused?: string;
  /** Why it was not sent, one sentence. */
  reason?: string;
  /** Devices by outcome, from a test send or from telemetry. */
  counts?: Record<string, number>;
  /** The hub's own word on a sent notification: Enqueued, Completed, NoTargetFound … */
  delivery?: string;
}

/** A post or a cancel that was begun and has no result: only a person can say whether it went out. */
export interface Doubt extends Post {
  /** The engine run that began it; `digest@run` names the doubt in `broadcast:resolve`. */
  run: string;
  /** When that run began it (ISO, UTC). */
  at: string;
  /** Until when a request of that run may still be under way (ISO, UTC); left out when it has surely ended. */
  until?: string;
  trackingId?: string;
  reason: string;
  /** The run of another stack that claimed it in the ledger and left no result. */
  claimedBy?: string;
  /** The scheduled send whose cancel has no clear result. */
  pending?: { notificationId: string; hub: string; scheduledFor: string };
}

/** That a run was about to post a digest, written before it does. */
export interface Arm {
  run: string;
  /** When it was armed (ISO, UTC). */
  at: string;
  /** Until when a request of that run may be under way (ISO, UTC). */
  until: string;
  /** The platform and locale: `apple`, or `apple/fr`. */
  part: string;
  /** Declared revision, when it is not 1. */
  revision?: number;
  test?: boolean;
  /** Under which key which ledger holds the claim, apart from digest, platform and locale. */
  ledger?: { id: string; hub: string; announcement: string };
}

/** That a run was about to cancel a notification, written before it does. */
export interface CancelArm {
  run: string;
  at: string;
}

/** Drops what is undefined: the engine cannot store it. */
export const compact = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value));

/** It went out, or will at its time: the digest is not posted again. */
export const isOut = ({ state }: SendRecord): boolean => state === "sent" || state === "scheduled" || state === "due";

/** Scheduled, and not due yet. */
export const isPending = (record: SendRecord, now: number): boolean =>
  record.state === "scheduled" && Date.parse(record.scheduledFor ?? "") > now;

/** The record as it stands at this time: what was scheduled for earlier is due. */
export const asOf = (record: SendRecord, now: number): SendRecord =>
  record.state === "scheduled" && !isPending(record, now) ? { ...record, state: "due" } : record;

/** Records with the hub that they left out. */
export const withHub = (records: readonly SendRecord[] | undefined, at: string | undefined): SendRecord[] =>
  records?.map((record) => (record.hub === undefined && at !== undefined ? { ...record, hub: at } : record)) ?? [];

/** The record as a Delivery of this hub keeps it. */
export const withoutHub = (record: SendRecord, at: string | undefined): SendRecord =>
  record.hub === at ? { ...record, hub: undefined } : record;
