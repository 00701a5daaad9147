import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { RequestListener, ServerResponse } from "node:http";
import path from "node:path";
import { HubClient } from "../../../provider/client/hubClient";
import { type Emulator, startEmulator } from "../../../sdk/emulator";
import { cases } from "../../live/cases";
import { compare, type Verdict } from "../../live/compare";

const device = { format: "apple", handle: "a".repeat(64) };

describe("the live kit", () => {
  let service: Emulator;
  let emulator: Emulator;
  beforeEach(async () => {
    service = await startEmulator();
    emulator = await startEmulator();
  });
  afterEach(() => Promise.all([service.close(), emulator.close()]));

  const target = ({ connectionStrings, hub }: Emulator) => ({ connectionString: connectionStrings.full, hub });
  async function verdicts(): Promise<Verdict[]> {
    const found: Verdict[] = [];
    for await (const verdict of compare(target(service), target(emulator), device)) found.push(verdict);
    return found;
  }
  const differing = (found: Verdict[]) => found.filter(({ differences }) => differences.length > 0);

  it("finds no difference between two emulators, in every case", async () => {
    const found = await verdicts();
    assert.equal(found.length, cases.length);
    assert.deepEqual(differing(found), []);
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
  });

  it("catches a hub that answers with another status, without a header, or with another shape", async () => {
    const [listener] = service.server.listeners("request") as [RequestListener];
    service.server.removeAllListeners("request");
    service.server.on("request", (request, response: ServerResponse) => {
      const writeHead = response.writeHead.bind(response) as (status: number, headers: object) => ServerResponse;
      const doctored = (status: number, headers: Record<string, string> = {}) => {
        const { Location: _, ...rest } = headers;
        return writeHead(status === 201 ? 200 : status, rest);
      };
      response.writeHead = doctored as ServerResponse["writeHead"];
      listener(request, response);
    });
    const found = differing(await verdicts());
    const said = found.flatMap(({ name, differences }) => differences.map((difference) => `${name}: ${difference}`));
    assert.ok(said.includes("a send that reaches nobody: status: service 200, emulator 201"), said.join("\n"));
    assert.ok(
      said.some((line) => /a send that reaches nobody: headers: .*emulator location/.test(line)),
      said.join("\n"),
    );
  });

  it("is a command: 0 when all agree, 2 with its usage for a wrong call", async () => {
    const main = path.join(__dirname, "../../live/main.js");
    const run = (...args: string[]) =>
      new Promise<{ code: number; output: string }>((resolve) => {
        const { NOTIFICATIONHUBS_CONNECTION_STRING: _, ...env } = process.env;
        execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) =>
          resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
        );
      });
    const good = await run(
      "--connection",
      service.connectionStrings.full,
      "--hub",
      service.hub,
      "--device",
      `apple:${device.handle}`,
    );
    assert.equal(good.code, 0, good.output);
    assert.match(good.output, new RegExp(`${cases.length} of ${cases.length} cases agree`));
    assert.ok(!good.output.includes(device.handle));
    const wrong = await run("--connection", service.connectionStrings.full, "--hub", service.hub, "--device", "phone");
    assert.equal(wrong.code, 2);
    assert.match(wrong.output, /^error: --device: expected apple:HANDLE or fcmv1:HANDLE\nusage: npm run test:live/);
  });
});
