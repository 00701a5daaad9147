import type { PayloadIssue } from "./errors/payloadError";
import { type Format, isXmlFormat } from "./format";
import type { Notification } from "./notification";

/** The largest request body that the service accepts, in bytes. https://learn.microsoft.com/rest/api/notificationhubs/ */
export const maxBodyBytes = 64 * 1024;

/** The text to send, or why the hub would refuse it or reach nobody with it. */
export function encodeBody({ format, body, contentType }: Notification): string | PayloadIssue {
  const isJson = !isXmlFormat(format);
  if (!isJson && typeof body !== "string") return issue(`expected a string, XML or raw, for ${format}`);
  if (typeof body !== "string" && !isRecord(body))
    return issue(`expected a JSON object, or one as a string, for ${format}`);
  const text = typeof body === "string" ? body : tryStringify(body);
  if (text === undefined) return issue("expected an object that can be written as JSON, without cycles or BigInts");
  if (text.length === 0) return issue("expected a payload, got an empty string");
  // UTF-8 needs at most three bytes per UTF-16 unit, so most bodies need not be measured.
  if (text.length * 3 > maxBodyBytes && Buffer.byteLength(text) > maxBodyBytes) {
    return issue(`is ${Buffer.byteLength(text)} bytes; the hub accepts at most ${maxBodyBytes}`);
  }
  if (!isJson || (contentType && !/json/i.test(contentType))) return text;
  const value = typeof body === "string" ? tryParse(text) : body;
  if (!isRecord(value)) return issue(`expected a JSON object for ${format}`);
  return jsonFault(format, value as Record<string, unknown>) ?? text;
}

function jsonFault(format: Format, value: Record<string, unknown>): PayloadIssue | undefined {
  if (format === "template") return notText(value, "body", "template properties are strings");
  if (format !== "fcmv1") return undefined;
  // Without "message" the hub accepts the send and reaches nobody (azure-sdk-for-js#29371).
  const { message } = value;
  if (!isRecord(message)) return { path: "body.message", message: 'expected an object: FCM v1 takes {"message": {…}}' };
  const { data } = message as Record<string, unknown>;
  if (data === undefined) return undefined;
  if (!isRecord(data)) return { path: "body.message.data", message: "expected an object of strings" };
  return notText(data as Record<string, unknown>, "body.message.data", "FCM v1 takes only strings in data");
}

function notText(value: Record<string, unknown>, path: string, why: string): PayloadIssue | undefined {
  for (const key in value) {
    if (typeof value[key] !== "string") return { path: `${path}.${key}`, message: `expected a string, because ${why}` };
  }
  return undefined;
}

function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !ArrayBuffer.isView(value);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tryStringify(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

const issue = (message: string): PayloadIssue => ({ path: "body", message });
