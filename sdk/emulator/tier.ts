import type { EmulatorTier, Hub } from "./hub";
import { Refusal } from "./reply";

const order: EmulatorTier[] = ["free", "basic", "standard"];

/** 403 when the namespace's tier is below the one a feature begins with. */
export function requireTier(hub: Hub, tier: EmulatorTier, feature: string): void {
  if (order.indexOf(hub.tier) >= order.indexOf(tier)) return;
  throw new Refusal(403, `${feature} is not available for your tier, it needs ${tier}`);
}
