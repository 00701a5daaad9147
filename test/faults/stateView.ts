/** What the state of a stack says of posts, in one shape for every subject. Only generations that are in force are in it. */
export interface StateView {
  /** What is declared in the state, and the name by which it knows each post. */
  declared: {
    urn: string;
    text: string;
    revision: number;
    announcement?: string;
    schedule?: string;
    test: boolean;
    digests: Record<string, string>;
    /** The digest of a record that counts, by the digest for which it does. */
    countsAs?: Record<string, string>;
  }[];
  records: RecordView[];
  doubts: DoubtView[];
  /** Posts that a run was about to make, answered or not. */
  arms: ArmView[];
}

export interface RecordView {
  /** URN of the broadcast that holds it. */
  urn: string;
  digest: string;
  platform: string;
  state: "sent" | "scheduled" | "due" | "canceled" | "not-sent";
  /** Host and name of the hub. */
  hub?: string;
  notificationId?: string;
  run?: string;
  /** Posted by somebody else. */
  foreign: boolean;
}

export interface DoubtView {
  urn: string;
  digest: string;
  run: string;
  /** ISO, UTC. */
  until?: string;
  /** Notification whose cancel is in doubt. */
  pending?: string;
}

export interface ArmView {
  urn: string;
  digest: string;
  run: string;
  until?: string;
}

/** The key by which people name a doubt. */
export const keyOf = ({ digest, run }: { digest: string; run: string }): string => `${digest}@${run}`;

/** What a person said of doubts. */
export type Resolutions = Record<string, "sent" | "not-sent">;
