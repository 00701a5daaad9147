import type { TagExpression } from "./tagExpressionTree";

/** Whom a send is for. */
export type Audience =
  | { kind: "everyone" }
  | { kind: "tags"; expression: TagExpression }
  | { kind: "handles"; handles: string[] };
