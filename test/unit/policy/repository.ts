import path from "node:path";

/** The repository, wherever the tests were compiled to. */
export const root = path.dirname(require.resolve("pulumi-broadcast/package.json"));
