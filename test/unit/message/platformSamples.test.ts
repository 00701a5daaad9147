import { deepEqual, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPayload } from "../../../provider/message/checkPayload";

interface Sample {
  body: unknown;
  headers?: Record<string, string>;
}

/** Payloads in the shapes of the platforms' own documents, which each file names, and such with one fault. */
interface Samples {
  sources: string[];
  good: Sample[];
  bad: (Sample & { finds: string })[];
}

const folder = join(process.cwd(), "test/corpus/platforms");

for (const file of readdirSync(folder)) {
  const format = file.replace(".json", "");
  const { good, bad } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Samples;
  const named = ({ body, headers }: Sample) => `${JSON.stringify(body)}${headers ? JSON.stringify(headers) : ""}`;

  describe(`a payload for ${format}`, () => {
    for (const sample of good) {
      it(`is good as its platform documents it: ${named(sample)}`, () =>
        deepEqual(checkPayload({ format, ...sample }), []));
    }
    for (const { finds, ...sample } of bad) {
      it(`is found out by ${finds}: ${named(sample)}`, () => {
        const found = checkPayload({ format, ...sample });
        ok(
          found.some(({ code }) => code === finds),
          JSON.stringify(found),
        );
      });
    }
  });
}
