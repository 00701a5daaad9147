/** Finds the most similar word, if one is similar enough to be what was meant. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  // A word of 4 letters may have 1 wrong, one of 6 letters 2, one of 9 letters 3.
  const most = Math.min(3, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = most + 1;
  for (const each of words) {
    if (Math.abs(each.length - word.length) >= least) continue;
    const steps = distance(each.toLowerCase(), word.toLowerCase());
    if (steps < least) [best, least] = [each, steps];
  }
  return best;
}

/** Edits that make one word of another (Levenshtein), two letters in the wrong order being one. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const steps = [next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (same ? 0 : 1)];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps.push(before[j - 2]! + 1);
      next.push(Math.min(...steps));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
