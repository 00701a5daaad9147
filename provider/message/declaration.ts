import { z } from "zod";
import type { Audience, Device } from "../client/audience";
import { PayloadError } from "../client/errors/payloadError";
import { type Format, formats } from "../client/format";
import { parseInstant } from "../client/instant";
import { messageOf } from "../client/thrown";
import { checkAudience, splitByLocale } from "./audienceRules";
import { checkBroadcast } from "./broadcastRules";
import { type Message, validateMessage } from "./message";
import { joinPath } from "./path";
import { messagePlatforms } from "./platforms";
import { instantOf, type Schedule } from "./schedule";
import { hasUnknown, isUnknown } from "./unknown";

/** The audience of a broadcast, as declared. */
export interface AudienceDeclaration {
  everyone?: true;
  tags?: string | string[];
  tagExpression?: string;
  devices?: Device[];
}

/** The one way in which an audience is declared; undefined if there is none. */
export function audienceIn({ everyone, tags, tagExpression, devices }: AudienceDeclaration): Audience | undefined {
  if (everyone) return { everyone };
  if (tags !== undefined) return { tags };
  if (tagExpression !== undefined) return { tagExpression };
  return devices && { devices };
}

/** What a Broadcast declares, as stored in its Announcement. */
export interface Declaration {
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

/** One thing that is wrong: `path` names the property, `message` says what is expected. */
export interface Issue {
  path: string;
  message: string;
}

const text = z.string({ error: "must be a string" });
const instant = text.refine((value) => parseInstant(value) !== undefined, {
  error: 'must be an instant with a zone, such as "2027-03-08T00:00:00Z"',
});
const browserHandle = z.strictObject({ endpoint: text, auth: text, p256dh: text });
const format = z.enum(formats, { error: `must be one of ${formats.join(", ")}` });
const headers = z.record(text, text, { error: "must be an object of strings by header name" });

/**
 * The schema of a declaration; the message has its own, more precise one.
 *
 * @internal Published types must not refer to types of zod.
 */
export const declarationShape = z.strictObject({
  message: z.unknown().optional(),
  payloads: z
    .partialRecord(
      format,
      z.union([text.min(1), z.record(z.string(), z.unknown())], {
        error: "must be an object, or a string that is sent as it is",
      }),
      {
        error: `must be an object whose keys are among ${formats.join(", ")}`,
      },
    )
    .optional(),
  template: z
    .record(text, z.string({ error: "must be a string: the service takes only strings as template properties" }), {
      error: "must be an object of strings",
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
      everyone: z.literal(true, { error: "must be true, or left out" }).optional(),
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
    { error: "must say who receives the broadcast: { tags }, { tagExpression }, { devices } or { everyone: true }" },
  ),
  announcement: text
    .min(1, { error: "must not be empty" })
    .max(200, { error: "must be at most 200 characters" })
    .optional(),
  schedule: z.union([text, z.strictObject({ local: text, zone: text })]).optional(),
  notAfter: instant.optional(),
  revision: z
    .number({ error: "must be a whole number, 1 or more" })
    .int({ error: "must be a whole number, 1 or more" })
    .min(1, { error: "must be a whole number, 1 or more" })
    .optional(),
  resend: z.enum(["on-change", "on-revision"], { error: "must be on-change or on-revision" }).optional(),
  onInDoubt: z.enum(["hold", "send-again"], { error: "must be hold or send-again" }).optional(),
  test: z.boolean({ error: "must be true or false" }).optional(),
  adopt: z.strictObject({ notificationId: text.min(1) }).optional(),
});

/** Keys of the declaration among the inputs of an Announcement. */
export const declarationKeys = Object.keys(declarationShape.shape) as (keyof Declaration)[];

/** Whether the value at the path, or a value that contains it, is not known yet. */
function unknownAt(root: unknown, path: readonly PropertyKey[]): boolean {
  let value = root;
  for (const part of path) {
    if (isUnknown(value)) return true;
    if (typeof value !== "object" || value === null) return false;
    value = Reflect.get(value, part);
  }
  return hasUnknown(value);
}

/** Everything that is wrong with a declaration; values that are not known yet are not checked. */
export function validateDeclaration(value: object): Issue[] {
  const result = declarationShape.safeParse(value);
  const issues: Issue[] = [];
  for (const issue of result.error?.issues ?? []) {
    if (issue.code === "unrecognized_keys") {
      const platforms = issue.path[0] === "payloads" || issue.path[0] === "headers";
      const message = platforms
        ? `is not a platform; use one of ${formats.join(", ")}`
        : "is not an argument of Broadcast";
      for (const key of issue.keys) issues.push({ path: joinPath(...issue.path, key), message });
    } else if (!unknownAt(value, issue.path)) {
      issues.push({ path: joinPath(...issue.path), message: issue.message });
    }
  }
  if (issues.length > 0) return issues;
  const declaration = value as Declaration;
  return [...validateContent(declaration), ...validateAudience(declaration), ...validateTimes(declaration)];
}

function validateContent(declaration: Declaration): Issue[] {
  const said = (["message", "payloads", "template"] as const).filter((key) => declaration[key] !== undefined);
  if (said.length !== 1) {
    return [{ path: said[1] ?? "message", message: "exactly one of message, payloads and template must be given" }];
  }
  const issues: Issue[] = [];
  const { message, payloads, template, platforms, headers, audience } = declaration;
  if (message !== undefined) {
    if (platforms === undefined)
      issues.push({
        path: "platforms",
        message: `must name the platforms of the message: ${messagePlatforms.join(", ")}`,
      });
    for (const { path, message: reason } of validateMessage(message, isUnknown))
      issues.push({ path: path ? `message.${path}` : "message", message: reason });
  } else if (platforms !== undefined) {
    issues.push({ path: "platforms", message: `belongs to message; the keys of ${said[0]} name its platforms` });
  }
  if (payloads !== undefined && Object.keys(payloads).length === 0)
    issues.push({ path: "payloads", message: `must name a platform: ${formats.join(", ")}` });
  if (template !== undefined && Object.keys(template).length === 0)
    issues.push({ path: "template", message: "must have a property" });
  if (issues.length > 0) return issues;

  const whole = {
    message: known(message),
    template: known(template),
    headers: known(headers),
    platforms: known(platforms),
  };
  const bodies = Object.entries(isUnknown(payloads) ? {} : (payloads ?? {})).filter(([, body]) => !hasUnknown(body));
  for (const { path, message: reason, severity } of checkBroadcast({
    ...whole,
    payloads: Object.fromEntries(bodies),
  })) {
    if (severity === "error") issues.push({ path, message: reason });
  }
  const { locales = {} } = whole.message ?? {};
  const receivers = hasUnknown(audience) ? undefined : audienceIn(audience);
  if (issues.length === 0 && receivers && Object.keys(locales).length > 0) {
    try {
      splitByLocale(receivers, Object.keys(locales), message);
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      issues.push(
        ...error.issues.map(({ path, message: reason }) => ({
          path: path === "locales" ? "message.locales" : path,
          message: reason,
        })),
      );
    }
  }
  return issues;
}

/** The value, if all of it is known already. */
const known = <T>(value: T): T | undefined => (hasUnknown(value) ? undefined : value);

function validateAudience({ audience, platforms, payloads, message, template }: Declaration): Issue[] {
  if (isUnknown(audience)) return [];
  const said = (["everyone", "tags", "tagExpression", "devices"] as const).filter((key) => audience[key] !== undefined);
  if (said.length !== 1) {
    return [
      {
        path: said.length > 1 ? `audience.${said[1]}` : "audience",
        message: `must say who receives the broadcast by exactly one of tags, tagExpression, devices and everyone: true${said.length > 1 ? `; got ${said.join(" and ")}` : ""}`,
      },
    ];
  }
  if (audience.devices === undefined) return hasUnknown(audience) ? [] : checkAudience(audienceIn(audience)!);
  if (!hasUnknown(audience.devices)) {
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
          message: "must be a string, or { endpoint, auth, p256dh } for browser",
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
    return [{ path: "schedule", message: messageOf(error) }];
  }
}
