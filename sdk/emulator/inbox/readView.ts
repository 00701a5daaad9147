import type { Device, TrayEntry } from "../device";
import type { Hub } from "../hub";
import { at, parseJson } from "../json";
import type { EmulatorSend } from "../outbox";
import { deviceKey, fingerprint } from "./deviceKey";
import { screenOf } from "./readScreen";
import { headline } from "./screen";
import { judgeOf } from "./verdict";
import type { DeviceDetail, DeviceRow, Query, SendDetail, SendRow, TrayItem, Verdict, View } from "./view";

/** Headers whose values say who a device is or let others send to it. */
const masked = new Set(["servicebusnotification-devicehandle", "auth", "p256dh", "cookie"]);
/** Characters of a text in a row. */
const maxHeadline = 160;
/** Tags in a row; a device's own view has them all. */
const maxTags = 6;

/** What the page shows for a query; handles only as fingerprints. */
export function readView(hub: Hub, query: Query): View {
  const { clock, outbox } = hub;
  const all = outbox.list();
  const matching = all.filter(sendFilter(query)).reverse();
  const chosen = query.send === undefined ? undefined : outbox.find(query.send);
  const shown = chosen ?? (query.send === undefined && query.device === undefined ? all.at(-1) : undefined);
  const device = query.device === undefined ? undefined : findDevice(hub, query.device);
  const judge = shown && judgeOf(shown, hub.feedback.errorsOf(shown.id));
  return {
    hub: {
      name: hub.name,
      tier: hub.tier,
      now: new Date(clock.now()).toISOString(),
      aheadSeconds: Math.round((clock.now() - clock.real()) / 1000),
    },
    faults: hub.faults.list().map(({ fault, times, match }) => {
      const on = Object.entries(match).map(([name, value]) => `${name} ${value}`);
      return `${fault} × ${times}${on.length === 0 ? "" : ` on ${on.join(", ")}`}`;
    }),
    sends: { total: all.length, matching: matching.length, rows: matching.slice(0, query.sends).map(sendRow) },
    devices: readDevices(hub, query, judge),
    send: shown && sendDetail(shown),
    device: device && deviceDetail(device, judge),
  };
}

export function findDevice(hub: Hub, key: string): Device | undefined {
  for (const device of hub.devices.all()) if (deviceKey(device) === key) return device;
  return undefined;
}

function sendFilter({ find, format, state, audience }: Query): (record: EmulatorSend) => boolean {
  const text = find?.toLowerCase();
  return (record) =>
    (format === undefined || record.format === format) &&
    (state === undefined || record.state === state) &&
    (audience === undefined || audience === audienceKind(record)) &&
    (text === undefined ||
      record.body.toLowerCase().includes(text) ||
      record.tags?.toLowerCase().includes(text) ||
      record.id.includes(text));
}

function audienceKind({ kind, tags }: EmulatorSend): Query["audience"] {
  if (kind === "batch" || kind === "direct") return "handles";
  return tags === undefined ? "everyone" : "tags";
}

function sendRow(record: EmulatorSend): SendRow {
  const { id, format, kind, state, at, scheduledFor, counts, targets, body, headers } = record;
  const total = (outcome?: string) =>
    Object.values(counts)
      .flatMap((each) => Object.entries(each))
      .reduce((sum, [name, count]) => sum + (outcome === undefined || outcome === name ? count : 0), 0);
  const screen = format === "template" ? undefined : screenOf(format, body, headers);
  const [succeeded, skipped] = [total("Success"), total("Skipped")];
  return {
    ...{ id, format, kind, state, at, scheduledFor, targets, succeeded },
    failed: total() - succeeded - skipped,
    headline: clip(screen === undefined ? templateHeadline(body) : headline(screen)),
    fate: screen?.fate,
    audience: audienceOf(record),
  };
}

function audienceOf({ kind, tags, targets }: EmulatorSend): string {
  if (kind === "batch") return `${targets} device handles`;
  if (kind === "direct") return "one device handle";
  return tags ?? "everyone";
}

function templateHeadline(body: string): string {
  const properties = parseJson(body);
  const named = ["title", "message", "body"].map((name) => at(properties, name));
  const texts = [...named, ...Object.values(Object(properties))].filter((each) => typeof each === "string");
  return texts[0] ?? "Template";
}

function sendDetail(record: EmulatorSend): SendDetail {
  const { hub, kind, headers, body, counts, deliveredAt, note, format } = record;
  const path = kind === "scheduled" ? "schedulednotifications" : kind === "batch" ? "messages/$batch" : "messages";
  const flag = kind === "test" ? "&test" : kind === "direct" || kind === "batch" ? "&direct" : "";
  return {
    ...sendRow(record),
    ...{ counts, deliveredAt, note },
    request: {
      line: `POST /${hub}/${path}?api-version=…${flag}`,
      headers: [
        ["authorization", "SharedAccessSignature •••••• (not kept)"],
        ...Object.entries(headers).map(([name, value]): [string, string] => [name, maskedValue(name, value)]),
      ],
      body,
    },
    screen: screenOf(format, body, headers),
  };
}

function maskedValue(name: string, value: string): string {
  return masked.has(name) ? `•••••• (fingerprint ${fingerprint(value)})` : value;
}

type Judge = (device: Device) => Verdict;

function readDevices(hub: Hub, query: Query, judge: Judge | undefined): View["devices"] {
  const text = query.findDevice?.toLowerCase();
  const found: { device: Device; verdict?: Verdict }[] = [];
  for (const device of hub.devices.all()) {
    if (query.platform !== undefined && device.platform !== query.platform) continue;
    if (text !== undefined && !mentions(device, text)) continue;
    found.push({ device, verdict: judge?.(device) });
  }
  const reached = found.filter(({ verdict }) => verdict?.fate !== "not for it");
  const others = found.filter(({ verdict }) => verdict?.fate === "not for it");
  const rows = [...reached, ...others].slice(0, query.devices);
  return {
    total: hub.devices.size,
    matching: found.length,
    reached: judge && reached.length,
    rows: rows.map(({ device, verdict }) => ({ ...deviceRow(device, maxTags), verdict })),
  };
}

function mentions(device: Device, text: string): boolean {
  return (
    nameOf(device).toLowerCase().includes(text) ||
    device.registrations.some(({ folded }) => [...folded].some((tag) => tag.includes(text)))
  );
}

function nameOf(device: Device): string {
  const owner = device.registrations.find(({ installationId }) => installationId !== undefined);
  return owner?.installationId ?? `handle ${deviceKey(device).slice(0, 6)}`;
}

function deviceRow(device: Device, tags: number): DeviceRow {
  const { platform, registrations, ordered, tray } = device;
  const last = tray.at(-1);
  const own = new Set(registrations.flatMap((each) => each.tags).filter((tag) => !tag.startsWith("$")));
  return {
    key: deviceKey(device),
    name: nameOf(device),
    platform,
    tags: [...own].slice(0, tags),
    templates: registrations.filter(({ template }) => template !== undefined).length,
    registered: registrations.length > 0,
    outcome: ordered?.outcome ?? "Success",
    last: last && {
      headline: clip(headline(screenOf(platform, last.body, last.headers))),
      at: last.at,
    },
  };
}

function deviceDetail(device: Device, judge: Judge | undefined): DeviceDetail {
  const tray = device.tray.map((entry) => trayItem(device, entry)).reverse();
  return { ...deviceRow(device, Number.POSITIVE_INFINITY), verdict: judge?.(device), tray };
}

function trayItem({ platform }: Device, { notificationId, at, collapseId, body, headers }: TrayEntry): TrayItem {
  return { send: notificationId, at, collapseId, body, screen: screenOf(platform, body, headers) };
}

function clip(text: string): string {
  return text.length <= maxHeadline ? text : `${text.slice(0, maxHeadline - 1)}…`;
}
