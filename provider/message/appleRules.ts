import { type Finding, finding, type JsonPatchOperation } from "./finding";
import { isRecord } from "./record";

// biome-ignore format: a list to read at a glance
const apsKeys = new Set([
  "alert", "badge", "sound", "thread-id", "category", "content-available", "mutable-content", "target-content-id",
  "interruption-level", "relevance-score", "filter-criteria", "stale-date", "content-state", "timestamp", "event",
  "dismissal-date", "attributes-type", "attributes", "url-args", "content-changed", "input-push-token", "input-push-channel",
]);

/** Push types whose payload needs no alert; the app handles them itself. */
const typesWithoutAlert = new Set([
  "voip",
  "complication",
  "fileprovider",
  "mdm",
  "location",
  "pushtotalk",
  "widgets",
  "controls",
]);

/** What Apple would refuse or show as nothing: https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification */
export function checkApple(payload: Record<string, unknown>, header: (name: string) => string | undefined): Finding[] {
  const pushType = header("apns-push-type");
  if (pushType !== undefined && typesWithoutAlert.has(pushType)) return [];
  if (payload.aps === undefined) return [withoutAps(payload)];
  const { aps } = payload;
  if (!isRecord(aps)) return [finding("NH104", ["aps"], "must be an object")];

  const keys = Object.keys(aps);
  const own = keys.filter((key) => !apsKeys.has(key));
  const visible = ["alert", "badge", "sound"].filter((key) => aps[key] !== undefined);
  const background = pushType === "background" || (aps["content-available"] === 1 && visible.length === 0);
  const found = [...checkBadge(aps.badge, ["aps", "badge"]), ...checkAlert(aps.alert)];
  if (keys.length === 0 || keys.length === own.length) {
    found.push(finding("NH104", ["aps"], 'holds nothing that Apple shows; write { "alert": { "title", "body" } }'));
  } else {
    for (const key of own) {
      const patch: JsonPatchOperation[] = key in payload ? [] : [{ op: "move", from: `/aps/${key}`, path: `/${key}` }];
      found.push(
        finding("NH104", ["aps", key], "is a key that Apple does not know", {
          severity: "warning",
          fix: { description: "move it beside aps", ...(patch.length > 0 && !/[~/]/.test(key) && { patch }) },
        }),
      );
    }
    if (!background && visible.length === 0 && pushType !== "liveactivity") {
      found.push(finding("NH104", ["aps"], "has no alert, badge or sound, so nothing is shown"));
    }
  }
  return background ? [...found, ...checkBackground(aps, visible, header)] : found;
}

function withoutAps(payload: Record<string, unknown>): Finding {
  const misplaced = ["alert", "badge", "sound"].filter((key) => key in payload);
  const fix =
    misplaced.length > 0
      ? {
          description: `move ${misplaced.join(", ")} into aps`,
          patch: [
            { op: "add", path: "/aps", value: {} } as const,
            ...misplaced.map((key) => ({ op: "move", from: `/${key}`, path: `/aps/${key}` }) as const),
          ],
        }
      : { description: 'add "aps": { "alert": { "title": "…", "body": "…" } }' };
  return finding("NH103", ["aps"], "is missing, so nothing is shown", { fix });
}

function checkAlert(alert: unknown): Finding[] {
  if (alert === undefined) return [];
  const at = ["aps", "alert"];
  if (typeof alert === "string")
    return alert.trim() ? [] : [finding("NH122", at, "is empty; write what people should read")];
  if (!isRecord(alert)) return [finding("NH122", at, "must be text, or an object with title and body")];
  const texts = ["title", "body", "subtitle", "loc-key", "title-loc-key", "subtitle-loc-key"];
  if (texts.some((key) => typeof alert[key] === "string" && (alert[key] as string).trim())) return [];
  return [finding("NH122", at, "has no title, body or loc-key to show")];
}

function checkBackground(
  aps: Record<string, unknown>,
  visible: string[],
  header: (name: string) => string | undefined,
): Finding[] {
  const found = visible.map((key) =>
    finding("NH105", ["aps", key], "cannot be in a background push; remove it, or send with apns-push-type: alert"),
  );
  if (aps["content-available"] !== 1) {
    found.push(finding("NH105", ["aps", "content-available"], "must be 1 in a background push"));
  }
  const priority = header("apns-priority");
  if (priority !== "5") {
    const fix = { description: "add the header apns-priority: 5" };
    found.push(
      priority === undefined
        ? finding("NH105", [], "is a background push without priority 5, which Apple asks for", {
            severity: "warning",
            fix,
          })
        : finding("NH105", [], "is a background push with another priority than 5, which Apple refuses", { fix }),
    );
  }
  return found;
}

/** A badge that is no whole number. */
export function checkBadge(badge: unknown, keys: readonly string[]): Finding[] {
  if (badge === undefined || (Number.isInteger(badge) && (badge as number) >= 0)) return [];
  const digits = typeof badge === "string" && /^\d{1,9}$/.test(badge);
  const fix = digits
    ? {
        description: "write the number without quotes",
        patch: [{ op: "replace", path: `/${keys.join("/")}`, value: Number(badge) } as const],
      }
    : undefined;
  return [finding("NH106", keys, "must be a whole number, 0 or more", { fix })];
}
