import { checkTag } from "../../provider/client/tagExpression";
import { ConfigError } from "./rule";

/** Checks tags in policy configuration by the rules of the service. @throws ConfigError */
export function tagNames(key: string, tags: readonly string[]): readonly string[] {
  for (const tag of tags) {
    const reason = checkTag(tag);
    if (reason) throw new ConfigError(key, reason);
  }
  return tags;
}
