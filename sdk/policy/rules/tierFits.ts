import { isRecord } from "../../../provider/message/isRecord";
import { isUnknown } from "../../../provider/message/unknown";
import type { BroadcastDraft } from "../broadcastDraft";
import { defineRule } from "../rule";

export const tierFits = defineRule({
  code: "NH507",
  name: "tier-fits",
  group: "operations",
  severity: "error",
  preset: "recommended",
  description: "The hub's tier supports what the broadcast uses: schedules and telemetry need Standard.",
  prevents: "The hub refuses the schedule, or the outcome stays unknown.",
  config: {
    tier: {
      type: "string",
      enum: ["free", "basic", "standard"],
      description: "Tier of the namespace. Absent: that of the namespace in the same program, if there is one.",
    },
    telemetry: { type: "boolean", default: false, description: "Whether outcomes must be readable after a send." },
  },
  judge:
    ({ tier: configured, telemetry }) =>
    (draft) => {
      const tier = configured ?? tierOf(draft);
      if (tier === undefined || tier === "standard") return [];
      const scheduled = draft.declaration.schedule !== undefined;
      return [
        ...(scheduled ? [{ keys: ["schedule"], message: `needs the Standard tier, but the hub is ${tier}` }] : []),
        ...(telemetry ? [{ keys: [], message: `needs the Standard tier for telemetry, but the hub is ${tier}` }] : []),
      ];
    },
  observe(run, type, properties) {
    if (!/^azure-native:notificationhubs(\/\w+)?:Namespace$/.test(type)) return;
    const { namespaceName, sku } = properties();
    if (!isRecord(sku) || typeof sku.name !== "string" || isUnknown(sku.name)) return;
    const name = typeof namespaceName === "string" && !isUnknown(namespaceName) ? namespaceName.toLowerCase() : "";
    run.tiers.set(name, sku.name.toLowerCase());
  },
});

/** The tier of the draft's namespace, or of the only namespace in the program. */
function tierOf(draft: BroadcastDraft): string | undefined {
  const { tiers } = draft.run;
  const to = draft.value("to");
  const named = typeof to === "string" ? tiers.get(to.split(".")[0]!.toLowerCase()) : undefined;
  return named ?? (tiers.size === 1 ? [...tiers.values()][0] : undefined);
}
