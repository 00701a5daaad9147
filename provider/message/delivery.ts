import type { Content, Message } from "./message";

/** How long a message waits for a device that is off when nothing is declared, in seconds: three days. */
export const defaultTtlSeconds = 259_200;

/** What a renderer is given: content with its defaults, and how it travels. */
export interface Delivery {
  readonly content: Content;
  readonly silent: boolean;
  readonly priority: "normal" | "high";
  /** How long it may wait, in seconds from when it goes out. */
  readonly ttlSeconds: number;
  /** When it ends, in Unix seconds. */
  readonly expiresAtSeconds: number;
  /** 32 hexadecimal digits that a later notification of the same announcement carries too. */
  readonly collapseId?: string;
  readonly locale?: string;
}

/** What a renderer makes: the payload as a value, and the headers that belong to it. */
export interface Payload {
  payload: Record<string, unknown>;
  headers: Record<string, string>;
}

/** Seconds between `now` (milliseconds) and the end of a message; negative when it has passed. */
export function ttlOf(message: Pick<Message, "ttlSeconds" | "expiresAt">, now: number): number {
  if (message.expiresAt !== undefined) return Math.floor((Date.parse(message.expiresAt) - now) / 1000);
  return message.ttlSeconds ?? defaultTtlSeconds;
}

/** Whether an object has a property of its own. */
export function hasKeys(value: object | undefined): boolean {
  for (const _ in value) return true;
  return false;
}
