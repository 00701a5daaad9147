import os from "node:os";

/** With a pattern of tests only those run. */
const chosen = process.argv.some((argument) => /^(-g|--grep|-f|--fgrep)\b/.test(argument));

/** What has not begun yet. */
const waiting = new Set<() => Promise<unknown>>();

/** Each up has a stack of its own, and waits for processes to start about as long as it works. */
const lanes = Math.max(1, Math.min(4, os.availableParallelism()));

/** Begins something long before its test comes, beside what other tests do; its own test says what went wrong. */
export function ahead<T>(play: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    waiting.delete(begin);
    running ??= play();
    running.catch(() => {});
    return running;
  };
  waiting.add(begin);
  return begin;
}

async function lane(): Promise<void> {
  for (const begin of waiting) await begin().catch(() => {});
}

before(() => {
  if (!chosen) for (let number = 0; number < lanes; number++) void lane();
});
