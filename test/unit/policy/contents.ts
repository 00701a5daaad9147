import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./repository";

const read = (name: string) => JSON.parse(readFileSync(path.join(root, "test/corpus/content", name), "utf8"));

/** A text that is sent, and the group by which it is counted. */
export interface Sample {
  group: string;
  text: string;
}

const groupsOf = (groups: Record<string, string[]>): Sample[] =>
  Object.entries(groups).flatMap(([group, texts]) => texts.map((text) => ({ group, text })));

/** Titles and bodies with nothing wrong, by language. */
export const goodTexts = (): Sample[] => groupsOf(read("good.json").texts);

/** Texts with personal data, by kind. */
export const personalTexts = (): Sample[] => groupsOf(read("personal.json").texts);

/** Texts with secrets, by vendor; the random part is another one for each seed. */
export function secretTexts(seed = 1): Sample[] {
  const random = generator(seed);
  return (read("secrets.json").secrets as { group: string; parts: string[] }[]).map(({ group, parts }) => ({
    group,
    text: parts
      .map((part) => part.replace(/\{([a-zA-Z])(\d+)\}/g, (_, kind, count) => randomText(kind, Number(count), random)))
      .join(""),
  }));
}

const digits = "0123456789";
const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const alphabets: Readonly<Record<string, string>> = {
  d: digits,
  h: `${digits}abcdef`,
  l: lower,
  U: upper + digits,
  a: lower + upper + digits,
  w: `${lower}${upper}${digits}-_`,
};

function randomText(kind: string, count: number, random: () => number): string {
  const alphabet = alphabets[kind]!;
  return Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
