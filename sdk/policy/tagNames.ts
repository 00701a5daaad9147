import { checkTag } from "../../provider/client/tagExpression";
import { ConfigError } from "./rule";

/** Tags of policy configuration, as the service takes them. @throws ConfigError */
export function tagNames(key: string, tags: readonly string[]): readonly string[] {
  for (const tag of tags) {
    const reason = checkTag(tag);
    if (reason) throw new ConfigError(key, reason);
  }
  return tags;
}
