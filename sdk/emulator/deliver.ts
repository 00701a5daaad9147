import type { Device, Registration, TrayEntry } from "./device";
import type { Devices } from "./devices";
import type { Properties } from "./expression";
import type { FeedbackContainer } from "./feedback";
import { isoTime } from "./isoTime";
import { parseJson } from "./json";
import type { Send } from "./outbox";
import type { DeviceOutcome } from "./outcomeDocuments";
import { deadly } from "./outcomes";
import { type Platform, platforms } from "./platformFacts";
import type { Registry } from "./registry";
import { compileTemplate, type Render, renderHeaders, TooLarge } from "./templateBody";

/** What arrives at a device's push service. */
interface Payload {
  body: string;
  bytes: number;
  collapseId: string | undefined;
  headers: Record<string, string>;
  /** An fcmv1 body without `message` is accepted and goes nowhere, without an error (azure-sdk-for-js#29371). */
  lost: boolean;
}

interface Target {
  device: Device;
  registration?: Registration;
}

/** What a delivery needs of a hub. */
interface Reaching {
  readonly devices: Devices;
  readonly registry: Registry;
  readonly feedback: FeedbackContainer;
  buryHandle(device: Device): void;
}

/** A test send reaches this many devices, picked at random (Microsoft Learn, Notification Hubs FAQ). */
const maxTestDevices = 10;

/** Delivers a send to every device it is for and writes what became of it into its record. */
export function deliver(hub: Reaching, send: Send, nowMs: number): DeviceOutcome[] {
  const { record, notification } = send;
  const payloadOf = notification.format === "template" ? templatePayloads(notification.body) : nativePayload(send);
  const reached = new Set<Device>();
  const arrived: { device: Device; entry: TrayEntry }[] = [];
  const results: DeviceOutcome[] = [];
  const at = isoTime(nowMs);
  for (const { device, registration } of targetsOf(hub, send, nowMs)) {
    const payload = payloadOf(registration);
    if (payload.lost) {
      record.note = "The body has no message, so it reaches nobody.";
      continue;
    }
    // Each template of a device makes a notification of its own; a native one reaches a handle once.
    const again = registration?.template === undefined && reached.has(device);
    const outcome = again ? "Skipped" : attempt(hub, device, payload);
    reached.add(device);
    results.push({ device, registration, outcome });
    if (outcome !== "Success") continue;
    const { body, collapseId, headers } = payload;
    arrived.push({ device, entry: { notificationId: record.id, body, collapseId, headers, at } });
  }
  if (arrived.length > 0) hub.devices.deliver(arrived, notification.format === "template" ? 0 : notification.bytes);
  record.deliveredAt = at;
  record.targets = results.length;
  record.state = results.length === 0 && record.note === undefined ? "NoTargetFound" : "Completed";
  for (const result of results) settle(hub, send, result, at);
  return results;
}

function* targetsOf(hub: Reaching, { record, notification, audience }: Send, nowMs: number): Iterable<Target> {
  const { format } = notification;
  if (audience.kind === "handles") {
    for (const handle of audience.handles) yield { device: hub.devices.at(format as Platform, handle) };
    return;
  }
  const registrations = hub.registry.reached(
    format,
    (index) => (audience.kind === "tags" ? index.select(audience.expression) : index.everyone()),
    nowMs,
  );
  const chosen = record.kind === "test" ? sample([...registrations], maxTestDevices) : registrations;
  for (const registration of chosen) yield { device: registration.device, registration };
}

function sample<T>(items: T[], size: number): T[] {
  for (let index = 0; index < Math.min(size, items.length); index++) {
    const other = index + Math.floor(Math.random() * (items.length - index));
    [items[index], items[other]] = [items[other]!, items[index]!];
  }
  return items.slice(0, size);
}

const tooLarge: Payload = {
  body: "",
  bytes: Number.POSITIVE_INFINITY,
  collapseId: undefined,
  lost: false,
  headers: {},
};

/** The headers that go on to a push service. */
const pushHeader = /^(apns-|x-wns-|x-windowsphone-|(topic|urgency|ttl|x-notificationclass)$)/;

type PayloadOf = (registration: Registration | undefined) => Payload;

function nativePayload({ notification: { format, headers, body, bytes } }: Send): PayloadOf {
  let made: Payload | undefined;
  return () => (made ??= payload(format as Platform, headers, body, bytes));
}

function templatePayloads(body: string): PayloadOf {
  const sent = Object.entries(parseJson(body) as Record<string, string>);
  const compiled = new Map<string, Render>();
  return (registration) => {
    const { platform, template, pushVariables = {} } = registration!;
    const properties: Properties = new Map(
      [...Object.entries(pushVariables), ...sent].map(([name, value]) => [name.toLowerCase(), value]),
    );
    const render = compiled.get(template!.body) ?? compileTemplate(template!.body);
    compiled.set(template!.body, render);
    try {
      const filled = render(properties);
      return payload(platform, renderHeaders(template!.headers, properties), filled, Buffer.byteLength(filled));
    } catch (error) {
      if (error instanceof TooLarge) return tooLarge;
      throw error;
    }
  };
}

function payload(platform: Platform, headers: Record<string, string>, body: string, bytes: number): Payload {
  const lost = platform === "fcmv1" && !Object.hasOwn(Object(parseJson(body)), "message");
  const own = Object.entries(headers).filter(([name]) => pushHeader.test(name));
  const collapseId = platforms[platform].collapseId?.(headers, body);
  return { body, bytes, collapseId, headers: Object.fromEntries(own), lost };
}

function attempt(hub: Reaching, device: Device, { bytes }: Payload): DeviceOutcome["outcome"] {
  const { maxPayloadBytes, knownHandle } = platforms[device.platform];
  if (bytes > maxPayloadBytes) return "InvalidNotificationSize";
  if (knownHandle?.test(device.handle) === false) return "BadChannel";
  return hub.devices.takeOutcome(device);
}

/** Counts an outcome; a failure goes to the feedback, and a dead handle loses its registrations. */
function settle(hub: Reaching, { record }: Send, { device, registration, outcome }: DeviceOutcome, at: string): void {
  const counts = record.counts[device.platform] ?? {};
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  record.counts[device.platform] = counts;
  if (outcome === "Success" || outcome === "Skipped") return;
  hub.feedback.add({
    time: at,
    error: outcome,
    platform: device.platform,
    handle: device.handle,
    registrationId: registration?.installationId === undefined ? registration?.id : undefined,
    installationId: registration?.installationId,
    notificationId: record.id,
  });
  if (deadly.has(outcome)) hub.buryHandle(device);
}
