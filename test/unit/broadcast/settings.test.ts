import assert from "node:assert/strict";
import { Settings } from "../../../provider/broadcast/settings";

const text = (host: string, entity?: string): string =>
  `Endpoint=sb://${host}.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=a2V5${entity ? `;EntityPath=${entity}` : ""}`;

const settings = (config: Record<string, string> = {}, env: NodeJS.ProcessEnv = {}) =>
  new Settings((key) => config[`${key.slice("broadcast:".length)}`], env);

describe("settings", () => {
  it("of the hub: the argument before configuration before the environment", () => {
    const env = { NOTIFICATIONHUBS_CONNECTION_STRING: text("env", "e") };
    const config = { connectionString: text("config", "c") };
    const host = (given: Settings, argument?: string) => given.connection(argument)!.at.split("/")[0];
    assert.equal(host(settings(config, env), text("argument", "a")), "argument.servicebus.windows.net");
    assert.equal(host(settings(config, env)), "config.servicebus.windows.net");
    assert.equal(host(settings({}, env)), "env.servicebus.windows.net");
    assert.equal(settings().connection(undefined), undefined);
  });

  for (const [what, argument, config, env, expected] of [
    [
      "the argument's own",
      { connectionString: text("n", "entity"), hub: "own" },
      { hub: "c" },
      { NOTIFICATION_HUB_NAME: "e" },
      "own",
    ],
    [
      "the EntityPath of the argument before configuration",
      text("n", "entity"),
      { hub: "c" },
      { NOTIFICATION_HUB_NAME: "e" },
      "entity",
    ],
    ["configuration for an argument without one", text("n"), { hub: "c" }, { NOTIFICATION_HUB_NAME: "e" }, "c"],
    ["the environment for an argument without one", text("n"), {}, { NOTIFICATION_HUB_NAME: "e" }, "e"],
    [
      "broadcast:hub before the EntityPath of configuration",
      undefined,
      { connectionString: text("n", "entity"), hub: "c" },
      {},
      "c",
    ],
    [
      "the EntityPath of configuration before the environment",
      undefined,
      { connectionString: text("n", "entity") },
      { NOTIFICATION_HUB_NAME: "e" },
      "entity",
    ],
    [
      "the environment beside a plain configuration",
      undefined,
      { connectionString: text("n") },
      { NOTIFICATION_HUB_NAME: "e" },
      "e",
    ],
    [
      "configuration beside a connection of the environment",
      undefined,
      { hub: "c" },
      { NOTIFICATIONHUBS_CONNECTION_STRING: text("n", "entity") },
      "c",
    ],
    [
      "the EntityPath of the environment before its name",
      undefined,
      {},
      { NOTIFICATIONHUBS_CONNECTION_STRING: text("n", "entity"), NOTIFICATION_HUB_NAME: "e" },
      "entity",
    ],
    [
      "the environment alone",
      undefined,
      {},
      { NOTIFICATIONHUBS_CONNECTION_STRING: text("n"), NOTIFICATION_HUB_NAME: "e" },
      "e",
    ],
  ] as const) {
    it(`of the hub's name: ${what}`, () => assert.equal(settings(config, env).connection(argument)!.hub, expected));
  }

  it("name a hub the same whatever the case", () => {
    assert.equal(settings().connection(text("CONTOSO", "Releases"))!.at, "contoso.servicebus.windows.net/releases");
  });

  it("without a hub's name, or with a broken connection, are a sentence that begins with where it was said", () => {
    const env = { NOTIFICATIONHUBS_CONNECTION_STRING: "nonsense" };
    assert.throws(() => settings().connection(text("n")), /^SettingError: hub: names no hub; add ;EntityPath=<hub>/);
    assert.throws(
      () => settings({ connectionString: "x" }).connection(undefined),
      /^SettingError: broadcast:connectionString: /,
    );
    assert.throws(() => settings({}, env).connection(undefined), /^SettingError: NOTIFICATIONHUBS_CONNECTION_STRING: /);
  });

  it("of the mode: configuration before the environment, live without either", () => {
    assert.equal(settings().mode, "live");
    assert.equal(settings({}, { BROADCAST_SEND: "off" }).mode, "off");
    assert.equal(settings({}, { BROADCAST_SEND: "" }).mode, "live");
    assert.equal(settings({ send: "test" }, { BROADCAST_SEND: "off" }).mode, "test");
    assert.throws(() => settings({ send: "yes" }).mode, /^SettingError: broadcast:send: must be live, test or off/);
    assert.throws(() => settings({}, { BROADCAST_SEND: "yes" }).mode, /^SettingError: BROADCAST_SEND: must be/);
  });

  it("of the ledger: configuration before the environment, where an empty text is none", () => {
    assert.equal(settings().ledger, undefined);
    assert.equal(settings({}, { BROADCAST_LEDGER: "file:e" }).ledger, "file:e");
    assert.equal(settings({ ledger: "file:c" }, { BROADCAST_LEDGER: "file:e" }).ledger, "file:c");
    assert.equal(settings({}, { BROADCAST_LEDGER: "" }).ledger, undefined);
  });

  it("of the time limit: configuration before the environment, 30 seconds without either", () => {
    assert.equal(settings().timeoutSeconds, 30);
    assert.equal(settings({ timeoutSeconds: "5" }, { BROADCAST_TIMEOUT_SECONDS: "6" }).timeoutSeconds, 5);
    assert.equal(settings({}, { BROADCAST_TIMEOUT_SECONDS: "6" }).timeoutSeconds, 6);
    for (const timeoutSeconds of ["0", "-1", "301", "soon"]) {
      assert.throws(() => settings({ timeoutSeconds }).timeoutSeconds, /must be a number of seconds, at most 300/);
    }
  });

  it("of what was resolved: nothing, or a word for each key", () => {
    assert.deepEqual(settings().resolutions, {});
    assert.deepEqual(settings({ resolve: "" }).resolutions, {});
    const words = { "0123456789abcdef@01234567": "sent", "fedcba9876543210@76543210": "not-sent" };
    assert.deepEqual(settings({ resolve: JSON.stringify(words) }).resolutions, words);
  });
});
