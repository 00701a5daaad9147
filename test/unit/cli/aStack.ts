import type { StackResource } from "../../../sdk/cli/stackBroadcasts";

/** A moment long ago, and the digests and the run of what happened then. */
export const longAgo = "2026-11-24T10:43:16.000Z";
export const run = "8dd9c677";
export const digests = { apple: "04f79a4f95922ade", fcmv1: "79656c5164bf5978" };

const stackUrn = "urn:pulumi:dev::releases::pulumi:pulumi:Stack::releases-dev";

export const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "S3CRET" };

/** A component resource, which stands under another one or under the stack. */
export function aComponent(name: string, type = "my:app:App", parent?: StackResource): StackResource {
  const types = parent ? `${parent.urn.split("::")[2]}$${type}` : type;
  return { urn: `urn:pulumi:dev::releases::${types}::${name}`, type, parent: parent?.urn ?? stackUrn };
}

/** The resources of a broadcast; an output given as null is left out, and so is a resource. */
export function aBroadcast(
  name: string,
  { announcement, delivery }: { announcement?: object; delivery?: object | null } = {},
  parent?: StackResource,
): StackResource[] {
  const component = aComponent(name, "broadcast:index:Broadcast", parent);
  const child = (kind: string, outputs: object): StackResource => {
    const { urn, type } = aComponent(name, `pulumi-nodejs:dynamic/broadcast:${kind}`, component);
    const all = { schema: 1, of: component.urn, name, ...outputs };
    return { urn, type, parent: component.urn, outputs: all };
  };
  const sends = [aSend("apple"), aSend("fcmv1")];
  const declared = {
    message: { title: "T0P" },
    audience: secret,
    digests,
    armed: { ...arm("apple"), ...arm("fcmv1") },
  };
  const known = { status: "sent", at: "contoso.servicebus.windows.net/releases", sends, hub: secret };
  return [
    component,
    child("Announcement", { ...declared, ...announcement }),
    ...(delivery === null ? [] : [child("Delivery", { ...known, ...delivery })]),
  ];
}

export const aSend = (platform: keyof typeof digests, fields: object = {}) => ({
  digest: digests[platform],
  platform,
  run,
  state: "sent",
  sentAt: longAgo,
  notificationId: `n-${platform}`,
  trackingId: `t-${platform}`,
  ...fields,
});

export const aDoubt = (platform: keyof typeof digests, fields: object = {}) => ({
  digest: digests[platform],
  platform,
  run,
  at: longAgo,
  reason: "the hub did not answer within 30 s",
  ...fields,
});

/** An arm by its digest. */
export const arm = (platform: keyof typeof digests, fields: object = {}) => ({
  [digests[platform]]: { run, at: longAgo, until: "2026-11-24T10:44:11.000Z", part: platform, ...fields },
});

/** The broadcast of a run that was killed before its Delivery was made. */
export const killed = { delivery: null };

/** The key of what a run left behind. */
export const key = (platform: keyof typeof digests, of = run): string => `${digests[platform]}@${of}`;

export const theStack: StackResource = { urn: stackUrn, type: "pulumi:pulumi:Stack" };
