import { compilePattern } from "../pattern";
import { ConfigError, defineRule } from "../rule";

export const bannedWords = defineRule({
  code: "NH301",
  name: "banned-words",
  group: "content",
  severity: "error",
  preset: "recommended",
  description: "Text that people read contains none of the words in the policy configuration.",
  prevents: "A code name or a slur ends up on every lock screen.",
  config: {
    words: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Words and phrases, found as whole words in any case, however they are spaced or disguised.",
    },
    patterns: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Regular expressions of RE2, in any case.",
    },
  },
  judge({ words, patterns }) {
    const banned = [
      ...words.map((word) => ({ name: word, regex: wordPattern(word), isAscii: isAscii(plainly(word)) })),
      ...patterns.map((pattern) => ({ name: pattern, regex: compilePattern("patterns", pattern), isAscii: false })),
    ];
    return (draft) => {
      if (banned.length === 0) return [];
      return draft.shownTexts.flatMap(({ keys, text }) => {
        const plain = plainly(text.slice(0, longestText));
        const folded = isAscii(plain) && !/[013457@$]/.test(plain) ? undefined : inAscii(plain);
        return banned
          .filter(({ regex, isAscii }) => regex.test(plain) || (isAscii && folded !== undefined && regex.test(folded)))
          .map(({ name }) => ({ keys, message: `contains ${JSON.stringify(name)}, which is banned` }));
      });
    };
  },
});

/** Only this much of a text is searched; no platform accepts more. */
const longestText = 6144;

/** The text as a reader sees it: compatibility forms (full-width letters, ligatures) folded, invisible characters dropped. */
const plainly = (text: string): string => text.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text);

/** What a word can be disguised with: look-alike letters, digits and signs in place of letters, accents. */
const inAscii = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\u0020-\u007f]|(?<=\p{L})[013457@$]|[013457@$](?=\p{L})/gu, (letter) => lookalikes[letter] ?? letter);

const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ["aаαɑ@4", "a"],
    ["bЬв", "b"],
    ["cсϲ", "c"],
    ["dԁ", "d"],
    ["eеєεё3", "e"],
    ["gɡ", "g"],
    ["hһн", "h"],
    ["iіιı1", "i"],
    ["jјϳ", "j"],
    ["kкκ", "k"],
    ["lӏ", "l"],
    ["mм", "m"],
    ["nпη", "n"],
    ["oоοσø0", "o"],
    ["pрρ", "p"],
    ["qԛ", "q"],
    ["rгѓ", "r"],
    ["sѕ5$", "s"],
    ["tтτ7", "t"],
    ["uυцս", "u"],
    ["vνѵ", "v"],
    ["wԝѡω", "w"],
    ["xхχ", "x"],
    ["yуүγ", "y"],
    ["zᴢ", "z"],
  ].flatMap(([from, to]) =>
    [...from!].flatMap((each) => [
      [each, to!],
      [each.toUpperCase(), to!],
    ]),
  ),
);

function wordPattern(word: string): RegExp {
  const parts = plainly(word).split(/\s+/).filter(Boolean);
  if (parts.length === 0) throw new ConfigError("words", "contains an empty word; remove it");
  const body = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("\\s{1,9}");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${body}(?![\\p{L}\\p{N}_])`, "iu");
}
