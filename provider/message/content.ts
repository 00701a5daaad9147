/** A button under the text. */
export interface Action {
  /** What stands on it. */
  title: string;
  /** What it opens: as the `link` of a message. */
  link: string;
}

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
  /** Number on the app's icon, 0 to clear it (on Apple; Android counts by itself then). Windows has no such thing in a toast. */
  badge?: number;
  /** `default`, or the name of a sound in the app. @default no sound of its own */
  sound?: string;
  /** Kind of notification the app knows: the category of APNs; elsewhere the app finds it in the data. */
  category?: string;
  /** Buttons with links, at most 5. Windows and browsers show them; elsewhere the app finds them in the data, as JSON. */
  actions?: Action[];
  /** How much it may disturb: `passive` makes no sound, `time-sensitive` and `critical` pass a Focus. @default the platform's, `active` */
  interruption?: "passive" | "active" | "time-sensitive" | "critical";
  /** What groups notifications on a screen. Apple groups by it; elsewhere the app finds it in the data. */
  threadId?: string;
  /** How much it matters among others of the app, 0 to 1: the relevance score of Apple's summary. */
  relevance?: number;
  /** Notification channel of the app, on Android and Xiaomi. */
  channel?: string;
  /** Color of the icon on Android, as `#rrggbb`. */
  color?: string;
  /** Picture of the sender, in browsers: an absolute https link. */
  icon?: string;
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
