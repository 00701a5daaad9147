import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseConnectionString } from "../../../provider/client/connectionString";
import { createSasToken, sign, stringToSign } from "../../../provider/client/sas";
import { TokenSource } from "../../../provider/client/tokenSource";
import { key } from "./scriptedHub";

const keyName = "DefaultFullSharedAccessSignature";
const expiry = 1767225600;
const now = () => (expiry - 300) * 1000;

describe("createSasToken", () => {
  it("signs the namespace root as vector V1", () => {
    assert.equal(
      createSasToken({ resourceUri: "https://contoso.servicebus.windows.net/", keyName, key, now }),
      `SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2F&sig=y%2BW2LeyqEeoRlm7ekvMlbUQc4zVGU5tn59tARSdq7cs%3D&se=${expiry}&skn=${keyName}`,
    );
  });

  it("signs a mixed-case hub URI in lower case as vector V2", () => {
    assert.equal(
      createSasToken({ resourceUri: "https://Contoso.servicebus.windows.net/MyHub", keyName, key, now }),
      `SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fmyhub&sig=t%2F%2BaskmEPA1Ii9rxeW2C69njTX0D62a4YNz3RWrcL8E%3D&se=${expiry}&skn=${keyName}`,
    );
  });

  it("signs the text of the resource, whatever the case of its percent-encoding, as vector V3", () => {
    const resource = "https%3a%2f%2fcontoso.servicebus.windows.net%2fmyhub";
    const signature = encodeURIComponent(sign(key, stringToSign(resource, expiry)));
    assert.equal(signature, "z%2BNtbvWzV9sPk9NWlLRUn8TFYjiARhd4oe1xLLSm%2B0Y%3D");
  });

  it("takes a lifetime and percent-encodes the rule's name", () => {
    const token = createSasToken({ resourceUri: "https://c/h", keyName: "my rule", key, ttlSeconds: 60, now });
    assert.match(token, new RegExp(`&se=${expiry - 240}&skn=my%20rule$`));
  });
});

describe("TokenSource", () => {
  const connection = parseConnectionString(`Endpoint=sb://c/;SharedAccessKeyName=r;SharedAccessKey=${key}`);

  it("signs again after 180 of a token's 300 seconds, however often it was used meanwhile", () => {
    let seconds = 1000;
    const tokens = new TokenSource(
      () => connection,
      "https://c/h",
      () => seconds * 1000,
    );
    const first = tokens.token() as string;
    assert.match(first, /&se=1300&/);
    for (; seconds < 1180; seconds++) assert.equal(tokens.token(), first);
    assert.match(tokens.token() as string, /&se=1480&/);
  });

  it("signs again when the clock was set back", () => {
    let seconds = 10_000;
    const tokens = new TokenSource(
      () => connection,
      "https://c/h",
      () => seconds * 1000,
    );
    tokens.token();
    seconds = 5000;
    assert.match(tokens.token() as string, /&se=5300&/);
  });
});
