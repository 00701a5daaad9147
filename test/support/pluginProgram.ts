import path from "node:path";
import { base } from "./broadcastProgram";
import { engineBinary, root } from "./engine";

/** Lets the engine find the plugin on PATH, as an installed one. */
export async function pluginEnv(): Promise<{ PATH: string }> {
  const folders = [path.dirname(await engineBinary()), path.join(root, "plugin"), path.join(root, "node_modules/.bin")];
  return { PATH: [...folders, process.env.PATH].join(path.delimiter) };
}

/** A program that knows the broadcast by its type alone, as a generated SDK does. */
export const pluginProgram = (args: string = base, { name = "news", opts = "{}" } = {}): string => `
const pulumi = require("@pulumi/pulumi");
const outputs = { status: undefined, sends: undefined };
const news = new pulumi.ComponentResource("broadcast:index:Broadcast", ${JSON.stringify(name)}, { ...outputs, ...${args} }, ${opts}, true);
exports.status = news.status;
`;
