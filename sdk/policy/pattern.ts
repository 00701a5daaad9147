import { createContext, Script } from "node:vm";
import { ConfigError } from "./rule";

const maxLength = 200;

/** Texts that patterns are tried on are as long as a payload: time that grows by the cube shows there, by the square it does not yet hurt. */
const trialLength = 4096;
const budgetMilliseconds = 400;

/**
 * Compiles a pattern of policy configuration, case-insensitive and with Unicode classes. Patterns meet texts that anyone
 * may write, so those that could run away are refused: by their shape, then by trying them on long texts.
 *
 * @throws ConfigError
 */
export function compilePattern(key: string, pattern: string): RegExp {
  const refuse = (reason: string) => new ConfigError(key, `the pattern ${JSON.stringify(pattern)} ${reason}`);
  if (pattern === "") throw refuse("is empty");
  if (pattern.length > maxLength) throw new ConfigError(key, `a pattern takes at most ${maxLength} characters`);
  let regex: RegExp;
  try {
    regex = new RegExp(pattern, "iu");
  } catch (error) {
    throw refuse(`is not a regular expression: ${(error as Error).message.replace(/^.*: /, "")}`);
  }
  if (regex.test("")) throw refuse("matches everything, even the empty string");
  const shape = checkShape(pattern);
  if (shape) throw refuse(shape);
  if (!isFast(regex))
    throw refuse(`takes more than ${budgetMilliseconds} ms on a text of ${trialLength} characters; simplify it`);
  return regex;
}

/** A group being read: whether what it holds can match one text in several ways. */
interface Group {
  varies: boolean;
}

/** Why a pattern may need time that grows by powers of the text's length, or undefined. */
function checkShape(pattern: string): string | undefined {
  const open: Group[] = [{ varies: false }];
  /** The piece that a quantifier would repeat. */
  let last: Group = { varies: false };
  let at = 0;
  while (at < pattern.length) {
    const group = open.at(-1)!;
    const character = pattern[at]!;
    if (character === "\\") {
      if (/[1-9k]/.test(pattern[at + 1]!)) return "refers back to a group; write the text of the group instead";
      at += /^\\(?:[pPu]\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|c?.)/iu.exec(pattern.slice(at))![0].length;
      last = { varies: false };
    } else if (character === "[") {
      at += /^\[(?:\\.|[^\\\]])*\]/u.exec(pattern.slice(at))![0].length;
      last = { varies: false };
    } else if (character === "(") {
      open.push({ varies: false });
      at += /^\((?:\?(?::|<?[=!]|<\w+>))?/.exec(pattern.slice(at))![0].length;
    } else if (character === ")") {
      last = open.pop()!;
      at++;
      if (last.varies) open.at(-1)!.varies = true;
    } else if (character === "|") {
      group.varies = true;
      at++;
    } else {
      const quantifier = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(pattern.slice(at));
      if (!quantifier) {
        last = { varies: false };
        at++;
        continue;
      }
      const [text, least, comma, most] = quantifier;
      const repeats = text[0] === "?" ? 1 : text[0] === "{" ? Number(comma ? most || Infinity : least) : Infinity;
      if (repeats > 1 && last.varies) {
        return "repeats a group that itself repeats, has options or alternatives, which can take forever; flatten it";
      }
      if (text[0] !== "{" || comma) group.varies = true;
      at += text.length;
    }
  }
  return undefined;
}

/** Whether the pattern keeps to its time on texts made to keep it busy: its own characters over and over, then a stranger. */
function isFast(regex: RegExp): boolean {
  const literals = regex.source.match(/[\p{L}\p{N}]+/gu) ?? [];
  const seeds = new Set([...literals, ...literals.flatMap((each) => [...each]), "a", "0", " ", "-", "a ", "a.", "a0"]);
  const context = createContext({ regex, text: "" });
  const script = new Script("regex.test(text)");
  for (const seed of [...seeds].slice(0, 40)) {
    context.text = `${seed.repeat(Math.ceil(trialLength / seed.length))}\n\u0001`;
    try {
      script.runInContext(context, { timeout: budgetMilliseconds });
    } catch {
      return false;
    }
  }
  return true;
}
