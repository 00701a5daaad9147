import * as pulumi from "@pulumi/pulumi";
import { quietly, Settings } from "../provider/broadcast/settings";

/** What the plan shows of a broadcast. */
export interface Planned {
  /** Left out where a part of it is a secret or not known yet. */
  card?: string;
  /** How many posts, when, and to whom. */
  line: string;
  posts: number;
  scheduled: boolean;
}

/** Most broadcasts whose cards are shown without being asked for. */
const mostCards = 5;

/** Most lines that are on a terminal together with the question below them. */
const linesOnScreen = 17;

/**
 * The plan of one run: what all of its broadcasts post, said once, in the order in which they were declared. A program that waits for a
 * result before it declares more gets a plan for each part.
 */
export class RunPlan {
  #open = 0;
  #declared = 0;
  /** Not yet said, by order of declaration. */
  readonly #planned = new Map<number, Planned>();
  readonly #said: Planned[] = [];

  /** `whenQuiet` calls back when whoever is at work has had a chance to declare more. */
  constructor(
    private readonly full: () => boolean,
    private readonly say: (text: string) => void,
    private readonly whenQuiet: (then: () => void) => void,
  ) {}

  /** Takes the place of a broadcast; the function returned fills it, with nothing when the plan is silent about it. */
  takePlace(): (planned?: Planned) => void {
    const place = this.#declared++;
    this.#open++;
    return (planned) => {
      this.#open--;
      if (planned) this.#planned.set(place, planned);
      if (this.#open === 0 && this.#planned.size > 0) this.whenQuiet(() => this.#sayAll());
    };
  }

  #sayAll(): void {
    if (this.#open > 0 || this.#planned.size === 0) return;
    const planned = [...this.#planned].sort(([a], [b]) => a - b).map(([, each]) => each);
    this.#planned.clear();
    this.#said.push(...planned);
    const text = planText(planned, this.#said, this.full());
    // The engine shows an earlier part right above.
    this.say(planned.length < this.#said.length ? `\n${text}` : text);
  }
}

/** The plan as text; `all` is what the last line counts. */
function planText(planned: readonly Planned[], all: readonly Planned[], full: boolean): string {
  const { wrapped } = require("./card/cardScreen") as typeof import("./card/cardScreen");
  const cards = planned.flatMap(({ card }) => card ?? []);
  const lines = planned.flatMap(({ line }) =>
    wrapped(line, 76).map((part, index) => (index === 0 ? part : `  ${part}`)),
  );
  if (all.length === 1) {
    const [card = lines.join("\n")] = cards;
    return card.split("\n").length <= linesOnScreen ? card : `${card}\n\n${lines.join("\n")}`;
  }
  if (full || planned.length <= mostCards || cards.length === 0)
    return [...cards, [...lines, totals(all)].join("\n")].join("\n\n");
  // Last on the screen is what one agrees to.
  return ["`pulumi config set broadcast:plan full` shows the cards.", ...lines, totals(all)].join("\n");
}

function totals(all: readonly Planned[]): string {
  const count = (some: readonly Planned[]) => some.reduce((sum, { posts }) => sum + posts, 0);
  const posts = count(all);
  if (posts === 0) return `${all.length} broadcasts: no posts.`;
  const scheduled = count(all.filter((each) => each.scheduled));
  const when =
    scheduled === 0
      ? "at once"
      : scheduled === posts
        ? "scheduled"
        : `${posts - scheduled} at once, ${scheduled} scheduled`;
  return `${all.length} broadcasts: ${posts} ${posts === 1 ? "post" : "posts"}, ${when}.`;
}

const plans = new WeakMap<object, RunPlan>();

/** The plan of the present engine run: a process may hold several at once. */
export function planOfRun(): RunPlan {
  const run = pulumi.runtime.getMonitor() ?? plans;
  const plan = plans.get(run) ?? new RunPlan(isFull, (text) => void pulumi.log.info(text), whenQuiet);
  plans.set(run, plan);
  return plan;
}

/** What cannot be used the provider says. */
const isFull = (): boolean => quietly(() => new Settings((key) => pulumi.runtime.getConfig(key)).fullPlan) ?? false;

/** The engine is kept listening until then, and no longer: a run that fails must end. */
function whenQuiet(then: () => void): void {
  const release = pulumi.runtime.rpcKeepAlive();
  setImmediate(() => {
    try {
      then();
    } finally {
      release();
    }
  });
}
