import { equal } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Compares a text with the file that is kept for it; UPDATE_GOLDEN=1 rewrites the file, for a person to review. */
export function matchesGolden(file: string, text: string): void {
  const path = join(process.cwd(), "test/unit/message/golden", file);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  equal(text, readFileSync(path, "utf8"));
}
