/** Loaded on first use: zod takes longer to load than everything else the emulator needs. */
export function loadControlSchemas(): typeof import("./controlSchema") {
  return require("./controlSchema");
}
