import { setTimeout as sleep } from "node:timers/promises";
import { HubAbortError } from "./errors/hubAbortError";
import { HubTimeoutError } from "./errors/hubTimeoutError";
import { isSettled, type NotificationDetails } from "./notificationDetails";

/** Options for waiting until a notification's state is final. */
export interface WaitOptions {
  /** Seconds between two requests; the service recommends 10. @default 10 */
  pollSeconds?: number;
  /** Seconds to wait in total; the service drops notifications that are not delivered after 30 minutes. @default 1800 */
  timeoutSeconds?: number;
  /** Called whenever the state changes; `undefined` means that the telemetry is not ready or the id is unknown. */
  onState?: (state: string | undefined) => void;
  signal?: AbortSignal;
}

/**
 * Asks repeatedly until the state is final. It continues after a 404, because the service answers 404 both for telemetry that is not ready
 * and for an unknown id.
 * https://learn.microsoft.com/rest/api/notificationhubs/get-notification-message-telemetry
 */
export async function waitForOutcome(
  look: () => Promise<NotificationDetails | undefined>,
  { pollSeconds = 10, timeoutSeconds = 1800, onState, signal }: WaitOptions,
): Promise<NotificationDetails> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  let last: string | undefined | null = null;
  for (;;) {
    const details = await look();
    const state = details?.state;
    if (state !== last) onState?.(state);
    last = state;
    if (details && isSettled(details.state)) return details;
    if (performance.now() + pollSeconds * 1000 > deadline) {
      const found =
        state === undefined
          ? "the hub does not know the notification, or not yet"
          : `the notification is still ${state}`;
      throw new HubTimeoutError(`get outcome: ${found} after ${timeoutSeconds} s; check again later`, "not-sent");
    }
    await sleep(pollSeconds * 1000, undefined, { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
      throw new HubAbortError("get outcome: aborted by its signal", "not-sent", { cause: signal.reason });
    });
  }
}
