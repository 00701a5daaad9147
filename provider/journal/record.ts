/** What is known of one post; `digest` says what it announced. */
export interface SendRecord {
  digest: string;
  platform: string;
  locale?: string;
  /** `adopted` sends keep the state of the send that they took over. */
  state: SendState;
  /** When it was sent or scheduled, or was refused (ISO, UTC). */
  sentAt: string;
  /** The engine run that armed it. */
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
  /** The name under which a ledger knows it. */
  announcement?: string;
  /** The broadcast whose send this one took over. */
  adoptedFrom?: string;
  /** Why it was not sent, one sentence. */
  reason?: string;
  /** Devices by outcome, from a test send or from telemetry. */
  counts?: Record<string, number>;
  /** The hub's own word on a sent notification: Enqueued, Completed, NoTargetFound … */
  delivery?: string;
}

export type SendState = "sent" | "scheduled" | "canceled" | "not-sent" | "expired";

/** A post that was begun and has no result: only a person can say whether it went out. */
export interface Doubt {
  digest: string;
  platform: string;
  locale?: string;
  /** The engine run that may have posted it; `digest@run` names the doubt in `broadcast:resolve`. */
  run: string;
  at: string;
  trackingId?: string;
  reason: string;
}

/** The digest went out, or will at its time: it is never posted again. */
export const settled = (record: SendRecord): boolean => record.state === "sent" || record.state === "scheduled";

/** Records with the hub that they left out. */
export const withHub = (records: readonly SendRecord[] | undefined, at: string | undefined): SendRecord[] | undefined =>
  records?.map((record) => (record.hub === undefined && at !== undefined ? { ...record, hub: at } : record));

/** The record as a Delivery of this hub keeps it. */
export const withoutHub = (record: SendRecord, at: string | undefined): SendRecord =>
  record.hub === at ? { ...record, hub: undefined } : record;
