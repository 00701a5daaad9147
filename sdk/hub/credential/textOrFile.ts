import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const said = z.union([z.string().min(1), z.strictObject({ file: z.string().min(1) })], {
  error: "must be a non-empty string, or { file: PATH }",
});

/** The bytes of a string or file, and the path if it is a file. */
interface Content {
  bytes: Buffer;
  path?: string;
}

/** A string, or `{ file }`, which is read at once. */
export const textOrFile = said.transform((value, context): Content => {
  if (typeof value === "string") return { bytes: Buffer.from(value) };
  const path = resolve(value.file);
  try {
    return { bytes: readFileSync(path), path };
  } catch (error) {
    context.addIssue({
      code: "custom",
      message: `names ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code}); correct the path, which is relative to the program's folder`,
    });
    return z.NEVER;
  }
});
