/** A button under the text. */
export interface Action {
  /** The button's label. */
  title: string;
  /** The link it opens, in the same form as a message's `link`. */
  link: string;
}

/** What a device shows and receives: the part of a message that a locale can replace. */
export interface Content {
  /** First line, in bold. Required, except in a silent message. Changing it sends again. */
  title?: string;
  /** Second line. Apple and Windows show it; on other platforms the app finds it in the data. @default none */
  subtitle?: string;
  /** Text below the title. Required, except in a silent message. Changing it sends again. */
  body?: string;
  /** The link that a tap opens: an absolute https link, or an app link with its own scheme. Never cut. @default none */
  link?: string;
  /** Picture next to the text: an absolute https link. On Apple, the app needs a notification service extension. @default none */
  image?: string;
  /** Number on the app's icon, a whole number. 0 clears it on Apple; Android cannot clear it, and Windows toasts have no badge. @default unchanged */
  badge?: number;
  /** `default`, or the name of a sound in the app. @default the platform's */
  sound?: string;
  /** A notification category that the app defines. APNs uses it; on other platforms the app finds it in the data. @default none */
  category?: string;
  /** Buttons with links, at most 5. Windows and browsers show them; on other platforms the app finds them in the data, as JSON. @default none */
  actions?: Action[];
  /** How much it may disturb: `passive` makes no sound, `time-sensitive` and `critical` break through a Focus. @default the platform's, `active` */
  interruption?: "passive" | "active" | "time-sensitive" | "critical";
  /** Groups notifications that belong together. Apple groups by it; on other platforms the app finds it in the data. @default none */
  threadId?: string;
  /** How important it is compared with the app's other notifications, 0 to 1: the relevance score for Apple's summary. @default none */
  relevance?: number;
  /** The app's notification channel, on Android and Xiaomi. @default the app's */
  channel?: string;
  /** Color of the icon on Android, as `#rrggbb`. @default the app's */
  color?: string;
  /** Picture of the sender, for browsers: an absolute https link. @default the browser's */
  icon?: string;
  /** Strings for the app, by name. Never cut. Some names are reserved (`aps`, `title`, `link`, `from`, `google.…`). @default none */
  data?: Record<string, string>;
}

/** Content in several locales. */
export interface LocalizedContent extends Content {
  /** Content by BCP 47 locale. Fields that it leaves out come from the shorter locale (`pt` for `pt-BR`), then from the message. @default none */
  locales?: Record<string, Content>;
  /** What devices get that have no tag of any of the `locales`: `default`, the message itself, or `skip`, nothing. @default "default" */
  untagged?: "default" | "skip";
}
