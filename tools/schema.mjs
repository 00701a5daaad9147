// Writes plugin/schema.json, from which the packages of other languages are generated.

import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { packageSchema } = require("../dist/plugin/schema.js");
const { version } = require("../package.json");
await writeFile(
  new URL("../plugin/schema.json", import.meta.url),
  `${JSON.stringify(packageSchema(version), null, 2)}\n`,
);
