/** What a device shows and gets: the part of a message that a locale may say otherwise. */
export interface Content {
  /** First line, in bold. Required, except in a silent message. Changing it sends again. */
  title?: string;
  /** Second line. Apple, Windows and browsers show it; elsewhere the app finds it in the data. */
  subtitle?: string;
  /** Text below the title. Required, except in a silent message. Changing it sends again. */
  body?: string;
  /** What a tap opens: an absolute https link, or an app link with a scheme of its own. Never cut. */
  link?: string;
  /** Picture beside the text: an absolute https link. On Apple the app needs a notification service extension. */
  image?: string;
  /** Number on the app's icon, 0 to clear it. Windows has another kind of notification for it and ignores it. */
  badge?: number;
  /** `default`, or the name of a sound in the app. @default no sound of its own */
  sound?: string;
  /** Kind of notification the app knows: APNs category, Android click action. */
  category?: string;
  /** Strings for the app, by name. Never cut; a few names are taken (`aps`, `title`, `link`, `from`, `google.…`). */
  data?: Record<string, string>;
}

/** Content in several locales. */
export interface LocalizedContent extends Content {
  /** Content by BCP 47 locale. What it does not say comes from the shorter locale (`pt` for `pt-BR`), then from the message. */
  locales?: Record<string, Content>;
  /** What devices without the tag of any of `locales` get: the message as it is, or nothing. @default "default" */
  untagged?: "default" | "skip";
}
