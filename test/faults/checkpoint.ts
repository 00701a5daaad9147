export type Props = Record<string, any>;

/** A resource as the engine stores it. */
export interface Held {
  urn: string;
  type: string;
  id: string;
  inputs: Props;
  outputs: Props;
  /** Why its last create or update was only partly done. */
  initErrors: string[];
  /** A replaced generation that is still to be deleted: the stack's own programs do not see it. */
  delete: boolean;
  /** The next up makes it anew. */
  taint?: boolean;
  /** It is deleted already, and its replacement is not made yet. */
  pendingReplacement?: boolean;
}

export interface Pending {
  operation: string;
  urn: string;
}

export interface Recorded {
  resources: Held[];
  pending: Pending[];
}

/** The stack's checkpoint as a file backend keeps it: one text, written whole. */
export class Checkpoint {
  text = JSON.stringify({ resources: [], pending: [] } satisfies Recorded);
  /** What it was after each run, the latest last. */
  readonly #kept: string[] = [];
  #failing = 0;

  read(): Recorded {
    return JSON.parse(this.text);
  }

  /** @throws while the disk is full. */
  write(recorded: Recorded): void {
    if (this.#failing > 0) {
      this.#failing--;
      throw new Error("the checkpoint could not be written: no space left on device");
    }
    this.text = JSON.stringify(recorded);
  }

  /** Remembers the present text as that of a finished run. */
  keep(): void {
    this.#kept.push(this.text);
  }

  /** Becomes what it was before the last run. */
  restore(): void {
    this.text = this.#kept.at(-2) ?? this.text;
  }

  taint(urn: string): void {
    const recorded = this.read();
    for (const held of recorded.resources) if (held.urn === urn && !held.delete) held.taint = true;
    this.write(recorded);
  }

  /** The next writes fail. */
  fill(writes: number): void {
    this.#failing = writes;
  }

  free(): void {
    this.#failing = 0;
  }
}
