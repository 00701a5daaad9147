import assert from "node:assert/strict";
import { type Policies, type ResourceValidationPolicy, UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import { type BroadcastPolicy, broadcastPolicies, PolicyConfigError, rules } from "../../../sdk/policy/index";
import { announcementType, announcementTypes } from "../../../sdk/resourceTypes";
import { happy } from "./aDraft";

/** The stand-ins of the engine for values that a preview does not know, one per type. */
const unknowns = {
  string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};

/** What the SDK hands to a policy. */
function args(props: Record<string, unknown>, config: Record<string, unknown>, type = announcementType): any {
  return {
    type,
    props: unknownCheckingProxy(structuredClone(props)),
    urn: `urn:pulumi:production::try::broadcast:index:Broadcast$${type}::v2-4-0`,
    name: "v2-4-0",
    opts: {},
    stackTags: new Map(),
    getConfig: () => config,
  };
}

/** The engine fills in the defaults of the schema. */
const defaults = ({ configSchema }: BroadcastPolicy): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(configSchema?.properties ?? {})
      .filter(([, property]) => property.default !== undefined)
      .map(([key, property]) => [key, property.default]),
  );

function run(policies: BroadcastPolicy[], props: Record<string, unknown>, config: Record<string, object> = {}) {
  const said: Record<string, string[]> = {};
  for (const policy of policies) {
    const own = { ...defaults(policy), ...config[policy.name] };
    policy.validateResource(args(props, own), (message) => {
      said[policy.name] ??= [];
      said[policy.name]!.push(message);
    });
  }
  return said;
}

/** Every place of a value, leaves and branches. */
function* placesIn(value: unknown, keys: (string | number)[] = []): Generator<(string | number)[]> {
  if (keys.length > 0) yield keys;
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    yield* placesIn(each, [...keys, Array.isArray(value) ? Number(key) : key]);
  }
}

function withValue(root: object, keys: (string | number)[], value: unknown): Record<string, unknown> {
  const copy: any = structuredClone(root);
  const last = keys.at(-1)!;
  keys.slice(0, -1).reduce((at, key) => at[key], copy)[last] = value;
  return copy;
}

/** Every policy that does not look at the present time. */
const timeless = (policies: BroadcastPolicy[]) =>
  policies.filter(({ name }) => name !== "quiet-hours" && name !== "send-days");

describe("broadcastPolicies, in a pack of the SDK", () => {
  const all = timeless(broadcastPolicies({ preset: "all" }));

  it("are policies as PolicyPack takes them", () => {
    const policies: Policies = broadcastPolicies();
    assert.equal(policies.length, rules.filter(({ judgeStack }) => !judgeStack).length);
    for (const policy of policies as ResourceValidationPolicy[]) {
      assert.equal(policy.name === "all", false);
      assert.ok(!("enforcementLevel" in (policy.configSchema?.properties ?? {})));
    }
  });

  it("say nothing of a broadcast that is right, and refuse one that is not", () => {
    assert.deepEqual(run(all, happy), {});
    const found = run(all, { ...happy, message: { ...happy.message, title: "TODO" }, onInDoubt: "send-again" });
    assert.deepEqual(Object.keys(found), ["draft-text", "in-doubt-held"]);
  });

  it("judge announcements of programs in every language, and nothing else", () => {
    const wrong = { ...happy, onInDoubt: "send-again" };
    const policy = all.find(({ name }) => name === "in-doubt-held")!;
    const said = (type: string): string[] => {
      const messages: string[] = [];
      policy.validateResource(args(wrong, defaults(policy), type), (message) => messages.push(message));
      return messages;
    };
    assert.equal(announcementTypes.size, 2);
    for (const type of announcementTypes) assert.equal(said(type).length, 1, type);
    assert.deepEqual(said("broadcast:index:Delivery"), []);
  });

  it("have the levels of the preset, and of the configuration given in code", () => {
    const level = (policies: BroadcastPolicy[], name: string) =>
      policies.find((policy) => policy.name === name)!.enforcementLevel;
    assert.equal(level(broadcastPolicies(), "quiet-hours"), "disabled");
    assert.equal(level(broadcastPolicies(), "title-length"), "advisory");
    const own = broadcastPolicies({
      preset: "strict",
      config: { "quiet-hours": { enforcementLevel: "advisory", zone: "Europe/Paris" }, "title-length": "remediate" },
    });
    assert.equal(level(own, "quiet-hours"), "advisory");
    assert.equal(level(own, "title-length"), "remediate");
    assert.equal(own.find(({ name }) => name === "quiet-hours")!.configSchema!.properties.zone.default, "Europe/Paris");
  });

  it("refuse configuration that is not understood, in code at once and from a file at the first resource", () => {
    assert.throws(() => broadcastPolicies({ config: { "quiet-hours": { zone: "Mars" } } }), PolicyConfigError);
    assert.throws(
      () => run(broadcastPolicies(), happy, { "quiet-hours": { zon: "UTC" } }),
      /^PolicyConfigError: quiet-hours: zon: is not a key of this policy; it takes zone, from, to$/,
    );
  });

  it("judge a namespace of the same program when they judge the broadcast", () => {
    const [tier] = broadcastPolicies().filter(({ name }) => name === "tier-fits");
    const said: string[] = [];
    const namespace = "azure-native:notificationhubs:Namespace";
    tier!.validateResource(
      args({ namespaceName: "contoso", sku: { name: "Basic" } }, defaults(tier!), namespace),
      said.push,
    );
    const schedule = new Date(Date.now() + 3_600_000).toISOString();
    const props = { ...happy, schedule, to: "contoso.servicebus.windows.net/releases" };
    tier!.validateResource(args(props, defaults(tier!)), (message) => said.push(message));
    assert.deepEqual(said, ["schedule needs the Standard tier, but the hub is basic"]);
  });

  it("are their own count of posts for each pack", () => {
    const limit = () => broadcastPolicies({ preset: "all" }).filter(({ name }) => name === "posts-limit");
    assert.deepEqual(run(limit(), happy, { "posts-limit": { most: 2 } }), {});
    assert.deepEqual(run(limit(), happy, { "posts-limit": { most: 2 } }), {});
  });
});

describe("values that a preview does not know", () => {
  const rich = {
    ...happy,
    message: {
      ...happy.message,
      subtitle: "New",
      image: "https://contoso.com/a.png",
      badge: 1,
      data: { build: "2040" },
      locales: { fr: { title: "La 2.4.0 est là", body: "Mode sombre" } },
      overrides: { apple: { payload: { aps: { "thread-id": "release" } }, headers: { "apns-priority": "5" } } },
      silent: false,
      ttlSeconds: 60,
    },
    schedule: { local: "2999-06-05T12:00", zone: "UTC" },
    headers: { apple: { "apns-priority": "5" } },
    onInDoubt: "hold",
    test: false,
  };
  const payloads = {
    ...happy,
    message: undefined,
    platforms: undefined,
    payloads: {
      apple: { aps: { alert: { title: "a", body: "b" }, badge: 1 }, link: "https://contoso.com" },
      fcmv1: {
        message: {
          notification: { title: "a", body: "b" },
          data: { a: "b" },
          android: { ttl: "60s", collapse_key: "c" },
        },
      },
      windows: "<toast><visual><binding template='ToastGeneric'><text>a</text></binding></visual></toast>",
    },
    headers: {
      apple: { "apns-expiration": "0", "apns-collapse-id": "c" },
      windows: { "X-WNS-TTL": "60", "X-WNS-Tag": "c" },
    },
  };
  const every = (allowUnknown: string[] = []) =>
    broadcastPolicies({
      preset: "all",
      config: {
        "schedule-window": "disabled",
        "locales-required": { locales: ["fr"] },
        "values-known": { allowUnknown },
      },
    }).filter(({ enforcementLevel }) => enforcementLevel !== "disabled");
  // What is scheduled for a Wednesday noon is judged by its schedule, whenever the tests run.
  const policiesFor = (declaration: object) => ("schedule" in declaration ? every() : timeless(every()));
  const policies = every();

  for (const [name, declaration] of Object.entries({ message: rich, payloads })) {
    it(`are refused by values-known wherever they are in a broadcast of ${name}, and by nothing else`, () => {
      const known = JSON.parse(JSON.stringify(declaration));
      const judges = policiesFor(declaration);
      assert.deepEqual(run(judges, known), {});
      let places = 0;
      for (const keys of placesIn(known)) {
        if (keys[0] === "schema" || keys[0] === "name") continue;
        for (const unknown of Object.values(unknowns)) {
          const props = { ...withValue(known, keys, unknown), digests: unknowns.string, posts: unknowns.string };
          const found = run(judges, props);
          assert.deepEqual(Object.keys(found), ["values-known"], `${keys.join(".")}: ${JSON.stringify(found)}`);
          assert.equal(found["values-known"]!.length, 1);
          assert.match(found["values-known"]![0]!, /is not known in this preview, so no rule can judge it: add /);
        }
        places++;
      }
      assert.ok(places > 15);
    });
  }

  it("are taken when allowUnknown names them, with * for anything", () => {
    const props = withValue(rich, ["message", "link"], unknowns.string);
    assert.deepEqual(run(every(["message.link"]), props), {});
    assert.deepEqual(run(every(["*"]), props), {});
    assert.deepEqual(Object.keys(run(every(["message.body"]), props)), ["values-known"]);
  });

  it("do not hide what is known and wrong beside them", () => {
    const props = withValue(withValue(rich, ["message", "link"], unknowns.string), ["message", "title"], "TODO");
    assert.deepEqual(Object.keys(run(policies, props)).sort(), ["draft-text", "values-known"]);
  });

  it("are judged although `posts` is not known, and not when it is known and empty", () => {
    const props = withValue(rich, ["message", "body"], unknowns.string);
    assert.deepEqual(run(policies, { ...props, posts: [] }), {});
  });

  it("would have ended a policy that reads them through the SDK's proxy", () => {
    const { props } = args(withValue(rich, ["message", "title"], unknowns.string), {});
    assert.throws(() => props.message.title, UnknownValueError);
  });
});

describe("a broadcast whose inputs still hold the plan of the run that posted it", () => {
  const wrong = { ...happy, message: { ...happy.message, title: "TODO" }, posts: ["apple"] };
  const now = Date.now();

  it("is judged by nothing: a stricter rule does not fail what was sent", () => {
    const plannedAt = new Date(now - 3_600_000).toISOString();
    assert.deepEqual(run(broadcastPolicies({ preset: "all" }), { ...wrong, plannedAt }), {});
  });

  it("is judged in the run that plans it, and in a preview that does not know the time", () => {
    for (const plannedAt of [new Date(now).toISOString(), unknowns.string])
      assert.ok("draft-text" in run(broadcastPolicies(), { ...wrong, plannedAt }), plannedAt);
  });
});

describe("remediations, in a pack of the SDK", () => {
  const remedy = (name: string, props: Record<string, unknown>, config: object = {}) => {
    const [policy] = broadcastPolicies({ preset: "all" }).filter((each) => each.name === name);
    const given = args(props, { ...defaults(policy!), ...config });
    return policy!.remediateResource!(given);
  };

  it("cut a long title, and leave a broadcast alone that is right or has been sent", () => {
    const long = { ...happy, message: { ...happy.message, title: "x".repeat(80) } };
    assert.equal(remedy("title-length", long)!.message.title, `${"x".repeat(49)}…`);
    assert.equal(remedy("title-length", happy), undefined);
    assert.equal(remedy("title-length", { ...long, posts: [] }), undefined);
  });
});
