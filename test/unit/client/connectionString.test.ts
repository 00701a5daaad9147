import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { parseConnectionString } from "../../../provider/client/connectionString";
import { ConnectionStringError } from "../../../provider/client/errors/connectionStringError";
import { HubClient } from "../../../provider/client/hubClient";

const full =
  "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=DefaultFullSharedAccessSignature;SharedAccessKey=c2VjcmV0LWtleQ==";

const failure = (text: string): string => {
  try {
    parseConnectionString(text);
  } catch (error) {
    assert.ok(error instanceof ConnectionStringError);
    assert.equal(error.code, "CONNECTION_STRING");
    assert.equal(error.certainty, "not-sent");
    return error.message;
  }
  throw new assert.AssertionError({ message: "parsed" });
};

describe("parseConnectionString", () => {
  it("reads the three parts the portal shows", () => {
    assert.deepEqual(parseConnectionString(full), {
      endpoint: "https://contoso.servicebus.windows.net/",
      host: "contoso.servicebus.windows.net",
      sharedAccessKeyName: "DefaultFullSharedAccessSignature",
      sharedAccessKey: "c2VjcmV0LWtleQ==",
      development: false,
    });
  });

  it("reads EntityPath as the hub and keeps the padding of the key", () => {
    const parsed = parseConnectionString(`${full};EntityPath=myhub;`);
    assert.equal(parsed.hub, "myhub");
    assert.equal(parsed.sharedAccessKey, "c2VjcmV0LWtleQ==");
  });

  it("adds the slash an endpoint lacks and keeps its port", () => {
    const parsed = parseConnectionString("Endpoint=sb://localhost:8443;SharedAccessKeyName=a;SharedAccessKey=b");
    assert.equal(parsed.endpoint, "https://localhost:8443/");
    assert.equal(parsed.host, "localhost:8443");
  });

  it("takes the plain http endpoint of an emulator", () => {
    const parsed = parseConnectionString(
      "Endpoint=http://127.0.0.1:8080/;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true",
    );
    assert.equal(parsed.endpoint, "http://127.0.0.1:8080/");
    assert.equal(parsed.development, true);
  });

  it("reads sb:// with UseDevelopmentEmulator as plain http, as Azure's emulators mean it", () => {
    const parsed = parseConnectionString(
      "Endpoint=sb://localhost:5672;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true",
    );
    assert.equal(parsed.endpoint, "http://localhost:5672/");
  });

  it("names each part that is missing", () => {
    for (const [part, text] of [
      ["Endpoint", full.replace(/Endpoint=[^;]*;/, "")],
      ["SharedAccessKeyName", full.replace(/SharedAccessKeyName=[^;]*;/, "")],
      ["SharedAccessKey", full.replace(/;SharedAccessKey=.*/, "")],
    ] as const) {
      assert.match(failure(text), new RegExp(`^connection string: ${part} missing;`));
    }
    assert.match(failure(""), /Endpoint and SharedAccessKeyName and SharedAccessKey missing/);
    assert.match(failure(full.replace("c2VjcmV0LWtleQ==", "")), /: SharedAccessKey missing/);
  });

  it("refuses an endpoint that is no endpoint, a part that appears twice, a key beyond 256 characters", () => {
    for (const endpoint of ["contoso", "ftp://contoso/", "sb://", "sb://user:pw@contoso/", "sb://contoso/?x=1"]) {
      assert.match(failure(`Endpoint=${endpoint};SharedAccessKeyName=a;SharedAccessKey=b`), /: Endpoint must be/);
    }
    assert.match(failure(`${full};SharedAccessKey=other`), /SharedAccessKey appears twice/);
    assert.match(failure(`Endpoint=sb://c/;SharedAccessKeyName=a;SharedAccessKey=${"k".repeat(257)}`), /at most 256/);
  });

  it("reads any order, blanks, empty and unknown parts, and names in any case (property)", () => {
    const text = fc.stringMatching(/^[A-Za-z0-9+/]{1,40}={0,2}$/);
    fc.assert(
      fc.property(
        text,
        text,
        fc.boolean(),
        fc.nat(),
        fc.array(fc.constantFrom(" ", "", "Extra=1", "x=y=z")),
        (rule, key, hub, seed, noise) => {
          const parts = ["Endpoint=sb://contoso.example/", `sharedaccesskeyname=${rule}`, `SharedAccessKey=${key}`];
          if (hub) parts.push("EntityPath=myhub");
          const unique = [...new Set(noise)].filter((part) => part !== "");
          const shuffled = [...parts, ...unique].toSorted((a, b) => hash(a, seed) - hash(b, seed));
          const parsed = parseConnectionString(shuffled.join(" ; "));
          assert.equal(parsed.sharedAccessKeyName, rule);
          assert.equal(parsed.sharedAccessKey, key);
          assert.equal(parsed.hub, hub ? "myhub" : undefined);
        },
      ),
    );
  });

  it("either parses or says why without a word of the key, whatever the text (property)", () => {
    const key = "S3cr3tKeyMaterialS3cr3t";
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "Endpoint=",
        "Endpoint=sb://h/",
        "SharedAccessKeyName=r",
        `SharedAccessKey=${key}`,
        `=${key}`,
        key,
        `${key}=${key}`,
        ";",
        "EntityPath=",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(";", "", " "), (pieces, joint) => {
        try {
          parseConnectionString(pieces.join(joint));
        } catch (error) {
          assert.ok(error instanceof ConnectionStringError);
          assert.ok(!error.message.includes(key), error.message);
        }
      }),
    );
  });
});

describe("HubClient", () => {
  it("wants a hub: its own option, or the connection string's EntityPath", () => {
    assert.throws(
      () => new HubClient({ connectionString: full }),
      /^ConnectionStringError: hub: expected the hub's name/,
    );
    assert.equal(new HubClient({ connectionString: full, hub: "releases" }).hub, "releases");
    assert.equal(new HubClient({ connectionString: `${full};EntityPath=a`, hub: "b" }).hub, "b");
    assert.throws(() => new HubClient({ connectionString: full, hub: "a/../b" }), /hub: expected letters/);
  });

  it("refuses waits and timeouts that are none", () => {
    assert.throws(() => new HubClient({ connectionString: full, hub: "h", timeoutMs: 0 }), /timeoutMs/);
    assert.throws(
      () => new HubClient({ connectionString: full, hub: "h", retry: { maxWaitSeconds: -1 } }),
      /maxWaitSeconds/,
    );
  });
});

function hash(text: string, seed: number): number {
  let value = seed;
  for (const character of text) value = (value * 31 + character.codePointAt(0)!) | 0;
  return value;
}
