import { compilePattern } from "../pattern";
import { ConfigError, defineRule } from "../rule";

export const bannedWords = defineRule({
  code: "NH301",
  name: "banned-words",
  group: "content",
  severity: "error",
  preset: "recommended",
  description: "Text that people read holds none of the words of the policy configuration.",
  prevents: "A code name or a slur is on every lock screen.",
  config: {
    words: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Words and phrases, found as whole words in any case, however they are spaced.",
    },
    patterns: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Regular expressions, in any case; those that can run away are refused.",
    },
  },
  judge({ words, patterns }) {
    const banned = [
      ...words.map((word) => ({ name: word, regex: wordPattern(word) })),
      ...patterns.map((pattern) => ({ name: pattern, regex: compilePattern("patterns", pattern) })),
    ];
    return (draft) => {
      if (banned.length === 0) return [];
      return draft.shownTexts.flatMap(({ keys, text }) => {
        const plain = plainly(text.slice(0, longestText));
        return banned
          .filter(({ regex }) => regex.test(plain))
          .map(({ name }) => ({ keys, message: `holds ${JSON.stringify(name)}, which must not be said` }));
      });
    };
  },
});

/** No platform takes a longer one. */
const longestText = 6144;

/** Compatibility forms folded (fullwidth letters, ligatures) and invisible characters dropped: what a reader sees. */
const plainly = (text: string): string => text.normalize("NFKC").replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "");

function wordPattern(word: string): RegExp {
  const parts = plainly(word).split(/\s+/).filter(Boolean);
  if (parts.length === 0) throw new ConfigError("words", "holds an empty word; remove it");
  const body = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("\\s{1,9}");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${body}(?![\\p{L}\\p{N}_])`, "iu");
}
