import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startEmulator } from "../../../sdk/emulator/index";
import { aCaller, type Caller } from "./caller";

describe("emulator: a state file", () => {
  let folder: string;
  let state: string;
  const running: Caller[] = [];
  const started = async () => {
    const caller = await aCaller({ state, tlsPort: 0 });
    running.push(caller);
    return caller;
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "state-"));
    state = path.join(folder, "hub.json");
  });
  afterEach(async () => {
    for (const { emulator } of running.splice(0)) await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const key = ({ emulator }: Caller) => /SharedAccessKey=([^;]+)/.exec(emulator.connectionStrings.full)?.[1];

  it("keeps keys, certificate and devices over a restart", async () => {
    const first = await started();
    await first.install("i", "apns", {
      tags: ["a"],
      templates: { t: { body: '{"aps":{"alert":"$(m)"}}' } },
      pushChannel: "AB",
    });
    const body = `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><GcmTemplateRegistrationDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><Tags>b,c</Tags><GcmRegistrationId>g]]&gt;</GcmRegistrationId><BodyTemplate><![CDATA[{"m":"$(m)"}]]></BodyTemplate></GcmTemplateRegistrationDescription></content></entry>`;
    await first.call("POST", "/registrations", { body });
    const [before, authority] = [first.emulator.devices(), readFileSync(first.emulator.certificate!, "utf8")];
    assert.equal(before.length, 2);
    await first.emulator.close();

    const second = await started();
    assert.equal(key(second), key(first));
    assert.equal(second.emulator.certificate, first.emulator.certificate);
    assert.equal(readFileSync(second.emulator.certificate!, "utf8"), authority);
    assert.deepEqual(second.emulator.devices(), before);
    assert.equal((await second.send("template", { m: "A" })).status, 201);
    assert.equal(second.emulator.sends()[0]?.targets, 2);
  });

  it("keeps keys that were rotated, and forgets devices that were", async () => {
    const first = await started();
    await first.install("i", "gcm");
    await first.call("DELETE", "/installations/i");
    first.emulator.rotateKeys();
    await first.emulator.close();
    const second = await started();
    assert.equal(key(second), key(first));
    assert.deepEqual(second.emulator.devices(), []);
  });

  it("is for its owner alone, and nothing else is left beside it but the authority", async () => {
    await (await started()).emulator.close();
    assert.equal(statSync(state).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder).sort(), ["hub.json", "hub.json.pem"]);
  });

  for (const [what, text] of [
    ["no JSON", "{"],
    ["another JSON", '{"version":1}'],
    [
      "a device that cannot be",
      JSON.stringify({
        version: 1,
        keys: { full: "f", send: "s", listen: "l" },
        hubs: [{ name: "hub", installations: [], registrations: ["<a/>"] }],
      }),
    ],
  ] as const) {
    it(`${what} is a clear error, and stays as it is`, async () => {
      writeFileSync(state, text);
      await assert.rejects(startEmulator({ state }), {
        name: "RangeError",
        message: /is not a state of the emulator; remove it/,
      });
      assert.equal(readFileSync(state, "utf8"), text);
    });
  }

  it("a file that cannot be read or written is a clear error", async () => {
    const error = (code: string) => ({
      name: "RangeError",
      message: new RegExp(`^state: .*\\(${code}\\); name a file`),
    });
    await assert.rejects(startEmulator({ state: path.join(folder, "none/hub.json") }), error("ENOENT"));
    await assert.rejects(startEmulator({ state: folder }), error("EISDIR"));
  });
});

describe("emulator: another address than loopback", () => {
  it("is listened on when it is asked for, and the control plane still answers to localhost only", async () => {
    const { emulator } = await aCaller({ host: "0.0.0.0" });
    try {
      assert.match(emulator.endpoint, /^http:\/\/127\.0\.0\.1:/);
      assert.equal((await fetch(`${emulator.endpoint}_emulator/sends`)).status, 200);
      const { port } = new URL(emulator.endpoint);
      const address = Object.values(os.networkInterfaces())
        .flat()
        .find((each) => each?.family === "IPv4" && !each.internal)?.address;
      if (address === undefined) return;
      assert.equal((await fetch(`http://${address}:${port}/_emulator/sends`)).status, 403);
    } finally {
      await emulator.close();
    }
  });
});
