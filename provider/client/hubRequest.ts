import { PayloadError } from "./errors/payloadError";

/** Rights of an access rule, as the portal names them. */
export type Right = "Send" | "Listen" | "Manage";

/** A request to a hub, before it is signed. Pure functions create it, and the exchange sends it. */
export interface HubRequest {
  /** The operation, as errors begin with it: `send (apple)`. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query below the endpoint, without a leading slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /**
   * What repeating it would do: nothing (`repeatable`, which is retried after an unclear end), something (`once`, which is not), or ring
   * phones twice (`send`, which is not retried either, and whose doubt has its own error).
   */
  readonly kind: "repeatable" | "once" | "send";
  /** The right and the tier that the service requires; errors name them when the hub answers 403. */
  readonly needs: { readonly right: Right; readonly tier?: "Basic" | "Standard" };
  /** What a 404 means, if not only that there is no such hub. */
  readonly missing?: string;
  /** Strings that no error and no dump may show, such as device handles. */
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
