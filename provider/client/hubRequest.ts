import { PayloadError } from "./errors/payloadError";

/** Rights of an access rule, as the portal names them. */
export type Right = "Send" | "Listen" | "Manage";

/** Tiers of a namespace, cheapest first. */
export type Tier = "Free" | "Basic" | "Standard";

/** A request to a hub, before it is signed: made by pure functions, read by whatever carries it. */
export interface HubRequest {
  /** What is being done, in words that errors begin with: `send (apple)`. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query below the endpoint, without a leading slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /**
   * What a repetition would do: nothing (`repeatable`: tried again after an unclear end), something (`once`: never
   * tried again after an unclear end), or ring phones twice (`send`: likewise, and its doubt has an error of its own).
   */
  readonly kind: "repeatable" | "once" | "send";
  /** What the service asks for; errors name it when the hub answers 403. */
  readonly needs: { readonly right: Right; readonly tier?: Tier };
  /** What a 404 means, where it says more than that there is no such hub. */
  readonly missing?: string;
  /** Texts that no error and no dump may show, such as device handles. */
  readonly secrets?: () => readonly string[];
}

/** https://learn.microsoft.com/rest/api/notificationhubs/ */
export const apiVersion = "api-version=2020-06";

export const json = "application/json;charset=utf-8";

/** An id as one segment of a path. @throws PayloadError when it is empty. */
export function segment(id: string, name: string): string {
  if (typeof id === "string" && id !== "" && id !== "." && id !== "..") return encodeURIComponent(id);
  throw PayloadError.at(name, "expected the id, a string");
}
