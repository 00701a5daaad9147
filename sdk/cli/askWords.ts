import type { Word } from "./words";

/** A question about one doubt. */
export interface Question {
  key: string;
  /** Lines that describe the doubt. */
  text: string;
}

/**
 * Asks about each doubt. A question that is skipped has no answer; the result is `undefined` after Ctrl-C or the end of the input.
 */
export async function askWords(
  questions: readonly Question[],
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Record<string, Word> | undefined> {
  const { createInterface } = require("node:readline/promises") as typeof import("node:readline/promises");
  const prompt = createInterface({ input, output });
  const left = new AbortController();
  prompt.once("close", () => left.abort());
  const words: Record<string, Word> = {};
  try {
    for (const { key, text } of questions) {
      output.write(text);
      const word = await answerOf(() => prompt.question("  sent, not-sent or skip? ", { signal: left.signal }));
      if (word !== undefined) words[key] = word;
    }
    return words;
  } catch (error) {
    if (left.signal.aborted) return undefined;
    throw error;
  } finally {
    prompt.close();
  }
}

async function answerOf(ask: () => Promise<string>): Promise<Word | undefined> {
  const answer = (await ask()).trim().toLowerCase();
  if (answer === "sent" || answer === "not-sent") return answer;
  return answer === "skip" || answer === "" ? undefined : answerOf(ask);
}
