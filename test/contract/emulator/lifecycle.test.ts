import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { type Emulator, startEmulator } from "../../../sdk/emulator/index";

function get(url: string, ca?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

describe("emulator: start and close", () => {
  const running: Emulator[] = [];
  const started = async (options?: Parameters<typeof startEmulator>[0]) => {
    const emulator = await startEmulator(options);
    running.push(emulator);
    return emulator;
  };
  afterEach(async () => {
    for (const emulator of running.splice(0)) await emulator.close();
  });

  it("without options: a free port of loopback, hub, no TLS", async () => {
    const emulator = await started();
    assert.match(emulator.endpoint, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.equal((emulator.server.address() as { address: string }).address, "127.0.0.1");
    assert.deepEqual(
      [emulator.hub, emulator.tlsEndpoint, emulator.certificate, emulator.tlsConnectionStrings],
      ["hub", undefined, undefined, undefined],
    );
  });

  it("TLS: trusted with its authority under localhost and 127.0.0.1, and not without", async () => {
    const { tlsEndpoint, certificate, tlsConnectionStrings } = await started({ tlsPort: 0 });
    const ca = readFileSync(certificate!, "utf8");
    assert.equal(await get(tlsEndpoint!, ca), 200);
    assert.equal(await get(tlsEndpoint!.replace("localhost", "127.0.0.1"), ca), 200);
    await assert.rejects(get(tlsEndpoint!), /self-signed|unable to verify/);
    const { port } = new URL(tlsEndpoint!);
    assert.match(
      tlsConnectionStrings!.full,
      new RegExp(`^Endpoint=sb://localhost:${port}/;SharedAccessKeyName=[^;]+;SharedAccessKey=[^;]+$`),
    );
  });

  it("close ends connections and removes the certificate", async () => {
    const emulator = await started({ tlsPort: 0 });
    assert.ok(existsSync(emulator.certificate!));
    await fetch(emulator.inbox);
    await emulator.close();
    assert.ok(!existsSync(emulator.certificate!));
    await assert.rejects(fetch(emulator.inbox));
    running.length = 0;
  });

  it("a port that is taken rejects and leaves nothing open", async () => {
    const { server } = await started();
    const { port } = server.address() as { port: number };
    await assert.rejects(startEmulator({ port }), { code: "EADDRINUSE" });
    await assert.rejects(startEmulator({ tlsPort: port }), { code: "EADDRINUSE" });
  });

  for (const hub of ["", "_emulator", "a/b", "a b", "é"]) {
    it(`"${hub}" is no name of a hub`, async () => assert.rejects(startEmulator({ hub }), RangeError));
  }

  it("two run side by side and know nothing of each other", async () => {
    const [one, other] = [await started(), await started({ hub: "other" })];
    one.advanceClock(10);
    assert.notEqual(one.connectionStrings.full, other.connectionStrings.full);
    assert.equal(other.hub, "other");
  });
});
