/** What one run of the engine has shown so far: what rules over more than one resource remember. */
export class PolicyRun {
  /** Posts by broadcast. */
  readonly posts = new Map<string, number>();
  /** Tiers of the namespaces that the program declares, by namespace name; the name is "" where the engine chooses it. */
  readonly tiers = new Map<string, string>();
  /** What the hubs that the program declares have for Apple, by hub name; the name is "" where the engine chooses it. */
  readonly appleCredentials = new Map<string, "token" | "certificate">();
}
