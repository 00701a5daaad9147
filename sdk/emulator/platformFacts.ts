import { at, parseJson } from "./json";

/** What a send names in `ServiceBusNotification-Format`; `template` reaches template registrations of every platform. */
export type Platform = "apple" | "gcm" | "fcmv1" | "windows" | "windowsphone" | "adm" | "baidu" | "browser" | "xiaomi";
export type Format = Platform | "template";

export interface PlatformFacts {
  /** The platform's name in an installation. */
  installation: string;
  /** The prefix of `...RegistrationDescription`. */
  kind: string;
  /** The elements that carry the device's handle, in the order the service writes them. */
  handle: readonly string[];
  /** The prefix of `...OutcomeCounts`. */
  counts: string;
  /** The prefix of the elements that carry a template's headers, on the platforms that have them. */
  headers?: string;
  /** A native body is XML or raw text; elsewhere it is JSON. */
  xml?: true;
  /** The largest payload its push service takes; larger ones end as InvalidNotificationSize. */
  maxPayloadBytes: number;
  /** What makes a device put a later notification in the place of an earlier one. */
  collapseId?(headers: Record<string, string>, body: string): string | undefined;
  /** What a handle must look like for its push service to know it; others end as BadChannel. @default anything */
  knownHandle?: RegExp;
}

/** Each platform as its own documents and Microsoft's describe it. */
export const platforms: Record<Platform, PlatformFacts> = {
  apple: {
    ...{ installation: "apns", kind: "Apple", handle: ["DeviceToken"], counts: "Apns", headers: "Apns" },
    maxPayloadBytes: 4096,
    collapseId: (headers) => headers["apns-collapse-id"],
  },
  gcm: {
    ...{ installation: "gcm", kind: "Gcm", handle: ["GcmRegistrationId"], counts: "Gcm" },
    knownHandle: /^[\w:.-]+$/,
    maxPayloadBytes: 4096,
    collapseId: (_, body) => find(body, ["notification", "tag"], ["collapse_key"]),
  },
  fcmv1: {
    ...{ installation: "fcmv1", kind: "FcmV1", handle: ["FcmV1RegistrationId"], counts: "FcmV1" },
    maxPayloadBytes: 4096,
    collapseId: (_, body) =>
      find(body, ["message", "android", "notification", "tag"], ["message", "android", "collapse_key"]),
  },
  windows: {
    ...{ installation: "wns", kind: "Windows", handle: ["ChannelUri"], counts: "Wns", headers: "Wns", xml: true },
    // WNS documents "the 5000 byte size limit" beside its answer 413; Notification Hubs rounds it to 5 KB.
    maxPayloadBytes: 5000,
    collapseId: windowsId,
  },
  windowsphone: {
    ...{ installation: "mpns", kind: "Mpns", handle: ["ChannelUri"], counts: "Mpns", headers: "Mpns", xml: true },
    maxPayloadBytes: 3072,
  },
  adm: {
    ...{ installation: "adm", kind: "Adm", handle: ["AdmRegistrationId"], counts: "Adm" },
    maxPayloadBytes: 6144,
    collapseId: (_, body) => find(body, ["consolidationKey"]),
  },
  baidu: {
    ...{ installation: "baidu", kind: "Baidu", handle: ["BaiduUserId", "BaiduChannelId"], counts: "Baidu" },
    maxPayloadBytes: 4096,
  },
  browser: {
    ...{ installation: "browser", kind: "Browser", handle: ["Endpoint", "P256DH", "Auth"], counts: "Browser" },
    // A push service takes 4096 bytes of a record that the hub has encrypted: a header of 86 bytes, the payload, a
    // delimiter and a tag of 16 (RFC 8188, RFC 8291).
    maxPayloadBytes: 4096 - 86 - 1 - 16,
    collapseId: (headers) => headers.topic,
  },
  xiaomi: {
    ...{ installation: "xiaomi", kind: "Xiaomi", handle: ["XiaomiRegistrationId"], counts: "Xiaomi" },
    maxPayloadBytes: 4096,
    collapseId: (_, body) => find(body, ["extra", "notify_id"], ["notify_id"]),
  },
};

/** Tiles and badges always take each other's place, toasts those of the same tag and group. */
function windowsId(headers: Record<string, string>): string | undefined {
  const type = headers["x-wns-type"]?.toLowerCase();
  const tag = headers["x-wns-tag"];
  if (type === "wns/badge") return "badge";
  if (type === "wns/tile") return `tile ${tag ?? ""}`;
  return type === "wns/toast" && tag !== undefined ? `toast ${headers["x-wns-group"] ?? ""} ${tag}` : undefined;
}

/** The first text or number at one of the paths. */
function find(body: string, ...paths: string[][]): string | undefined {
  const message = parseJson(body);
  const found = paths.map((path) => at(message, ...path)).find((value) => /^(string|number)$/.test(typeof value));
  return found === undefined ? undefined : String(found);
}

/** The platform of an installation; `fcmV1` and `FCMV1` are seen too. */
export function platformOfInstallation(name: string): Platform | undefined {
  return search((facts) => facts.installation === name.toLowerCase());
}

/** The platform of a registration's kind, which the service matches exactly. */
export function platformOfKind(kind: string): Platform | undefined {
  return search((facts) => facts.kind === kind);
}

/** The format of a send; `fcmV1` is Microsoft's own spelling in places, so case does not count. */
export function formatOf(value: string): Format | undefined {
  const name = value.trim().toLowerCase();
  return name === "template" || Object.hasOwn(platforms, name) ? (name as Format) : undefined;
}

function search(matches: (facts: PlatformFacts) => boolean): Platform | undefined {
  return (Object.keys(platforms) as Platform[]).find((name) => matches(platforms[name]));
}
