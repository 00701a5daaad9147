/** One broadcast of the program under test. Its tag is its own, so that the hub's view of a send leads back to it. */
export interface Declared {
  /** 0 or 1; the second one has an `announcement` of its own. */
  slot: number;
  name: string;
  /** Earlier names that the present one is an alias of. */
  aliases: string[];
  text: string;
  revision: number;
  platforms: Platform[];
}

export const platforms = ["apple", "fcmv1", "windows"] as const;
export type Platform = (typeof platforms)[number];

/** How the program changes before a command runs. `of` picks the broadcast, `to` one of the earlier texts. */
export type Change =
  | { kind: "edit"; of: number }
  | { kind: "revert"; of: number; to: number }
  | { kind: "raise revision"; of: number }
  | { kind: "add or remove a platform"; of: number; platform: Platform }
  | { kind: "rename"; of: number; alias: boolean }
  /** A policy pack comes or goes that rewrites the title of what is still to be sent. */
  | { kind: "policy on or off"; of: number };

/** The program as it is edited over a sequence. */
export class Program {
  readonly broadcasts: Declared[];
  /** Whether a remediating policy is in force. */
  policy = false;
  readonly #texts: string[][];
  #names = 0;

  constructor(count: number) {
    this.broadcasts = Array.from({ length: count }, (_, slot) => ({
      slot,
      name: `news${slot}`,
      aliases: [],
      text: `text-${slot}-1.`,
      revision: 1,
      platforms: ["apple", "fcmv1"],
    }));
    this.#texts = this.broadcasts.map(({ text }) => [text]);
  }

  apply(change: Change): void {
    const declared = this.broadcasts[change.of % this.broadcasts.length]!;
    const texts = this.#texts[declared.slot]!;
    switch (change.kind) {
      case "edit":
        declared.text = `text-${declared.slot}-${texts.length + 1}.`;
        texts.push(declared.text);
        return;
      case "revert":
        declared.text = texts[change.to % texts.length]!;
        return;
      case "raise revision":
        declared.revision++;
        return;
      case "add or remove a platform": {
        const without = declared.platforms.filter((platform) => platform !== change.platform);
        if (without.length === 0) return;
        declared.platforms = without.length < declared.platforms.length ? without : [...without, change.platform];
        return;
      }
      case "rename":
        declared.aliases = change.alias ? [...declared.aliases, declared.name] : [];
        declared.name = `news${declared.slot}-${++this.#names}`;
        return;
      case "policy on or off":
        this.policy = !this.policy;
    }
  }
}

/** The arguments of a broadcast, as a person writes them. */
export const argsOf = ({ slot, text, revision, platforms }: Declared) => ({
  message: { title: "News", body: text },
  platforms,
  audience: { tags: [tagOf(slot)] },
  ...(slot === 0 ? {} : { announcement: `announcement-${slot}` }),
  ...(revision === 1 ? {} : { revision }),
});

export const tagOf = (slot: number): string => `slot-${slot}`;

/** What makes one post: the same key must be accepted once. */
export const identityOf = ({ slot, text, revision }: Declared, platform: string): string =>
  `${tagOf(slot)} ${platform} ${text} revision ${revision}`;
