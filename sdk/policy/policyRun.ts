/** What has been seen so far in one run of the engine, for rules about more than one resource. */
export class PolicyRun {
  /** The number of posts of each broadcast, by its id. */
  readonly posts = new Map<string, number>();
  /** Tiers of the namespaces that the program declares, by namespace name ("" if the engine chooses the name). */
  readonly tiers = new Map<string, string>();
  /** The kind of Apple credential of each hub that the program declares, by hub name ("" if the engine chooses the name). */
  readonly appleCredentials = new Map<string, "token" | "certificate">();
}
