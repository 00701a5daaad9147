import type { Arm } from "../journal/record";
import type { Settings } from "./settings";

/** How long the client waits for a throttling hub, and how long after it was armed a post may begin, in seconds. */
const [patience, delay] = [20, 60];

/** How long a request of the client may take, in milliseconds. */
const requestTime = ({ timeoutSeconds }: Settings): number => (timeoutSeconds + patience) * 1000;

/** Until when a request for what is armed now may be in flight, in milliseconds since 1970. */
export function armedUntil(settings: Settings, now: number): number {
  // Another run's claim in the ledger is waited for.
  const claim = settings.ledger === undefined ? 0 : (settings.timeoutSeconds + 5) * 1000;
  return now + delay * 1000 + claim + requestTime(settings);
}

/**
 * Whether a post may still begin. A run that was held up, such as on a machine that slept, must not post when a person may already have said
 * that it did not.
 */
export const mayBegin = ({ until }: Pick<Arm, "until">, settings: Settings, now: number): boolean =>
  now + requestTime(settings) <= Date.parse(until);
