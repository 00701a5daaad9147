import { tryReadXml } from "./readXml";
import { childrenOf, localName, textOf } from "./xmlNode";

/** The outcome of a test send, device by device. */
export interface NotificationOutcome {
  /** The number of devices for which the push service accepted it. */
  success: number;
  failure: number;
  results: RegistrationResult[];
}

/** The result for one device of a test send. */
export interface RegistrationResult {
  /** The service's name of the platform, such as `apple`. */
  applicationPlatform: string;
  /** Device handle. Secret. */
  pnsHandle: string;
  registrationId: string;
  /** The service's message, in English. */
  outcome: string;
}

/** Reads a NotificationOutcome document; undefined if the text is not one. */
export function parseNotificationOutcome(text: string): NotificationOutcome | undefined {
  const root = tryReadXml(text);
  if (!root || localName(root.name) !== "NotificationOutcome") return undefined;
  const [results] = childrenOf(root, "Results");
  return {
    success: countOf(textOf(root, "Success")),
    failure: countOf(textOf(root, "Failure")),
    results: childrenOf(results, "RegistrationResult").map((result) => ({
      applicationPlatform: textOf(result, "ApplicationPlatform") ?? "",
      pnsHandle: textOf(result, "PnsHandle") ?? "",
      registrationId: textOf(result, "RegistrationId") ?? "",
      outcome: textOf(result, "Outcome") ?? "",
    })),
  };
}

/** Reads a count; 0 for anything that is not a whole number. */
export function countOf(text: string | undefined): number {
  return text && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : 0;
}
