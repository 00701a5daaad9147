import type { Fate } from "./card";

/** What the stack knows about one send. */
interface Sent {
  readonly digest: string;
  readonly platform: string;
  readonly locale?: string;
  readonly state: string;
  /** ISO time, UTC. */
  readonly sentAt: string;
  readonly scheduledFor?: string;
}

/** What the stack remembers about a broadcast. */
export interface RememberedSends {
  readonly sends?: readonly Sent[];
  readonly history?: readonly Sent[];
  readonly doubts?: readonly { readonly digest: string; readonly at: string }[];
}

/** What the next run does with a send of this digest, judged by the stack's memory alone. */
export function fateOf(
  send: { readonly digest: string; readonly platform: string; readonly locale?: string; readonly collapses: boolean },
  { sends = [], history = [], doubts = [] }: RememberedSends,
): Fate {
  const out = [...sends, ...history].filter(({ state }) => ["sent", "due", "scheduled"].includes(state));
  const same = out.find(({ digest }) => digest === send.digest);
  if (same) {
    const text =
      same.state !== "scheduled"
        ? `sent ${day(same.sentAt)}`
        : `scheduled for ${minute(same.scheduledFor ?? same.sentAt)} UTC`;
    return { kind: "nothing", text: `${text}, posts nothing` };
  }
  const doubt = doubts.find(({ digest }) => digest === send.digest);
  if (doubt)
    return { kind: "in-doubt", text: `in doubt since ${minute(doubt.at)} UTC, posts nothing until that is resolved` };
  const earlier = out.findLast(({ platform, locale }) => platform === send.platform && locale === send.locale);
  if (!earlier) return { kind: "posts", text: "posts" };
  return inPlaceOf(earlier, send.collapses);
}

/**
 * A post that follows an earlier one of the same broadcast, which was sent or is pending and will be canceled. A post with a collapse
 * id, as every message has, also replaces the earlier one on the screen.
 */
export function inPlaceOf(earlier: Sent, collapses: boolean, mayTell = true): Fate {
  const { state, sentAt } = earlier;
  if (state === "scheduled") return { kind: "replaces", text: `posts in place of ${pendingSend(earlier, mayTell)}` };
  return collapses
    ? { kind: "replaces", text: `posts, and replaces the notification sent on ${day(sentAt)}` }
    : { kind: "posts", text: `posts, after what was sent on ${day(sentAt)},` };
}

/** A pending send in words. Its time may be a secret, and then it is left out. */
export const pendingSend = (
  { scheduledFor, sentAt }: Pick<Sent, "scheduledFor" | "sentAt">,
  mayTell: boolean,
): string => (mayTell ? `what was to go out on ${minute(scheduledFor ?? sentAt)} UTC` : "what was scheduled");

const day = (iso: string): string => iso.slice(0, 10);
const minute = (iso: string): string => iso.slice(0, 16).replace("T", " ");
