import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { RequestListener, ServerResponse } from "node:http";
import path from "node:path";
import { HubClient } from "../../../provider/client/hubClient";
import { type Emulator, startEmulator } from "../../../sdk/emulator";
import { cases } from "../../live/cases";
import { compare, rightsOf, type Verdict } from "../../live/compare";
import type { Device } from "../../live/device";

const device: Device = { format: "apple", handle: "a".repeat(64) };

describe("the live kit", () => {
  let service: Emulator;
  let emulator: Emulator;
  beforeEach(async () => {
    service = await startEmulator();
    emulator = await startEmulator();
  });
  afterEach(() => Promise.all([service.close(), emulator.close()]));

  const target = ({ connectionStrings, hub }: Emulator) => ({ connectionString: connectionStrings.full, hub });
  async function verdicts(given: Device = device): Promise<Verdict[]> {
    const found: Verdict[] = [];
    for await (const verdict of compare(target(service), target(emulator), given)) found.push(verdict);
    return found;
  }
  const differing = (found: Verdict[]) => found.filter(({ differences }) => differences.length > 0);

  it("finds no difference between two emulators, in every case", async () => {
    const found = await verdicts();
    assert.equal(found.length, cases.length);
    assert.deepEqual(differing(found), []);
    assert.deepEqual(differing(await verdicts({ format: "fcmv1", handle: "a-token&more" })), []);
  });

  it("asks for what makes a difference: the answers are of many kinds", async () => {
    const statuses = new Set<number>();
    service.server.on("request", (_, response: ServerResponse) =>
      response.on("finish", () => statuses.add(response.statusCode)),
    );
    await verdicts();
    assert.deepEqual([...statuses].sort(), [200, 201, 204, 400, 401, 404, 413]);
  });

  it("sends to its own tag and to the device that was given, to nobody else, and leaves nothing behind", async () => {
    const handle = "b".repeat(64);
    const { connectionStrings, hub } = service;
    const client = new HubClient({ connectionString: connectionStrings.full, hub });
    await client.installations.put({
      installationId: "customer",
      platform: "apns",
      pushChannel: handle,
      tags: ["release"],
    });
    await verdicts();
    const sends = service.sends();
    assert.ok(sends.length >= 4, `${sends.length} sends`);
    for (const { kind, tags } of sends) assert.ok(kind === "direct" || /^live-/.test(tags ?? ""), `${kind} ${tags}`);
    assert.ok(
      sends.every(({ state }) => state !== "Scheduled"),
      "a schedule was left",
    );
    assert.ok(sends.every(({ targets }) => targets <= 1));
    assert.equal(sends.filter(({ targets }) => targets === 1).length, 2);
    const tagged = service.devices().flatMap(({ tags }) => tags.filter((tag) => !tag.startsWith("$")));
    assert.deepEqual(tagged, ["release"], "an installation or a registration was left");
  });

  it("catches a hub that answers with another status, type or place, without a header, or with another shape", async () => {
    const [listener] = service.server.listeners("request") as [RequestListener];
    service.server.removeAllListeners("request");
    service.server.on("request", (request, response: ServerResponse) => {
      const writeHead = response.writeHead.bind(response) as (status: number, headers: object) => ServerResponse;
      response.writeHead = ((status: number, headers: Record<string, string> = {}) => {
        const {
          TrackingId: _,
          ETag: __,
          ...rest
        } = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [
            name,
            name === "Location" ? value.replace("/messages/", "/sent/") : value,
          ]),
        );
        const type: Record<string, string> = request.url!.includes("/installations/")
          ? { "Content-Type": "text/plain" }
          : {};
        const { "Content-Length": ___, ...open } = { ...rest, ...type };
        return writeHead(status === 413 ? 400 : status, open);
      }) as ServerResponse["writeHead"];
      const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
      response.end = ((body?: unknown) =>
        end(body === undefined ? body : String(body).replaceAll("Success>", "Sent>"))) as ServerResponse["end"];
      listener(request, response);
    });
    const said = differing(await verdicts()).flatMap(({ name, differences }) =>
      differences.map((difference) => `${name}: ${difference}`),
    );
    for (const line of [
      "a payload of more than 64 KB: status: service 400, emulator 413",
      "a send that reaches nobody: location: service /{hub}/sent/{id}?api-version=2020-06, emulator /{hub}/messages/{id}?api-version=2020-06",
      "a send that reaches nobody: headers: only the emulator has trackingid",
      "a test send that reaches nobody: shape: only the service has Sent",
      "a test send that reaches nobody: shape: only the emulator has Success",
    ])
      assert.ok(said.includes(line), `${line}\n\nis not in\n\n${said.join("\n")}`);
    assert.ok(said.some((line) => /request 2: contentType: service text\/plain, emulator application\//.test(line)));
  });

  it("finds what the key may do, and says why a hub cannot be tried", async () => {
    const { connectionStrings, hub } = service;
    assert.equal(await rightsOf({ connectionString: connectionStrings.full, hub }), "full");
    assert.equal(await rightsOf({ connectionString: connectionStrings.send, hub }), "send");
    const key = (text: string) => connectionStrings.full.replace(/(SharedAccessKey=)[^;]+/, `$1${text}`);
    for (const [connectionString, name, why] of [
      [connectionStrings.listen, hub, /answers 403 to a send: the key may not send/],
      [key("wrong"), hub, /answers 401 to a send: it refuses the key/],
      [connectionStrings.full, "another", /answers 404 to a send: there is no hub another/],
      [connectionStrings.full.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:9"), hub, /^127\.0\.0\.1:9 cannot be reached/],
    ] as const)
      await assert.rejects(rightsOf({ connectionString, hub: name }), ({ message }: Error) => why.test(message));
    assert.equal(service.sends().filter(({ targets }) => targets > 0).length, 0);
  });

  describe("as a command", () => {
    const main = path.join(__dirname, "../../live/main.js");
    const run = (...args: string[]) =>
      new Promise<{ code: number; output: string }>((resolve) => {
        const { NOTIFICATIONHUBS_CONNECTION_STRING: _, NOTIFICATION_HUB_NAME: __, ...env } = process.env;
        execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) =>
          resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
        );
      });
    const of = (string: string) => ["--connection", string, "--hub", service.hub];

    it("ends with 0 when all agree, and shows neither key nor handle", async () => {
      const { full, send } = service.connectionStrings;
      const good = await run(...of(full), "--device", `apple:${device.handle}`);
      assert.equal(good.code, 0, good.output);
      assert.match(good.output, /^service {3}127.0.0.1:\d+\/hub, by a key that may manage\n/);
      assert.match(good.output, new RegExp(`${cases.length} of ${cases.length} cases agree`));
      assert.ok(!good.output.includes(device.handle));
      assert.ok(!good.output.includes(/SharedAccessKey=([^;]+)/.exec(full)![1]!));
      const sending = await run(...of(send));
      assert.equal(sending.code, 0, sending.output);
      assert.match(sending.output, /by a key that may only send/);
    });

    it("ends with 1 when something differs, and asks for the tier", async () => {
      await service.close();
      service = await startEmulator({ tier: "free" });
      const { full } = service.connectionStrings;
      const { code, output } = await run(...of(full));
      assert.equal(code, 1, output);
      assert.match(output, /DIFFER {2}a send that reaches nobody\n {8}location: service none, emulator /);
      assert.match(output, /Is the hub of the tier standard\?/);
      const right = await run(...of(full), "--tier", "free");
      assert.equal(right.code, 0, right.output);
    });

    it("ends with 1 and a sentence when the hub cannot be used, with 2 and its usage for a wrong call", async () => {
      const { full } = service.connectionStrings;
      const unknown = await run("--connection", full, "--hub", "another");
      assert.deepEqual(unknown, {
        code: 1,
        output: "error: the service answers 404 to a send: there is no hub another in this namespace; check --hub\n",
      });
      for (const [args, why] of [
        [[], "--connection: expected the connection string of a hub of yours"],
        [["--connection", full], "--hub: expected the hub's name, which the connection string does not say"],
        [[...of(full), "--device", "phone"], "--device: expected apple:HANDLE or fcmv1:HANDLE"],
        [[...of(full), "--tier", "gold"], "--tier: expected free, basic or standard"],
      ] as const) {
        const { code, output } = await run(...args);
        assert.equal(code, 2);
        assert.ok(output.startsWith(`error: ${why}\n\nUsage: npm run test:live`), output);
      }
      const { code, output } = await run("--help");
      assert.deepEqual([code, output.slice(0, 6)], [0, "Usage:"]);
    });
  });
});
