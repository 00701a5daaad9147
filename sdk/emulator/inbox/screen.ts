/** A text of a notification, or the key under which the app keeps it, with the arguments that fill it. */
export type Words = string | { key: string; args: string[] };

/** What a person sees of a notification. */
export interface Screen {
  /** `shown` on the screen, `silent` for the app alone, `dropped` by the device, which tells nobody. */
  fate: "shown" | "silent" | "dropped";
  /** silent and dropped: a sentence on it. */
  why?: string;
  title?: Words;
  subtitle?: Words;
  body?: Words;
  /** Address of a large image. */
  image?: string;
  badge?: string;
  sound?: string;
  /** Labels of its buttons. */
  actions?: string[];
  /** Where a tap leads. */
  link?: string;
  /** A label above the title: a source, an urgency. */
  label?: string;
  /** What else is to know of it. */
  notes?: string[];
}

export type Headers = Record<string, string>;

/** The first words of a notification, to know it by in a list; of one that is not shown, what it does. */
export function headline({ fate, title, subtitle, body, badge }: Screen): string {
  const words = title ?? subtitle ?? body;
  if (words !== undefined) return typeof words === "object" ? words.key : words;
  if (fate === "dropped") return "Nothing to show";
  return badge === undefined ? "Silent push" : `Badge ${badge}`;
}
