import { messageOf } from "../../provider/client/thrown";
import { ConfigError } from "./rule";

const maxLength = 200;

/** A pattern of policy configuration, compiled. */
export interface Pattern {
  test(text: string): boolean;
}

/**
 * Compiles a pattern of policy configuration, case-insensitive and with Unicode classes. It runs on RE2, which takes linear time
 * for every text.
 *
 * @throws ConfigError
 */
export function compilePattern(key: string, pattern: string): Pattern {
  const refuse = (reason: string) => new ConfigError(key, `the pattern ${JSON.stringify(pattern)} ${reason}`);
  if (pattern === "") throw refuse("is empty");
  if (pattern.length > maxLength) throw new ConfigError(key, `a pattern takes at most ${maxLength} characters`);
  // Distinguishes what only RE2 refuses from what is not a regular expression at all.
  if (/\\[1-9k]/.test(pattern.replaceAll("\\\\", ""))) {
    throw refuse("refers back to a group; write the text of the group instead");
  }
  if (/\(\?<?[=!]/.test(pattern)) throw refuse("looks ahead or back; write the words that it should find");
  const { RE2JS } = require("re2js") as typeof import("re2js");
  let regex: ReturnType<typeof RE2JS.compile>;
  try {
    regex = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    throw refuse(`is not a regular expression: ${messageOf(error).replace(/^error parsing regexp: /, "")}`);
  }
  const finds = (text: string) => regex.matcher(text).find();
  if (finds("")) throw refuse("matches everything, even the empty string");
  return { test: finds };
}
