import { z } from "zod";
import type { Checked } from "../argumentChecks";
import type { HubIssue } from "../hubArgumentError";
import type { HubCredentials } from "../hubCredentials";
import { apnsCredential } from "./apnsCredential";
import { browserCredential } from "./browserCredential";
import { fcmV1Credential } from "./fcmV1Credential";
import { keyCredentials } from "./keyCredentials";
import type { CredentialReader, Reading } from "./reading";

const readers: Record<keyof HubCredentials, CredentialReader> = {
  apns: apnsCredential,
  fcmV1: fcmV1Credential,
  browser: browserCredential,
  ...keyCredentials,
};

/** Checks one platform's credential and converts it for azure-native, or says what is wrong with it. */
export function readCredential(
  platform: keyof HubCredentials,
  value: unknown,
  now: Date = new Date(),
): Checked<Reading> {
  const reader = Object.hasOwn(readers, platform) ? readers[platform] : undefined;
  if (!reader) {
    const message = `is not a platform; expected one of ${Object.keys(readers).join(", ")}`;
    return { issues: [{ path: `credentials.${platform}`, message }] };
  }
  try {
    return { value: reader(value, now) };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { issues: error.issues.flatMap((issue) => issuesAt(`credentials.${platform}`, issue)) };
  }
}

function issuesAt(root: string, issue: z.core.$ZodIssue): HubIssue[] {
  const path = [root, ...issue.path].join(".");
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: `${path}.${key}`, message: "is not a field of this credential" }));
}
