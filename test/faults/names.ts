import { type Declared, identityOf } from "./declared";
import { type StackName, urnOf } from "./place";
import { type Program, placesOf } from "./program";
import type { StateView } from "./stateView";

/** The names by which states know posts, learned from what the states themselves say of each broadcast. */
export class Names {
  readonly #digests = new Map<string, Set<string>>();
  readonly #identities = new Map<string, Set<string>>();

  /** Learns from a state what the present program declares in it; returns names that contradict others. */
  learn(view: StateView, program: Program, stack: StackName): string[] {
    const contradictions: string[] = [];
    for (const declared of program.broadcasts) {
      const urns = new Set(placesOf(declared).map((place) => urnOf(stack, place)));
      for (const held of view.declared) {
        if (!urns.has(held.urn) || !saysTheSame(held, declared)) continue;
        for (const [platform, digest] of Object.entries(held.digests)) {
          const identity = identityOf(declared, platform);
          const isNew = !this.digestsOf(identity).includes(digest);
          add(this.#digests, identity, digest);
          if (declared.onRevision) add(this.#digests, identityOf({ ...declared, onRevision: false }, platform), digest);
          add(this.#identities, digest, identity);
          if (!isNew) continue;
          const identities = this.identitiesOf(digest);
          if (identities.length > 1) contradictions.push(`${digest} names ${identities.join(" and ")}`);
          const digests = this.digestsOf(identity);
          if (digests.length > 1 && !declared.onRevision)
            contradictions.push(`${identity} is named ${digests.join(" and ")}`);
        }
      }
    }
    return contradictions;
  }

  digestsOf(identity: string): string[] {
    return [...(this.#digests.get(identity) ?? [])];
  }

  identitiesOf(digest: string): string[] {
    return [...(this.#identities.get(digest) ?? [])];
  }

  get identities(): string[] {
    return [...this.#digests.keys()];
  }
}

const saysTheSame = (held: StateView["declared"][number], { text, revision, announcement, test }: Declared): boolean =>
  held.text === text && held.revision === revision && held.announcement === announcement && held.test === test;

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}
