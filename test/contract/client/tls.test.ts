import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe } from "mocha";
import { Agent } from "undici";
import { HubConnectionError } from "../../../provider/client/errors/hubConnectionError";
import { onEmulator, useTarget } from "./target";

const target = useTarget({ tlsPort: 0 });
const body = { aps: {} };

describe("TLS", () => {
  onEmulator("a dispatcher of one's own brings the CA, and sends keep its connections", async () => {
    const dispatcher = new Agent({ connect: { ca: readFileSync(target.emulator.certificate!) } });
    let connections = 0;
    dispatcher.on("connect", () => connections++);
    const client = target.client({ connectionString: target.emulator.tlsConnectionStrings!.full, dispatcher });
    for (let index = 0; index < 5; index++)
      assert.equal((await client.sendApple(body, { everyone: true })).status, 201);
    assert.ok(connections <= 2, `${connections} connections`);
    await dispatcher.close();
  });

  onEmulator("a certificate that nobody vouches for is a clear no, tried once", async () => {
    let tries = 0;
    const connectionString = target.emulator.tlsConnectionStrings!.full;
    const client = target.client({ connectionString, debug: () => tries++ });
    const before = target.emulator.sends().length;
    const error = await client.sendApple(body, { everyone: true }).catch((reason: unknown) => reason);
    assert.ok(error instanceof HubConnectionError, String(error));
    assert.equal(error.certainty, "not-sent");
    assert.match(error.message, /certificate/);
    assert.equal(tries, 1);
    assert.equal(target.emulator.sends().length, before);
  });
});
