import type { Place } from "./place";
import type { Platform } from "./platform";

/** One broadcast as the program declares it. */
export interface Declared {
  /** Which broadcast of the program it is, whatever its name. */
  slot: number;
  place: Place;
  /** Earlier places that the present one is an alias of. */
  aliases: Place[];
  tag: string;
  text: string;
  revision: number;
  platforms: Platform[];
  announcement?: string;
  /** ISO, UTC. */
  schedule?: string;
  /** The hub that its `hub` argument names; without it the stack's. */
  hub?: HubIndex;
  test: boolean;
  /** Announces again only when the revision is raised. */
  onRevision: boolean;
  /** Slots of broadcasts that it depends on. */
  after: number[];
}

export type HubIndex = 0 | 1;

/** What the connection to a hub is said by. */
export interface HubArgument {
  connectionString: string;
  hub: string;
}

/** The arguments of a broadcast, as a person writes them. */
export const argsOf = (declared: Declared, hubs: readonly HubArgument[]) => {
  const { text, platforms, tag, announcement, schedule, revision, test, onRevision, hub } = declared;
  return {
    message: { title: "News", body: text },
    platforms,
    audience: { tags: [tag] },
    ...(announcement === undefined ? {} : { announcement }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(revision === 1 ? {} : { revision }),
    ...(test ? { test } : {}),
    ...(onRevision ? { resend: "on-revision" as const } : {}),
    ...(hub === undefined ? {} : { hub: hubs[hub]! }),
  };
};

/** What makes one post: the same one must be accepted once. */
export function identityOf(
  declared: Omit<Declared, "platforms" | "place" | "aliases" | "slot" | "after">,
  platform: string,
): string {
  const { tag, text, announcement, revision, test, onRevision } = declared;
  const what = onRevision ? "any text" : JSON.stringify(text);
  return `${what} to ${platform} ${tag}${announcement === undefined ? "" : ` as ${announcement}`}, revision ${revision}${test ? ", test" : ""}`;
}

export const identitiesOf = (declared: Declared): string[] =>
  declared.platforms.map((platform) => identityOf(declared, platform));
