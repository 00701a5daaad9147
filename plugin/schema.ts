import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { z } from "zod";
import { declarationShape } from "../provider/message/declaration";
import { isRecord } from "../provider/message/isRecord";
import { messageShape } from "../provider/message/message";
import { messagePlatforms } from "../provider/message/platforms";

/** A part of a package schema, of the form that Pulumi's generators read. */
type Spec = Record<string, unknown>;

/** What check takes, with the shapes that other places check. */
const broadcastShape = declarationShape.extend({
  message: messageShape.optional(),
  hub: z
    .union([
      z.string(),
      z.strictObject({
        connectionString: z.string().optional(),
        hub: z.string().optional(),
        resourceId: z.string().optional(),
        rule: z.string().optional(),
      }),
    ])
    .optional(),
});

/** Names of types that are not their property's own. */
const typeNames: Record<string, string> = {
  actions: "Action",
  adopt: "Adoption",
  devices: "Device",
  handle: "BrowserHandle",
  locales: "Content",
  platforms: "MessagePlatform",
  schedule: "LocalTime",
  ...Object.fromEntries(messagePlatforms.map((platform) => [platform, "Override"])),
};

/** Values that no state or output shows. */
const secrets = ["Broadcast.hub", "Hub.connectionString", "Audience.devices", "Device.handle"];

/** What the types of TypeScript programs leave to the text around them. */
const words: Record<string, string> = {
  "Audience.everyone": "Every registered device: true, or left out.",
  "Audience.tags": "Devices with at least one of the tags.",
  "Audience.tagExpression": "Devices whose tags fit an expression, such as `release && !beta`.",
  "Audience.devices": "At most 1000 devices by their handles, without a registration.",
  "Device.platform": "Platform of the device.",
  "Device.handle": "The handle that the platform gave the device; of a browser its push subscription. Kept secret.",
  "BrowserHandle.endpoint": "URL of the push subscription.",
  "BrowserHandle.auth": "Authentication secret of the push subscription.",
  "BrowserHandle.p256dh": "Public key of the push subscription.",
  "LocalTime.local":
    "Date and time without a zone, such as `2027-03-08T09:00`. A change moves a send that is still pending.",
  "LocalTime.zone": "IANA name of the zone, such as `Europe/Paris`. A change moves a send that is still pending.",
  "Adoption.notificationId": "Id that the hub gave the earlier send. A change posts nothing.",
  "Hub.connectionString": "Connection string with the right to send. Kept secret; a change posts nothing.",
  "Hub.hub": "Name of the hub, where the connection string names none. A change posts nothing.",
  "Hub.resourceId":
    "In place of a connection string: id of the hub in Azure, or of one of its access rules, for which whoever is signed in fetches the key when it is needed. A change posts nothing.",
  "Hub.rule":
    "Name of the access rule whose key signs, beside `resourceId`. Default: DefaultFullSharedAccessSignature. A change posts nothing.",
};
for (const platform of messagePlatforms) words[`Overrides.${platform}`] = `Additions for ${platform}, merged last.`;

const outputs: Record<string, Spec> = {
  status: {
    type: "string",
    description:
      "What became of it: sent, scheduled, due, canceled, not-sent, in-doubt, expired or off; of several platforms, the state that asks most for attention.",
  },
  sends: {
    type: "array",
    items: anyObject(),
    description: "One record per platform and locale: ids, time, state and counts.",
  },
  digests: {
    type: "object",
    additionalProperties: { type: "string" },
    description: "Identity of each post: what changes it posts again.",
  },
  doubts: {
    type: "array",
    items: anyObject(),
    description: "Posts that nobody knows the fate of, until a person says so.",
  },
};

/** What the stack's configuration and an explicit provider say, under the same names. */
const settings: Record<string, Spec> = {
  connectionString: {
    type: "string",
    secret: true,
    description:
      "Connection string of the hub, for broadcasts without `hub`. A change posts nothing. Default: the environment's NOTIFICATIONHUBS_CONNECTION_STRING.",
  },
  hub: {
    type: "string",
    description:
      "Name of the hub, where the connection string names none. A change posts nothing. Default: the environment's NOTIFICATION_HUB_NAME.",
  },
  resourceId: {
    type: "string",
    description:
      "In place of a connection string: id of the hub in Azure, or of one of its access rules, for broadcasts without `hub`. A change posts nothing. Default: the environment's NOTIFICATION_HUB_RESOURCE_ID.",
  },
  send: {
    type: "string",
    description:
      "live posts, test uses the hub's test send, off posts nothing. Default: the environment's BROADCAST_SEND, then live.",
  },
  ledger: {
    type: "string",
    description:
      "URL of a memory beyond one stack: file:DIR or azblob://account/container/prefix. Default: the environment's BROADCAST_LEDGER, then none.",
  },
  resolve: {
    type: "string",
    description:
      "What a person found out about posts in doubt, as JSON; `pulumi-broadcast resolve` writes it. Default: nothing.",
  },
  timeoutSeconds: {
    type: "string",
    description:
      "How long one request to the hub may take, in seconds, at most 300. Default: the environment's BROADCAST_TIMEOUT_SECONDS, then 30.",
  },
  plan: {
    type: "string",
    description:
      "full: a preview shows the card of every broadcast, of more than five too. A change posts nothing. Default: at most five cards.",
  },
};

/** The schema from which other languages' packages are generated, made from the shapes that check uses. */
export function packageSchema(version: string): Spec {
  const types: Record<string, Spec> = {};
  const documented = docs();
  const { properties, required } = z.toJSONSchema(broadcastShape, { unrepresentable: "any" });

  function typed(key: string, schema: unknown): Spec {
    if (!isRecord(schema)) throw new Error(`${key}: has no shape`);
    if (Array.isArray(schema.enum)) {
      const name = nameOf(key);
      types[token(name)] = { type: "string", enum: schema.enum.map((value) => ({ value })) };
      return { $ref: `#/types/${token(name)}` };
    }
    if (Array.isArray(schema.anyOf)) {
      const kinds = schema.anyOf.map((each) => typed(key, each));
      // A list that may be one text is a list: generated Python cannot send a choice of the two.
      const list = kinds.find(({ type }) => type === "array");
      if (list) return list;
      return { oneOf: kinds };
    }
    if (schema.type === "array") return { type: "array", items: typed(key, schema.items) };
    if (isRecord(schema.properties)) {
      const name = nameOf(key);
      types[token(name)] = { type: "object", ...members(name, schema.properties, schema.required) };
      return { $ref: `#/types/${token(name)}` };
    }
    if (schema.type === "object")
      return { type: "object", additionalProperties: typed(key, schema.additionalProperties) };
    return typeof schema.type === "string" ? { type: schema.type } : { $ref: "pulumi.json#/Any" };
  }

  function members(owner: string, shapes: object, needed: unknown): { properties: Spec; required?: unknown } {
    const specs = Object.entries(shapes).map(([key, schema]): [string, Spec] => {
      const at = `${owner}.${key}`;
      const description = words[at] ?? documented.get(at);
      if (description === undefined) throw new Error(`${at}: has no description`);
      const secret = secrets.includes(at) ? { secret: true } : {};
      return [key, { ...typed(key, schema), ...secret, description: withChange(owner, description) }];
    });
    const required = needed === undefined ? {} : { required: needed };
    return { properties: Object.fromEntries(specs), ...required };
  }

  const inputs = members("Broadcast", properties ?? {}, undefined);
  return {
    name: "broadcast",
    displayName: "Broadcast",
    version,
    description:
      "Push announcements as Pulumi resources: declared, reviewed, signed and posted once through Azure Notification Hubs.",
    keywords: ["azure", "notification-hubs", "push", "announcement", "category/cloud", "kind/component"],
    homepage: "https://github.com/pulumi-broadcast/pulumi-broadcast#readme",
    repository: "https://github.com/pulumi-broadcast/pulumi-broadcast",
    license: "Apache-2.0",
    publisher: "pulumi-broadcast authors",
    logoUrl: "https://raw.githubusercontent.com/pulumi-broadcast/pulumi-broadcast/main/docs/logo.png",
    meta: { moduleFormat: "(.*)" },
    language: Object.fromEntries(
      ["nodejs", "python", "go", "csharp", "java"].map((each) => [each, { respectSchemaVersion: true }]),
    ),
    config: { variables: settings },
    provider: {
      description:
        "Where broadcasts go and how, for a program that does not say it in the stack's configuration, which comes first.",
      inputProperties: settings,
    },
    types: Object.fromEntries(Object.entries(types).sort(([a], [b]) => (a < b ? -1 : 1))),
    resources: {
      [token("Broadcast")]: {
        isComponent: true,
        description:
          "A push announcement that `pulumi up` posts through Azure Notification Hubs once: not on preview, not again after a crash, a retry, a key rotation, a rename or a refresh.",
        inputProperties: inputs.properties,
        requiredInputs: required,
        properties: outputs,
        required: Object.keys(outputs),
      },
    },
  };
}

function anyObject(): Spec {
  return { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } };
}

const token = (name: string): string => `broadcast:index:${name}`;

const nameOf = (key: string): string => typeNames[key] ?? key.charAt(0).toUpperCase() + key.slice(1);

/** Every property says what a change of it does: what is posted is posted again, unless its text says otherwise. */
function withChange(owner: string, description: string): string {
  if (/\b(chang|rais|post|turning)/i.test(description)) return description;
  const within = ["Broadcast", "Audience", "Device", "BrowserHandle"].includes(owner);
  return `${description} A change posts again${within ? "" : ", to the platforms whose content it changes"}.`;
}

/** The texts of TypeScript's own types, by the schema's type and property. */
function docs(): Map<string, string> {
  const found = new Map<string, string>();
  const root = path.resolve(__dirname, "../..");
  for (const file of ["sdk/broadcastArgs.ts", "provider/message/content.ts", "provider/message/message.ts"]) {
    const source = ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) {
      if (!ts.isInterfaceDeclaration(statement)) continue;
      for (const owner of ownersOf(statement.name.text)) {
        for (const member of statement.members) {
          const text = docOf(member);
          const key = member.name?.getText(source);
          if (key && text && !text.startsWith("Not beside")) found.set(`${owner}.${key}`, text);
        }
      }
    }
  }
  return found;
}

/** The schema's types that have the properties of an interface. */
function ownersOf(name: string): string[] {
  if (name === "Content") return ["Content", "Message"];
  if (name === "LocalizedContent") return ["Message"];
  return [/^Broadcast\w*Args$/.test(name) ? "Broadcast" : name];
}

function docOf(member: ts.Node): string | undefined {
  const doc = ts.getJSDocCommentsAndTags(member).find(ts.isJSDoc);
  const preset = doc?.tags?.find(({ tagName }) => tagName.text === "default");
  const text = ts.getTextOfJSDocComment(doc?.comment);
  const value = ts.getTextOfJSDocComment(preset?.comment);
  return value === undefined ? text : `${text} Default: ${value.trim()}.`;
}
