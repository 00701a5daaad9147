import type { HubReply } from "./hubReply";
import type { HubRequest } from "./hubRequest";
import { type NotificationOutcome, parseNotificationOutcome } from "./notificationOutcome";
import { redact } from "./redact";
import { TransmitFailure } from "./transmit";

/** One request and its answer as transmitted, with the signature, the key and device handles masked. */
export interface HubDump {
  operation: string;
  request: { method: string; url: string; headers: Record<string, string>; body?: string };
  /** Missing if no answer came. */
  response?: { status: number; reason: string; headers: Record<string, string>; body: string };
  /** Why no answer came: `timeout`, `abort` or `connection`. */
  failure?: string;
  /** The parsed outcome of a test send. */
  outcome?: NotificationOutcome;
  milliseconds: number;
}

export type Debug = (dump: HubDump) => void;

/** Starts the dump of a request; `with` completes it with the answer. */
export function dumpOf(request: HubRequest, endpoint: string, authorization: string, secrets: readonly string[]) {
  const begun = performance.now();
  const clean = (text: string) => redact(text, secrets);
  const headers = { Authorization: authorization, ...request.headers };
  const sent: HubDump["request"] = {
    method: request.method,
    url: `${endpoint}${request.path}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, clean(value)])),
    ...(request.body === undefined ? {} : { body: clean(request.body.toString()) }),
  };
  return {
    with(result: HubReply | TransmitFailure): HubDump {
      const dump = { operation: request.operation, request: sent, milliseconds: Math.round(performance.now() - begun) };
      if (result instanceof TransmitFailure) return { ...dump, failure: result.kind };
      const body = clean(result.body).replace(/(<PnsHandle>)[^<]*/g, "$1***");
      const received = Object.entries(result.headers).map(([name, value]) => [name, clean(String(value))]);
      const outcome = body.includes("NotificationOutcome") ? parseNotificationOutcome(body) : undefined;
      return {
        ...dump,
        response: { status: result.status, reason: clean(result.reason), headers: Object.fromEntries(received), body },
        ...(outcome ? { outcome } : {}),
      };
    },
  };
}

/** Writes a dump to standard error, as a person reads it. */
export function printDump({ operation, request, response, failure, outcome, milliseconds }: HubDump): void {
  const lines = [
    `# ${operation}: ${response ? response.status : failure} in ${milliseconds} ms`,
    `${request.method} ${request.url}`,
  ];
  for (const [name, value] of Object.entries(request.headers)) lines.push(`${name}: ${value}`);
  if (request.body !== undefined) lines.push("", request.body);
  if (response) {
    lines.push("", `${response.status} ${response.reason}`);
    for (const [name, value] of Object.entries(response.headers)) lines.push(`${name}: ${value}`);
    if (response.body) lines.push("", response.body);
  }
  if (outcome) lines.push("", `outcome: ${outcome.success} sent, ${outcome.failure} failed`);
  process.stderr.write(`${lines.join("\n")}\n\n`);
}
