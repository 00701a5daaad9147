import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { AccessRules } from "../../../sdk/emulator/accessRules";
import { Refusal } from "../../../sdk/emulator/reply";
import { verifySignature } from "../../../sdk/emulator/signature";

const key = "bXktdGVzdC1rZXktMDEyMzQ1Njc4OWFiY2RlZg==";
const rule = "DefaultFullSharedAccessSignature";
const expiry = 1_767_225_600;
const now = (expiry - 60) * 1000;
const request = { host: "contoso.servicebus.windows.net", path: "/MyHub/messages" };

function rules(): AccessRules {
  const made = new AccessRules();
  made.find(rule)!.key = key;
  return made;
}

function token(resource: string, overrides: Partial<Record<"sr" | "sig" | "se" | "skn", string>> = {}): string {
  const sr = encodeURIComponent(resource.toLowerCase());
  const se = String(expiry);
  const sig = encodeURIComponent(createHmac("sha256", key).update(`${sr}\n${se}`).digest("base64"));
  const fields = { sr, sig, se, skn: rule, ...overrides };
  return `SharedAccessSignature sr=${fields.sr}&sig=${fields.sig}&se=${fields.se}&skn=${fields.skn}`;
}

function refusal(authorization: string | undefined, target = request, at = now): string {
  try {
    verifySignature(authorization, target, rules(), at);
  } catch (error) {
    assert.ok(error instanceof Refusal);
    assert.equal(error.status, 401);
    return error.detail ?? "";
  }
  return "accepted";
}

describe("emulator: signature", () => {
  const vectors = {
    V1: "sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2F&sig=y%2BW2LeyqEeoRlm7ekvMlbUQc4zVGU5tn59tARSdq7cs%3D",
    V2: "sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fmyhub&sig=t%2F%2BaskmEPA1Ii9rxeW2C69njTX0D62a4YNz3RWrcL8E%3D",
    V3: "sr=https%3a%2f%2fcontoso.servicebus.windows.net%2fmyhub&sig=z%2BNtbvWzV9sPk9NWlLRUn8TFYjiARhd4oe1xLLSm%2B0Y%3D",
  };
  for (const [name, fields] of Object.entries(vectors)) {
    it(`vector ${name} is accepted`, () => {
      assert.equal(refusal(`SharedAccessSignature ${fields}&se=${expiry}&skn=${rule}`), "accepted");
    });
  }

  it("fields may come in any order", () => {
    const [sr, sig] = vectors.V3.split("&");
    assert.equal(refusal(`SharedAccessSignature ${sig}&se=${expiry}&skn=${rule}&${sr}`), "accepted");
  });

  it("the verified rule is returned", () => {
    assert.equal(verifySignature(token("https://contoso.servicebus.windows.net"), request, rules(), now).name, rule);
  });

  const covering = [
    "https://contoso.servicebus.windows.net/",
    "http://contoso.servicebus.windows.net/myhub/messages/",
    "sb://contoso.servicebus.windows.net/MYHUB",
    "https://contoso.servicebus.windows.net/myhub/messages?api-version=2020-06",
  ];
  for (const resource of covering) {
    it(`a token for ${resource} covers a send`, () => assert.equal(refusal(token(resource)), "accepted"));
  }

  const elsewhere = [
    "https://fabrikam.servicebus.windows.net/",
    "https://contoso.servicebus.windows.net/my",
    "https://contoso.servicebus.windows.net/myhub/messages/1",
    "https://contoso.servicebus.windows.net:444/",
  ];
  for (const resource of elsewhere) {
    it(`a token for ${resource} does not`, () => assert.match(refusal(token(resource)), /^InvalidAudience/));
  }

  it("a port in the token must be the request's, and may be left out", () => {
    const local = { host: "127.0.0.1:8080", path: "/hub" };
    assert.equal(refusal(token("http://127.0.0.1:8080/hub"), local), "accepted");
    assert.equal(refusal(token("http://127.0.0.1/hub"), local), "accepted");
    assert.match(refusal(token("http://127.0.0.1:8081/hub"), local), /^InvalidAudience/);
  });

  it("an expired token is told apart from an invalid one", () => {
    const good = token("https://contoso.servicebus.windows.net/");
    assert.match(refusal(good, request, expiry * 1000), /^ExpiredToken: /);
    assert.match(refusal(token("https://contoso.servicebus.windows.net/", { sig: "AAAA" })), /^InvalidSignature: /);
  });

  it("a token without a field, with one twice or of another scheme is malformed", () => {
    const good = token("https://contoso.servicebus.windows.net/");
    assert.match(refusal(undefined), /^MissingToken/);
    assert.match(refusal(good.replace(/&se=\d+/, "")), /^MalformedToken/);
    assert.match(refusal(`${good}&se=${expiry}`), /^MalformedToken/);
    assert.match(refusal(good.replace("SharedAccessSignature", "Bearer")), /^MalformedToken/);
    assert.match(refusal(good.replace("skn=", "skn=%")), /^MalformedToken/);
  });

  it("a rotated key refuses a token it accepted before", () => {
    const made = rules();
    const good = token("https://contoso.servicebus.windows.net/");
    verifySignature(good, request, made, now);
    made.rotate();
    assert.throws(() => verifySignature(good, request, made, now), /InvalidSignature/);
  });

  it("no other text is accepted", () => {
    const good = token("https://contoso.servicebus.windows.net/");
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }),
        (at, letter) => {
          const changed = good.slice(0, at) + letter + good.slice(at + 1);
          fc.pre(changed !== good && !/^sharedaccesssignature\s/i.test(changed.slice(0, 22)));
          assert.notEqual(refusal(changed), "accepted");
        },
      ),
    );
  });

  it("random text never does more than be refused", () => {
    fc.assert(
      fc.property(fc.string(), (text) => assert.notEqual(refusal(`SharedAccessSignature ${text}`), "accepted")),
    );
  });
});
