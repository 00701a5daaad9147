import { BroadcastDraft } from "../../../sdk/policy/broadcastDraft";
import { judge, sentence } from "../../../sdk/policy/judge";
import { activate } from "../../../sdk/policy/policyConfig";
import type { PolicyRun } from "../../../sdk/policy/policyRun";

/** Noon in UTC on a Wednesday. */
export const noon = Date.parse("2026-11-25T12:00:00Z");

/** A declaration to which no rule of any preset objects. */
export const happy = {
  schema: 1,
  name: "v2-4-0",
  message: { title: "2.4.0 is here", body: "Dark mode, at last", link: "https://contoso.com/2.4.0" },
  platforms: ["apple", "fcmv1"],
  audience: { tags: ["release"] },
  announcement: "release-2.4.0",
  notAfter: "2026-12-08T00:00:00Z",
};

export interface Circumstances {
  now?: number;
  stack?: string;
  immediate?: boolean;
  run?: PolicyRun;
  id?: string;
}

export function aDraft(changes: Record<string, unknown> = {}, circumstances: Circumstances = {}): BroadcastDraft {
  const { now = noon, stack = "production", immediate = true, run, id } = circumstances;
  return new BroadcastDraft({ ...happy, ...changes }, { name: "v2-4-0", now, stack, immediate, run, id });
}

/** What one rule, and no other, says of a draft: each violation as the sentence that people read. */
export function said(rule: string, draft: BroadcastDraft, config: Record<string, unknown> = {}): string[] {
  const active = activate("all", { all: "disabled", [rule]: { enforcementLevel: "mandatory", ...config } });
  return judge(active, draft).map(sentence);
}
