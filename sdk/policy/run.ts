import { valueAt } from "./paths";
import type { Edit } from "./rule";

/** What one run of the engine has shown so far: what rules over more than one resource remember. */
export class Run {
  /** Posts by broadcast. */
  readonly posts = new Map<string, number>();
  /** Tiers of the namespaces that the program declares, by namespace name; the name is "" where the engine chooses it. */
  readonly tiers = new Map<string, string>();
  readonly #edits = new Map<string, readonly Edit[]>();

  /** Takes note of what a rule's remediation sets in an Announcement, for its Delivery. */
  remember(rule: string, deliveryUrn: string, edits: readonly Edit[]): void {
    this.#edits.set(`${rule} ${deliveryUrn}`, edits);
  }

  /**
   * What the same remediation has to set in the Delivery: it is handed the arguments that the program gave, so that a
   * property which the remediation added is missing there, and its digests would be others.
   */
  editsFor(rule: string, deliveryUrn: string, properties: Record<string, unknown>): Edit[] {
    return (this.#edits.get(`${rule} ${deliveryUrn}`) ?? [])
      .map(({ keys, value }) => ({ keys: ["announced", ...keys], value }))
      .filter(({ keys, value }) => valueAt(properties, keys) !== value);
  }
}
