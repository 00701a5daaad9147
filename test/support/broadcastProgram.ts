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

/** The base arguments with another text, and with further fields. */
export const saying = (text: string, fields = ""): string =>
  withArgs(`message: { title: "News", body: ${JSON.stringify(text)} }, ${fields}`);

/** A program of these lines. */
export const programOf = (...lines: string[]): string => `
const pulumi = require("@pulumi/pulumi");
const { Broadcast } = require("pulumi-broadcast");
${lines.filter(Boolean).join("\n")}
`;

export const program = (
  args: string = base,
  { name = "news", opts = "{}", before = "", after = "" }: ProgramOptions = {},
): string =>
  programOf(
    before,
    `const news = new Broadcast(${JSON.stringify(name)}, ${args}, ${opts});`,
    "exports.status = news.status;",
    after,
  );

/** `count` broadcasts that have nothing to do with each other, each to two platforms. */
export const manyBroadcasts = (count: number): string =>
  programOf(
    `for (let i = 0; i < ${count}; i++) new Broadcast("b" + i, ${withArgs(
      'message: { title: "News", body: "text " + i }, audience: { tags: ["t" + i] }',
    )});`,
  );

/** URN of a broadcast's child. */
export const urn = (type: "Announcement" | "Delivery", name = "news"): string =>
  `urn:pulumi:dev::releases::broadcast:index:Broadcast$pulumi-nodejs:dynamic/broadcast:${type}::${name}`;
