import { getEngine } from "./engine.mjs";

try {
  console.log(`Pulumi engine: ${await getEngine((line) => console.log(line))}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
