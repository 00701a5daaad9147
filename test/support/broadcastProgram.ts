/** A program text with broadcasts: arguments as JavaScript, so that rows of a table read as what a user writes. */
export interface ProgramOptions {
  name?: string;
  opts?: string;
  /** Lines before the broadcast. */
  before?: string;
  /** Lines after it. */
  after?: string;
}

export const base = `{
  message: { title: "News", body: "A" },
  platforms: ["apple", "fcmv1"],
  audience: { tags: ["t"] },
}`;

/** The base arguments with some fields replaced or added. */
export const withArgs = (fields: string): string => `{ ...${base}, ${fields} }`;

export function program(
  args: string = base,
  { name = "news", opts = "{}", before = "", after = "" }: ProgramOptions = {},
): string {
  return `
const pulumi = require("@pulumi/pulumi");
const { Broadcast } = require("pulumi-broadcast");
${before}
const news = new Broadcast(${JSON.stringify(name)}, ${args}, ${opts});
exports.status = news.status;
${after}
`;
}

export const urn = (type: "Announcement" | "Delivery", name = "news"): string =>
  `urn:pulumi:dev::releases::broadcast:index:Broadcast$pulumi-nodejs:dynamic/broadcast:${type}::${name}`;
