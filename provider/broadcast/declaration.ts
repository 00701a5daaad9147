import { z } from "zod";
import { type Format, formats } from "../client/format";
import { checkTag, parseTagExpression, type TagExpressionError } from "../client/tagExpression";
import { type Audience, splitByLocale } from "../message/audience";
import { localesOf } from "../message/locale";
import { type Message, validateMessage } from "../message/message";
import { type MessagePlatform, messagePlatforms } from "../message/platform";
import { render } from "../message/render";
import { checkPayload } from "../message/rules";
import { instantOf, type Schedule } from "./schedule";
import { hasUnknown, isUnknown } from "./unknown";

/** Who receives a broadcast, as it was declared. */
export interface AudienceDeclaration {
  everyone?: true;
  tags?: string | string[];
  tagExpression?: string;
  devices?: { platform: string; handle: string | { endpoint: string; auth: string; p256dh: string } }[];
}

/** What a Broadcast declares, as both of its resources carry it. */
export interface Declaration {
  schema: number;
  kind: "announcement" | "delivery";
  name: string;
  message?: Message;
  payloads?: Partial<Record<Format, string | object>>;
  template?: Record<string, string>;
  headers?: Partial<Record<Format, Record<string, string>>>;
  platforms?: Format[];
  audience: AudienceDeclaration;
  announcement?: string;
  schedule?: Schedule;
  notAfter?: string;
  revision?: number;
  resend?: "on-change" | "on-revision";
  onInDoubt?: "hold" | "send-again";
  test?: boolean;
  adopt?: { notificationId: string };
}

/** The version of the state's shape; newer state is refused by older code. */
export const schemaVersion = 1;

/** One thing that is wrong: `path` names the property, `message` says what is expected. */
export interface Issue {
  path: string;
  message: string;
}

const text = z.string({ error: "must be text" });
const instant = text.refine((value) => !Number.isNaN(Date.parse(value)) && /(Z|[+-]\d\d:\d\d)$/.test(value), {
  error: 'must be an instant with a zone such as "2026-12-08T00:00:00Z"',
});
const browserHandle = z.strictObject({ endpoint: text, auth: text, p256dh: text });
const format = z.enum(formats, { error: `must be one of ${formats.join(", ")}` });
const headers = z.record(text, text, { error: "must be an object of header names and texts" });

const shape = z.strictObject({
  schema: z.number(),
  kind: z.enum(["announcement", "delivery"]),
  name: text,
  message: z.unknown().optional(),
  payloads: z
    .partialRecord(
      format,
      z.union([text.min(1), z.record(z.string(), z.unknown())], {
        error: "must be an object or a text, sent as it is",
      }),
      {
        error: `must be an object whose keys are of ${formats.join(", ")}`,
      },
    )
    .optional(),
  template: z
    .record(text, z.string({ error: "must be text: the service takes only texts as template properties" }), {
      error: "must be an object of texts",
    })
    .optional(),
  headers: z.partialRecord(format, headers).optional(),
  platforms: z
    .array(
      z.enum(messagePlatforms, {
        error: `must be one of ${messagePlatforms.join(", ")}; other platforms take payloads`,
      }),
    )
    .min(1, { error: "must name a platform" })
    .optional(),
  audience: z.strictObject(
    {
      everyone: z.literal(true, { error: "must be true, or be left out" }).optional(),
      tags: z.union([text, z.array(text)], { error: "must be a tag or a list of tags" }).optional(),
      tagExpression: text.optional(),
      devices: z
        .array(
          z.strictObject({
            platform: format,
            handle: z.union([text.min(1), browserHandle], {
              error: "must be a device handle, or { endpoint, auth, p256dh } for browser",
            }),
          }),
        )
        .min(1, { error: "must name a device" })
        .max(1000, { error: "takes at most 1000 devices; tag the installations and use tags" })
        .optional(),
    },
    { error: "must say who receives it: { tags }, { tagExpression }, { devices } or { everyone: true }" },
  ),
  announcement: text
    .min(1, { error: "must not be empty" })
    .max(200, { error: "must be at most 200 characters" })
    .optional(),
  schedule: z.union([text, z.strictObject({ local: text, zone: text })]).optional(),
  notAfter: instant.optional(),
  revision: z
    .number({ error: "must be a whole number from 1" })
    .int({ error: "must be a whole number from 1" })
    .min(1, { error: "must be a whole number from 1" })
    .optional(),
  resend: z.enum(["on-change", "on-revision"], { error: "must be on-change or on-revision" }).optional(),
  onInDoubt: z.enum(["hold", "send-again"], { error: "must be hold or send-again" }).optional(),
  test: z.boolean({ error: "must be true or false" }).optional(),
  adopt: z.strictObject({ notificationId: text.min(1) }).optional(),
});

/** Keys of the declaration that travel from the Announcement to the Delivery. */
export const declarationKeys = Object.keys(shape.shape) as (keyof Declaration)[];

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (done, part) => (typeof part === "number" ? `${done}[${part}]` : done ? `${done}.${String(part)}` : String(part)),
    "",
  );

/** True when the value at the path, or something around it, is not known yet. */
function unknownAt(root: unknown, path: readonly PropertyKey[]): boolean {
  let value = root;
  for (const part of path) {
    if (isUnknown(value)) return true;
    if (typeof value !== "object" || value === null) return false;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return hasUnknown(value);
}

/** Everything that is wrong with a declaration; what is not known yet passes. */
export function validateDeclaration(value: Record<string, unknown>): Issue[] {
  const result = shape.safeParse(value);
  const issues: Issue[] = [];
  for (const issue of result.error?.issues ?? []) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys)
        issues.push({ path: pathOf([...issue.path, key]), message: "is not an argument of Broadcast" });
    } else if (!unknownAt(value, issue.path)) {
      issues.push({ path: pathOf(issue.path), message: issue.message });
    }
  }
  if (issues.length > 0) return issues;
  const declaration = value as unknown as Declaration;
  return [...validateContent(declaration), ...validateAudience(declaration), ...validateTimes(declaration)];
}

function validateContent(declaration: Declaration): Issue[] {
  const said = (["message", "payloads", "template"] as const).filter((key) => declaration[key] !== undefined);
  if (said.length !== 1) {
    return [{ path: said[1] ?? "message", message: "exactly one of message, payloads and template must be given" }];
  }
  const issues: Issue[] = [];
  const { message, payloads, template, platforms, headers } = declaration;
  if (message !== undefined) {
    if (platforms === undefined)
      issues.push({
        path: "platforms",
        message: `must name the platforms of the message: ${messagePlatforms.join(", ")}`,
      });
    if (!isUnknown(message))
      for (const { path, message: reason } of validateMessage(message, isUnknown))
        issues.push({ path: path ? `message.${path}` : "message", message: reason });
    if (issues.length === 0 && !hasUnknown(message)) issues.push(...renderIssues(declaration));
  } else if (platforms !== undefined) {
    issues.push({ path: "platforms", message: `is for message; the platforms of ${said[0]} are those it names` });
  }
  if (payloads !== undefined && !isUnknown(payloads)) {
    if (Object.keys(payloads).length === 0)
      issues.push({ path: "payloads", message: `must name a platform: ${formats.join(", ")}` });
    for (const [platform, body] of Object.entries(payloads)) {
      if (hasUnknown(body)) continue;
      for (const finding of checkPayload({ format: platform, body, headers: headers?.[platform as Format] })) {
        if (finding.severity === "error")
          issues.push({ path: `payloads.${platform}${inside(finding.path)}`, message: finding.message });
      }
    }
  }
  if (template !== undefined && !isUnknown(template)) {
    if (Object.keys(template).length === 0) issues.push({ path: "template", message: "must have a property" });
    if (!hasUnknown(template)) {
      for (const finding of checkPayload({ format: "template", body: template })) {
        if (finding.severity === "error")
          issues.push({ path: `template${inside(finding.path)}`, message: finding.message });
      }
    }
  }
  return issues;
}

/** What only rendering shows: an overlong payload, an override that spoils it, an audience that cannot be split by locale. */
function renderIssues({ message, platforms, audience }: Declaration): Issue[] {
  if (!message || !platforms || isUnknown(platforms)) return [];
  const issues: Issue[] = [];
  const locales = localesOf(message);
  const collect = (act: () => void) => {
    try {
      act();
    } catch (error) {
      const found = (error as { issues?: Issue[] }).issues;
      if (!found) throw error;
      for (const { path, message: reason } of found)
        issues.push({ path: /^(audience|message)/.test(path) ? path : `message.${path}`, message: reason });
    }
  };
  for (const platform of new Set(platforms)) {
    for (const locale of locales) {
      collect(() => {
        const { body, headers } = render(message, platform as MessagePlatform, { locale, now: 0 });
        for (const finding of checkPayload({ format: platform, body, headers })) {
          if (finding.severity === "error")
            issues.push({
              path: "message",
              message: `becomes a ${platform} payload in which ${finding.path} is wrong: ${finding.message}`,
            });
        }
      });
    }
  }
  if (locales.length > 1 && !hasUnknown(audience))
    collect(() => splitByLocale(audience as Audience, Object.keys(message.locales ?? {}), message));
  const seen = new Set<string>();
  return issues.filter(({ path, message: reason }) => !seen.has(path + reason) && seen.add(path + reason));
}

/** A finding's JSON path as the rest of a property path: `$.aps` is `.aps`. */
const inside = (path: string): string => path.replace(/^\$/, "").replace(/^(?=[^.[])/, ".");

function validateAudience({ audience, platforms, payloads, message, template }: Declaration): Issue[] {
  if (isUnknown(audience)) return [];
  const said = (["everyone", "tags", "tagExpression", "devices"] as const).filter((key) => audience[key] !== undefined);
  if (said.length !== 1) {
    return [
      {
        path: said.length > 1 ? `audience.${said[1]}` : "audience",
        message: `must say who receives it by exactly one of tags, tagExpression, devices and everyone: true${said.length > 1 ? `; here are ${said.join(" and ")}` : ""}`,
      },
    ];
  }
  if (audience.tags !== undefined && !hasUnknown(audience.tags)) {
    const tags = tagList(audience.tags);
    if (tags.length === 0)
      return [{ path: "audience.tags", message: "must name a tag; everybody is said as { everyone: true }" }];
    for (const tag of tags) {
      const reason = checkTag(tag);
      if (reason) return [{ path: "audience.tags", message: reason }];
    }
    if (tags.length > 20)
      return [{ path: "audience.tags", message: `has ${tags.length} tags; the service takes at most 20 in one send` }];
  }
  if (audience.tagExpression !== undefined && !isUnknown(audience.tagExpression)) {
    try {
      parseTagExpression(audience.tagExpression);
    } catch (error) {
      return [{ path: "audience.tagExpression", message: (error as TagExpressionError).message }];
    }
  }
  if (audience.devices !== undefined && !hasUnknown(audience.devices)) {
    if (template !== undefined)
      return [
        {
          path: "audience.devices",
          message: "cannot be reached by a template: a direct send has no registration; use payloads or message",
        },
      ];
    const posted = message === undefined ? Object.keys(payloads ?? {}) : (platforms ?? []);
    const issues: Issue[] = [];
    for (const [index, device] of audience.devices.entries()) {
      if (!posted.includes(device.platform))
        issues.push({
          path: `audience.devices[${index}].platform`,
          message: `is ${device.platform}, which this broadcast does not post to`,
        });
      if ((device.platform === "browser") !== (typeof device.handle === "object"))
        issues.push({
          path: `audience.devices[${index}].handle`,
          message: "must be text, or { endpoint, auth, p256dh } for browser",
        });
    }
    for (const platform of posted) {
      if (!audience.devices.some((device) => device.platform === platform))
        issues.push({
          path: "audience.devices",
          message: `names no ${platform} device, but the broadcast posts to ${platform}`,
        });
    }
    return issues;
  }
  return [];
}

function validateTimes({ schedule, test, adopt }: Declaration): Issue[] {
  if (schedule === undefined || hasUnknown(schedule)) return [];
  if (test) return [{ path: "schedule", message: "cannot be combined with test: the hub's test send is immediate" }];
  if (adopt) return [{ path: "schedule", message: "cannot be combined with adopt" }];
  try {
    instantOf(schedule);
    return [];
  } catch (error) {
    return [{ path: "schedule", message: (error as Error).message }];
  }
}

/** The tags of a set, sorted and once each. */
export function tagList(tags: string | readonly string[]): string[] {
  const list =
    typeof tags === "string"
      ? tags
          .split("||")
          .map((tag) => tag.trim())
          .filter((tag) => tag !== "")
      : tags;
  return [...new Set(list)].sort();
}
