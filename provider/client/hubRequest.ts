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
  /** Texts that no error and no dump may show, such as device handles. */
  readonly secrets?: () => readonly string[];
}

/** https://learn.microsoft.com/rest/api/notificationhubs/ */
export const apiVersion = "api-version=2020-06";

export const json = "application/json;charset=utf-8";
