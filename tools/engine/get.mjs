import { getEngine, getLanguageHost } from "./engine.mjs";

try {
  const say = (line) => console.log(line);
  console.log(`Pulumi engine: ${await getEngine(say)}`);
  console.log(`YAML host: ${await getLanguageHost("yaml", say)}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
