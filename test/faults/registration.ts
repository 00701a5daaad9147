import type { Props } from "./checkpoint";

/** A resource as a program registers it. */
export interface Registration {
  urn: string;
  type: string;
  /** URNs that it had before. */
  aliases: string[];
  /** Asked when what it depends on is done; undefined when that is not there. */
  inputs(outputsOf: (urn: string) => Props | undefined): Props | undefined;
  /** The input that is made from outputs of the resource before it in its chain. */
  derived?: string;
  /** What a policy makes of the checked inputs. */
  remediate?(inputs: Props): Props;
}

/** Resources that depend on each other in order; chains run side by side. */
export interface Chain {
  /** URN of the component around them. */
  urn: string;
  /** URNs of the chains that it depends on. */
  after: string[];
  registrations: Registration[];
  /** Whether it waits for its turn at the gate, and enters last; asked once everything that it depends on is there. */
  entry?(): Promise<{ last: boolean } | undefined>;
}
