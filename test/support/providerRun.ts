import { createProvider, type Provider } from "../../provider/broadcast/index";
import { Settings } from "../../provider/broadcast/settings";
import type { Remembered } from "../../provider/journal/memory";
import { withHub } from "../../provider/journal/record";

/** What a stack stores of one broadcast between runs. */
export interface Checkpoint {
  announcement?: { id: string; outs: any };
  delivery?: { id: string; outs: any; initErrors?: boolean };
}

export interface Hub {
  connectionString: string;
  hub: string;
}

/** One engine run against the provider's own functions, as the engine calls them: a fresh provider, the stack's memory, then check, diff and create or update. */
export class ProviderRun {
  readonly said: string[] = [];
  readonly provider: Provider;

  constructor(config: Record<string, string>, now: () => number = Date.now) {
    this.provider = createProvider({
      now,
      settings: new Settings((key) => config[key], {}),
      say: (line) => this.said.push(line),
    });
  }

  /** Declares one broadcast; the checkpoint is changed as the engine would change it. Returns what failed, or nothing. */
  async up(
    checkpoint: Checkpoint,
    args: object,
    name = "news",
    remediate: (inputs: any) => any = (inputs) => inputs,
    resources: Remembered[] = memoryOf(checkpoint, name),
  ): Promise<string | undefined> {
    const known = JSON.stringify({ scope: "releases/dev", resources });
    const { hub, ...declared } = args as { hub?: unknown };
    const checked = await this.provider.check({}, { schema: 1, name, known, ...declared });
    if (checked.failures) return checked.failures.map(({ reason }) => reason).join("\n");
    const failed = await this.apply(checkpoint, "announcement", remediate(checked.inputs!));
    if (failed) return failed;
    const { armed, also, declaredAs, ...outs } = checkpoint.announcement!.outs;
    const handed = Object.fromEntries(Object.keys(declared).map((key) => [key, outs[key]]));
    const next = await this.provider.check(
      {},
      {
        schema: 1,
        known,
        ...(hub === undefined ? {} : { hub }),
        announced: { name, ...handed, also, declaredAs, armed },
      },
    );
    if (next.failures) return next.failures.map(({ reason }) => reason).join("\n");
    return await this.apply(checkpoint, "delivery", next.inputs!);
  }

  private async apply(
    checkpoint: Checkpoint,
    kind: "announcement" | "delivery",
    inputs: any,
  ): Promise<string | undefined> {
    const old = checkpoint[kind];
    try {
      if (!old) checkpoint[kind] = await this.provider.create(inputs);
      else {
        const { changes } = await this.provider.diff(old.id, old.outs, inputs);
        const again = kind === "delivery" && checkpoint.delivery?.initErrors;
        if (changes || again)
          checkpoint[kind] = { id: old.id, ...(await this.provider.update(old.id, old.outs, inputs)) };
      }
      return undefined;
    } catch (error) {
      const { id, properties, message } = error as Error & { id?: string; properties?: any };
      if (id) checkpoint[kind] = { id, outs: JSON.parse(JSON.stringify(properties)), initErrors: true } as any;
      return message;
    }
  }
}

export function memoryOf(checkpoint: Checkpoint, name = "news"): Remembered[] {
  const { announcement, delivery } = checkpoint;
  return [
    ...(announcement
      ? [
          {
            name,
            armed: announcement.outs.armed,
            ledger: announcement.outs.ledger,
            madeFrom: announcement.outs.madeFrom,
            postedAs: announcement.outs.postedAs,
          },
        ]
      : []),
    ...(delivery
      ? [
          {
            name,
            sends: withHub(delivery.outs.sends, delivery.outs.at),
            history: withHub(delivery.outs.history, delivery.outs.at),
            doubts: delivery.outs.doubts,
          },
        ]
      : []),
  ];
}
