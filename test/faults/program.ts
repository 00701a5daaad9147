import type { Declared, HubIndex } from "./declared";
import type { Parent, Place } from "./place";
import type { Platform } from "./platform";

/** How a program is edited. `of` picks one of its broadcasts, `to` one of the earlier values. */
export type Edit =
  | { kind: "edit"; of: number }
  | { kind: "revert"; of: number; to: number }
  | { kind: "raise revision"; of: number }
  | { kind: "add or remove a platform"; of: number; platform: Platform }
  | { kind: "rename"; of: number; alias: boolean; parent: Parent }
  | { kind: "remove or declare again"; of: number }
  /** Gives the next name, or goes back to an earlier one. */
  | { kind: "announcement"; of: number; to: number }
  /** Hours after the sequence began, and half an hour; 0 is at once. */
  | { kind: "schedule"; of: number; hours: number }
  | { kind: "hub argument"; of: number }
  | { kind: "test on or off"; of: number }
  | { kind: "swap texts" };

const hour = 3_600_000;

/** The broadcasts from which programs are made. Names repeat under different parents, texts under different tags and announcements. */
const templates: readonly Partial<Declared & { hours: number }>[] = [
  { place: { parent: "Web", name: "release" }, tag: "all" },
  { place: { parent: "Mobile", name: "release" }, tag: "all" },
  { place: { parent: "", name: "spring" }, tag: "season", text: "the same words.", announcement: "spring" },
  { place: { parent: "", name: "summer" }, tag: "season", text: "the same words.", announcement: "summer", after: [2] },
  { place: { parent: "", name: "notice" }, tag: "users", text: "the same words.", hours: 5 },
  { place: { parent: "Web", name: "status::page" }, tag: "readers", onRevision: true, after: [4] },
  { place: { parent: "Mobile", name: "event" }, tag: "guests", announcement: "event", hours: 8 },
];

export const slots = templates.map((_, slot) => slot);

/** The program of one stack, as it is edited over a sequence. */
export class Program {
  readonly #all: (Declared & { removed: boolean })[];
  readonly #texts = new Map<number, string[]>();
  readonly #announcements = new Map<number, string[]>();
  #names = 0;

  constructor(
    slots: readonly number[],
    private readonly began: number,
  ) {
    this.#all = slots.map((slot) => {
      const { hours, ...own } = templates[slot]!;
      return {
        slot,
        place: { parent: "", name: "news" },
        aliases: [],
        tag: "",
        text: `text-${slot}-1.`,
        revision: 1,
        platforms: ["apple", "fcmv1"],
        test: false,
        onRevision: false,
        after: [],
        removed: false,
        ...own,
        ...(hours === undefined ? {} : { schedule: this.#instant(hours) }),
      };
    });
    for (const { slot, text, announcement } of this.#all) {
      this.#texts.set(slot, [text]);
      this.#announcements.set(slot, announcement === undefined ? [] : [announcement]);
    }
  }

  get broadcasts(): Declared[] {
    const present = this.#all.filter(({ removed }) => !removed);
    const slots = new Set(present.map(({ slot }) => slot));
    return present.map(({ removed: _, after, ...declared }) => ({
      ...declared,
      after: after.filter((slot) => slots.has(slot)),
    }));
  }

  /** The broadcast that `of` picks, when it is declared at present. */
  pick(of: number): Declared | undefined {
    const { slot } = this.#all[of % this.#all.length]!;
    return this.broadcasts.find((declared) => declared.slot === slot);
  }

  /** A change that would make the program one that its author must correct first is left out. */
  apply(edit: Edit, now: number): void {
    if (edit.kind === "swap texts") {
      this.#swap();
      return;
    }
    const all = this.#all;
    const declared = all[edit.of % all.length]!;
    const { slot } = declared;
    const texts = this.#texts.get(slot)!;
    switch (edit.kind) {
      case "edit":
        declared.text = `text-${slot}-${texts.length + 1}.`;
        texts.push(declared.text);
        return;
      case "revert": {
        const text = texts[edit.to % texts.length]!;
        if (
          !all.some(
            (other) => other.slot !== slot && other.tag === declared.tag && other.text === text && !other.announcement,
          )
        )
          declared.text = text;
        return;
      }
      case "raise revision":
        declared.revision++;
        return;
      case "add or remove a platform": {
        const without = declared.platforms.filter((platform) => platform !== edit.platform);
        if (without.length === 0) return;
        declared.platforms = without.length < declared.platforms.length ? without : [...without, edit.platform];
        return;
      }
      case "rename":
        declared.aliases = edit.alias ? [...declared.aliases, declared.place] : [];
        declared.place = { parent: edit.parent, name: `${declared.place.name.replace(/-\d+$/, "")}-${++this.#names}` };
        return;
      case "remove or declare again":
        declared.removed = !declared.removed;
        return;
      case "announcement":
        this.#announce(declared, edit.to);
        return;
      case "schedule": {
        const schedule = edit.hours === 0 ? undefined : this.#instant(edit.hours);
        if (declared.test || (schedule !== undefined && Date.parse(schedule) < now + hour / 4)) return;
        declared.schedule = schedule;
        return;
      }
      case "hub argument":
        declared.hub = declared.hub === undefined ? (1 satisfies HubIndex) : undefined;
        return;
      case "test on or off":
        if (declared.schedule === undefined) declared.test = !declared.test;
    }
  }

  #announce(declared: Declared, to: number): void {
    // Two of the same tag without a name may say the same after a swap, which only a name tells apart.
    if (declared.tag === "all") return;
    const given = this.#announcements.get(declared.slot)!;
    const place = to % (given.length + 1);
    given[place] ??= `name-${declared.slot}-${place}`;
    declared.announcement = given[place];
  }

  #swap(): void {
    const [one, other] = this.#all.filter(({ tag }) => tag === "all");
    if (!one || !other) return;
    [one.text, other.text] = [other.text, one.text];
  }

  #instant(hours: number): string {
    // Schedules are sent without fractions of a second.
    return new Date(Math.floor(this.began / 1000) * 1000 + (hours + 0.5) * hour).toISOString();
  }
}

/** Places of a broadcast, the present one first. */
export const placesOf = ({ place, aliases }: Declared): Place[] => [place, ...aliases];
