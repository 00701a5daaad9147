import { Settings } from "../../provider/broadcast/settings";
import { messageOf } from "../../provider/client/thrown";
import type { Resolutions } from "../../provider/journal/memory";
import { pulumi } from "./pulumi";

/** The answer to a doubt. */
export type Word = "sent" | "not-sent";

export const isWord = (text: string | undefined): text is Word => text === "sent" || text === "not-sent";

const key = "broadcast:resolve";

/** The answers in the stack's configuration, by `digest@run`. */
export async function readWords(stack?: string): Promise<Resolutions> {
  const text = await pulumi(["config", "get", key], stack).catch((error: Error) => {
    // Any other error may hide existing answers, which a write would lose.
    if (/configuration key .* not found/.test(error.message)) return "";
    throw error;
  });
  try {
    return new Settings((each) => (each === key ? text.trim() : undefined), {}).resolutions;
  } catch (error) {
    throw new Error(`${messageOf(error)}; correct it, or remove it with \`pulumi config rm ${key}\`.`);
  }
}

/** Adds answers to the stack's configuration in one write. */
export async function addWords(words: Resolutions, stack?: string): Promise<Resolutions> {
  const all = { ...(await readWords(stack)), ...words };
  await pulumi(["config", "set", key, JSON.stringify(all)], stack);
  return all;
}
