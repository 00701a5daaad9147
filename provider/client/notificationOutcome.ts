import { tryReadXml } from "./readXml";
import { childrenOf, localName, textOf } from "./xmlNode";

/** What became of a test send, device by device. */
export interface NotificationOutcome {
  /** Devices that the platform's service took it for. */
  success: number;
  failure: number;
  results: RegistrationResult[];
}

/** One device of a test send. */
export interface RegistrationResult {
  /** Platform as the service names it, such as `apple`. */
  applicationPlatform: string;
  /** Device handle. Secret. */
  pnsHandle: string;
  registrationId: string;
  /** English sentence of the service. */
  outcome: string;
}

/** Reads a NotificationOutcome document; undefined when the text is not one. */
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

/** A count of the service; 0 for anything that is not a whole number. */
export function countOf(text: string | undefined): number {
  return text && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : 0;
}
