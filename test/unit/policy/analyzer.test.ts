import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { answers } from "../../../sdk/policy/analyzer";
import type { Preset } from "../../../sdk/policy/rule";
import { rules } from "../../../sdk/policy/rules";
import { announcementType } from "../../../sdk/resourceTypes";
import { happy } from "./aDraft";

const load = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const messages = load("./proto/analyzer_pb");
const { Struct } = load("google-protobuf/google/protobuf/struct_pb");
const { ADVISORY, MANDATORY, REMEDIATE, DISABLED } = messages.EnforcementLevel;

/** The pack as the engine calls it, over the engine's own messages. */
function pack(preset: Preset) {
  const calls = answers(preset, load) as Record<string, (call: { request: any }, reply: any) => void>;
  const call = (name: string, request: any): any => {
    let answer: { error: any; response: any } | undefined;
    calls[name]!({ request }, (error: any, response: any) => {
      answer = { error, response };
    });
    if (answer!.error) throw Object.assign(new Error(answer!.error.details), { code: answer!.error.code });
    return answer!.response;
  };
  const resource = (props: object, type = announcementType) => {
    const request = new messages.AnalyzeRequest();
    request.setType(type);
    request.setUrn(`urn:pulumi:dev::try::${type}::v2-4-0`);
    request.setName("v2-4-0");
    request.setProperties(Struct.fromJavaScript(props));
    return request;
  };
  return {
    info: () => call("getAnalyzerInfo", undefined),
    configure(config: Record<string, { level: number; [key: string]: unknown }>) {
      const request = new messages.ConfigureAnalyzerRequest();
      for (const [name, { level, ...properties }] of Object.entries(config)) {
        const own = new messages.PolicyConfig();
        own.setEnforcementlevel(level);
        own.setProperties(Struct.fromJavaScript(properties));
        request.getPolicyconfigMap().set(name, own);
      }
      return call("configure", request);
    },
    configureStack(config: Record<string, string>, secrets: string[]) {
      const request = new messages.AnalyzerStackConfigureRequest();
      request.setStack("dev");
      for (const [key, value] of Object.entries(config)) request.getConfigMap().set(key, value);
      request.setConfigSecretKeysList(secrets);
      return call("configureStack", request);
    },
    analyze: (props: object, type?: string): { policy: string; level: number; message: string }[] =>
      call("analyze", resource(props, type))
        .getDiagnosticsList()
        .map((found: any) => ({
          policy: found.getPolicyname(),
          level: found.getEnforcementlevel(),
          message: found.getMessage().split("\n")[1],
        })),
    remediate: (props: object, type?: string): { policy: string; properties: any }[] =>
      call("remediate", resource(props, type))
        .getRemediationsList()
        .map((done: any) => ({ policy: done.getPolicyname(), properties: done.getProperties().toJavaScript() })),
  };
}

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const payloads = (value: object, headers?: object) => {
  const { message: _, platforms: __, ...rest } = happy;
  return { ...rest, payloads: value, ...(headers && { headers }) };
};

describe("the policy pack", () => {
  it("tells the engine every rule with its level in the preset and its configuration", () => {
    const info = pack("recommended").info();
    assert.equal(info.getName(), "broadcast");
    assert.match(info.getVersion(), /^\d+\.\d+\.\d+/);
    assert.ok(info.getSupportsconfig());
    const policies = new Map<string, any>(info.getPoliciesList().map((policy: any) => [policy.getName(), policy]));
    assert.deepEqual(
      [...policies.keys()],
      rules.map(({ name }) => name),
    );
    assert.equal(policies.get("secret-text").getEnforcementlevel(), MANDATORY);
    assert.equal(policies.get("title-length").getEnforcementlevel(), ADVISORY);
    assert.equal(policies.get("quiet-hours").getEnforcementlevel(), DISABLED);
    const schema = policies.get("quiet-hours").getConfigschema().getProperties().toJavaScript();
    assert.deepEqual(schema.zone, {
      type: "string",
      default: "UTC",
      description: "IANA time zone, such as Europe/Paris.",
    });
  });

  it("stops a run for what a platform refuses; what only looks like a mistake stops it in the strict pack alone", () => {
    const strange = payloads({ apple: { aps: { alert: "Hi", color: "red" } } }, { apple: { "apns-expiration": "0" } });
    const refused = payloads({ apple: { aps: { alert: "Hi", badge: "1" } } }, { apple: { "apns-expiration": "0" } });
    const levels = (
      preset: "recommended" | "strict",
      props: object,
      config: Parameters<ReturnType<typeof pack>["configure"]>[0] = {},
    ) => {
      const { analyze, configure } = pack(preset);
      configure(config);
      return analyze(props)
        .filter(({ policy }) => ["apple-aps-shown", "badge-integer"].includes(policy))
        .map(({ level }) => level);
    };
    assert.deepEqual(levels("recommended", strange), [ADVISORY]);
    assert.deepEqual(levels("recommended", refused), [MANDATORY]);
    assert.deepEqual(levels("recommended", refused, { "badge-integer": { level: ADVISORY } }), [ADVISORY]);
    assert.deepEqual(levels("strict", strange), [MANDATORY]);
    assert.deepEqual(levels("strict", strange, { "apple-aps-shown": { level: ADVISORY } }), [ADVISORY]);
  });

  it("judges announcements by its preset before it is configured, and no other resource", () => {
    const { analyze } = pack("recommended");
    assert.deepEqual(analyze(happy), []);
    assert.deepEqual(analyze({ ...happy, onInDoubt: "send-again" }), [
      {
        policy: "in-doubt-held",
        level: MANDATORY,
        message: 'onInDoubt is send-again, which may send twice: write "hold", or leave it out',
      },
    ]);
    assert.deepEqual(analyze({ ...happy, onInDoubt: "send-again" }, "pulumi-nodejs:dynamic/broadcast:Delivery"), []);
    assert.equal(analyze({ ...happy, onInDoubt: "send-again" }, "broadcast:index:Announcement").length, 1);
  });

  it("takes levels and keys from the engine", () => {
    const { analyze, configure } = pack("recommended");
    configure({ "in-doubt-held": { level: ADVISORY }, "banned-words": { level: MANDATORY, words: ["dark"] } });
    const found = analyze({ ...happy, onInDoubt: "send-again" });
    assert.deepEqual(
      found.map(({ policy, level }) => [policy, level]),
      [
        ["banned-words", MANDATORY],
        ["in-doubt-held", ADVISORY],
      ],
    );
  });

  it("refuses to run on configuration that it does not understand, naming policy and key", () => {
    const { configure } = pack("recommended");
    const refused = (config: Parameters<typeof configure>[0], message: string) =>
      assert.throws(() => configure(config), { message, code: 3 });
    refused(
      { "quite-hours": { level: MANDATORY } },
      "quite-hours: is not a policy of this pack; did you mean quiet-hours?",
    );
    refused(
      { "quiet-hours": { level: MANDATORY, zon: "UTC" } },
      "quiet-hours: zon: is not a key of this policy; it takes zone, from, to",
    );
    refused(
      { "banned-words": { level: MANDATORY, patterns: ["(?=a)b"] } },
      'banned-words: patterns: the pattern "(?=a)b" looks ahead or back; write the words that it should find',
    );
  });

  it("takes `all`, which the engine passes on beside the policies it stands for", () => {
    const { analyze, configure } = pack("recommended");
    configure({ all: { level: ADVISORY }, "in-doubt-held": { level: ADVISORY } });
    assert.equal(analyze({ ...happy, onInDoubt: "send-again" })[0]!.level, ADVISORY);
  });

  it("finds a connection string in plain stack configuration, and none among the secrets", () => {
    const connection = "Endpoint=sb://c.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=bXktdGVzdC1rZXk=";
    const config = { "broadcast:connectionString": connection, "broadcast:hub": "releases" };
    const { analyze, configureStack } = pack("recommended");
    configureStack(config, ["broadcast:connectionString"]);
    assert.deepEqual(analyze({}, "pulumi:pulumi:Stack"), []);
    configureStack(config, []);
    const [found] = analyze({}, "pulumi:pulumi:Stack");
    assert.equal(found!.policy, "connection-secret");
    assert.ok(!found!.message.includes("bXktdGVzdC1rZXk"));
  });

  it("takes the tier from the namespace in the same program", () => {
    const { analyze } = pack("recommended");
    const schedule = new Date(Date.now() + 3_600_000).toISOString();
    const scheduled = { ...happy, schedule, to: "contoso.servicebus.windows.net/releases" };
    assert.deepEqual(analyze(scheduled), []);
    analyze({ namespaceName: "Contoso", sku: { name: "Free" } }, "azure-native:notificationhubs:Namespace");
    analyze({ namespaceName: "fabrikam", sku: { name: "Standard" } }, "azure-native:notificationhubs:Namespace");
    assert.deepEqual(
      analyze(scheduled).map(({ message }) => message),
      ["schedule needs the Standard tier, but the hub is free"],
    );
    assert.deepEqual(analyze({ ...scheduled, to: "fabrikam.servicebus.windows.net/releases" }), []);
  });

  it("takes Apple's credentials from the hub in the same program, and never says what they are", () => {
    const { analyze } = pack("recommended");
    const toApple = { ...happy, to: "contoso.servicebus.windows.net/releases" };
    const hub = "azure-native:notificationhubs:NotificationHub";
    analyze({ notificationHubName: "Other", apnsCredential: secret({ keyId: "A1", token: "p8-text" }) }, hub);
    assert.deepEqual(analyze(toApple), []);
    analyze({ notificationHubName: "Releases", apnsCredential: secret({ apnsCertificate: "p12-text" }) }, hub);
    assert.deepEqual(
      analyze(toApple).map(({ policy, message }) => [policy, message]),
      [
        [
          "apple-token",
          "the broadcast goes to Apple through a hub with a certificate, which does not pass apns-push-type on: give the hub a .p8 key",
        ],
      ],
    );
    assert.deepEqual(analyze({ ...toApple, to: "contoso.servicebus.windows.net/other" }), []);
  });

  it("counts the posts of an update over all broadcasts, and each broadcast once", () => {
    const { analyze, configure } = pack("recommended");
    configure({ "posts-limit": { level: MANDATORY, most: 2 } });
    assert.deepEqual(analyze(happy), []);
    assert.deepEqual(analyze(happy), []);
  });

  it("opens secrets to judge them", () => {
    const { analyze } = pack("recommended");
    const found = analyze({ ...happy, message: secret({ ...happy.message, title: secret("TODO") }) });
    assert.deepEqual(
      found.map(({ policy, level }) => [policy, level]),
      [["draft-text", ADVISORY]],
    );
  });
});

describe("remediations", () => {
  const long = { ...happy, message: { ...happy.message, title: "x".repeat(80), body: "y ".repeat(200) } };

  it("run for the level remediate only, and not for what has been sent", () => {
    const { remediate, configure } = pack("recommended");
    assert.deepEqual(remediate(long), []);
    configure({ "title-length": { level: REMEDIATE } });
    assert.deepEqual(remediate({ ...long, posts: [] }), []);
    assert.deepEqual(remediate(happy), []);
    assert.equal(remediate(long).length, 1);
  });

  it("build on one another, and satisfy the rules that they belong to", () => {
    const { remediate, analyze, configure } = pack("recommended");
    configure({ "title-length": { level: REMEDIATE }, "body-length": { level: REMEDIATE } });
    assert.deepEqual(
      analyze(long).map(({ level }) => level),
      [MANDATORY, MANDATORY],
    );
    const done = remediate(long);
    assert.deepEqual(
      done.map(({ policy }) => policy),
      ["title-length", "body-length"],
    );
    const { properties } = done[1]!;
    assert.equal(properties.message.title, `${"x".repeat(49)}…`);
    assert.equal([...properties.message.body].length, 178);
    assert.deepEqual(analyze(properties), []);
  });

  it("add an expiry in seconds, and a date nowhere", () => {
    const { remediate, configure } = pack("recommended");
    configure({ "expiry-present": { level: REMEDIATE, seconds: 86_400 } });
    const [done] = remediate(
      payloads({
        apple: { aps: { alert: "hi" } },
        fcmv1: { message: { notification: { title: "a", body: "b" } } },
        windows: "<toast><visual><binding template='ToastGeneric'><text>a</text></binding></visual></toast>",
        browser: { title: "a", body: "b" },
        adm: { data: { title: "a" } },
        xiaomi: { title: "a", description: "b" },
      }),
    );
    const { headers, payloads: bodies } = done!.properties;
    assert.deepEqual(headers, { windows: { "X-WNS-TTL": "86400" }, browser: { TTL: "86400" } });
    assert.equal(bodies.fcmv1.message.android.ttl, "86400s");
    assert.equal(bodies.adm.expiresAfter, 86_400);
    assert.equal(bodies.xiaomi.time_to_live, 86_400_000);
    assert.deepEqual(bodies.apple, { aps: { alert: "hi" } });
  });

  it("add the collapse id that a rendered message of the same announcement has", () => {
    const { remediate, configure } = pack("recommended");
    configure({ "collapse-id-present": { level: REMEDIATE } });
    const [done] = remediate(payloads({ apple: { aps: { alert: "hi" } } }, { apple: { "apns-priority": "10" } }));
    const id = done!.properties.headers.apple["apns-collapse-id"];
    const { render } = require("../../../provider/message/render") as typeof import("../../../provider/message/render");
    const { headers } = render({ title: "a", body: "b" }, "apple", { collapseId: "release-2.4.0", now: 0 });
    assert.equal(id, headers["apns-collapse-id"]);
    assert.equal(done!.properties.headers.apple["apns-priority"], "10");
  });

  it("leave payloads alone that are text, which goes out byte for byte", () => {
    const { remediate, configure } = pack("recommended");
    configure({
      "expiry-present": { level: REMEDIATE },
      "collapse-id-present": { level: REMEDIATE },
      "body-length": { level: REMEDIATE },
    });
    const text = JSON.stringify({ message: { notification: { title: "a", body: "b".repeat(300) } } });
    assert.deepEqual(remediate(payloads({ fcmv1: text })), []);
  });

  it("keep secrets secret, and everything else as it was", () => {
    const { remediate, configure } = pack("recommended");
    configure({ "title-length": { level: REMEDIATE } });
    const props = {
      ...long,
      message: secret({ ...long.message, title: secret(long.message.title) }),
      __provider: "exports.handler",
      digests: { apple: "d" },
    };
    const [done] = remediate(props);
    assert.deepEqual(done!.properties, {
      ...props,
      message: secret({ ...long.message, title: secret(`${"x".repeat(49)}…`) }),
    });
  });

  it("make the same of the same declaration at any time", () => {
    const { remediate, configure } = pack("recommended");
    configure({
      "title-length": { level: REMEDIATE },
      "expiry-present": { level: REMEDIATE },
      "collapse-id-present": { level: REMEDIATE },
    });
    const props = payloads({ browser: { title: "x".repeat(90), body: "b" } });
    const first = remediate(props);
    const real = Date.now;
    Date.now = () => real() + 40 * 86_400_000;
    try {
      assert.deepEqual(remediate(props), first);
    } finally {
      Date.now = real;
    }
  });
});
