/** What one run of the engine has shown so far: what rules over more than one resource remember. */
export class PolicyRun {
  /** Posts by broadcast. */
  readonly posts = new Map<string, number>();
  /** Tiers of the namespaces that the program declares, by namespace name; the name is "" where the engine chooses it. */
  readonly tiers = new Map<string, string>();
}
