import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { readCredential } from "../../../sdk/hub/credential/readCredential";
import type { HubCredentials } from "../../../sdk/hub/hubCredentials";
import { anApnsToken, aServiceAccount, aVapidPair, bodyOf, p8, rsaKey } from "./credentialFixtures";
import { pushCertificates } from "./pushCertificates";

const now = new Date("2026-06-01T00:00:00Z");

function accepted(platform: keyof HubCredentials, value: unknown, at = now) {
  const checked = readCredential(platform, value, at);
  assert.ok("value" in checked, JSON.stringify(checked));
  return checked.value;
}

/** Sentences about a credential, as `path: message`. */
function refused(platform: keyof HubCredentials, value: unknown, at = now): string[] {
  const checked = readCredential(platform, value, at);
  assert.ok("issues" in checked, "was accepted");
  return checked.issues.map(({ path, message }) => `${path}: ${message}`);
}

describe("credentials of a hub", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "credentials-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  const aFile = (name: string, content: string | Buffer) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return { file };
  };

  describe("apns by token", () => {
    const args = {
      endpoint: "https://api.development.push.apple.com:443/3/device",
      token: bodyOf(p8),
      keyId: "ABCDE12345",
      appId: "TEAM123456",
      appName: "com.contoso.app",
    };

    it("the key goes out without its BEGIN and END lines", () => {
      assert.deepEqual(accepted("apns", anApnsToken()), { args });
    });
    it("a key is taken with line breaks as backslash n, without its lines, and from a file", () => {
      for (const key of [p8.replaceAll("\n", "\\n"), bodyOf(p8), aFile("AuthKey_ABCDE12345.p8", p8)]) {
        assert.deepEqual(accepted("apns", anApnsToken({ key })).args, args);
      }
    });
    it("a key is taken however files, variables and password stores hand it over", () => {
      const oneLine = p8.trim().replaceAll("\n", " ");
      const keys = {
        "blanks around it": `\n  ${p8}\n\t `,
        "indented lines": p8.replaceAll("\n", "\n    "),
        "Windows line breaks": p8.replaceAll("\n", "\r\n"),
        "double quotes": `"${p8.trim()}"`,
        "single quotes and \\n": `'${p8.replaceAll("\n", "\\n")}'`,
        "one line": oneLine,
        "one line without blanks": p8.replaceAll("\n", ""),
        "the file in base64": Buffer.from(p8).toString("base64"),
        "the file in base64, in lines": Buffer.from(p8).toString("base64").replace(/.{76}/g, "$&\n"),
        "a byte order mark": `\uFEFF${p8}`,
      };
      for (const [what, key] of Object.entries(keys))
        assert.deepEqual(accepted("apns", anApnsToken({ key })).args, args, what);
    });
    it("production is Apple's other host", () => {
      const { endpoint } = accepted("apns", anApnsToken({ endpoint: "production" })).args;
      assert.equal(endpoint, "https://api.push.apple.com:443/3/device");
    });
    it("a certificate in place of the key is told apart", () => {
      const key = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----";
      assert.deepEqual(refused("apns", anApnsToken({ key })), [
        "credentials.apns.key: is a certificate; expected the AuthKey_….p8 file of an APNs key (a .p12 certificate goes into certificate)",
      ]);
    });
    it("a key of another type is told apart", () => {
      assert.match(refused("apns", anApnsToken({ key: rsaKey }))[0]!, /apns\.key: is of type rsa, not EC P-256/);
    });
    it("a path as text is not a key, and the sentence says how a path is given", () => {
      assert.match(
        refused("apns", anApnsToken({ key: "./AuthKey.p8" }))[0]!,
        /key: is not a private key; .*\{ file: PATH \}/,
      );
    });
    it("a file that is not there is named", () => {
      const missing = path.join(folder, "none.p8");
      const [sentence] = refused("apns", anApnsToken({ key: { file: missing } }));
      assert.match(sentence!, /apns\.key: names .*none\.p8, which cannot be read \(ENOENT\)/);
    });
    it("a file of another key than keyId is told apart", () => {
      const key = aFile("AuthKey_ZZZZZ99999.p8", p8);
      assert.deepEqual(refused("apns", anApnsToken({ key })), [
        "credentials.apns.keyId: is ABCDE12345, but the file is that of the key ZZZZZ99999; correct one of them",
      ]);
    });
    it("each field that Apple would refuse is named", () => {
      const wrong = { keyId: "abc", teamId: "TEAM12345678", bundleId: "app", endpoint: "prod", extra: 1 };
      assert.deepEqual(refused("apns", anApnsToken(wrong)).sort(), [
        "credentials.apns.bundleId: must be a bundle identifier such as com.contoso.app",
        "credentials.apns.endpoint: must be production or sandbox",
        "credentials.apns.extra: is not a field of this credential",
        "credentials.apns.keyId: must be 10 capital letters and digits, from Apple's Keys page",
        "credentials.apns.teamId: must be 10 capital letters and digits, from Apple's Membership page",
      ]);
    });
  });

  describe("apns by certificate", () => {
    const aCertificate = (changes: object) => ({ endpoint: "production", password: "open sesame", ...changes });

    it("the .p12 goes out in base64, to Apple's binary gateway", () => {
      const value = aCertificate({ certificate: pushCertificates.universal, bundleId: "com.contoso.app" });
      assert.deepEqual(accepted("apns", value), {
        args: {
          endpoint: "gateway.push.apple.com",
          apnsCertificate: pushCertificates.universal,
          certificateKey: "open sesame",
        },
        warnings: [],
      });
    });
    it("a file is the same", () => {
      const certificate = aFile("push.p12", Buffer.from(pushCertificates.universal, "base64"));
      const { args } = accepted("apns", aCertificate({ certificate }));
      assert.equal(args.apnsCertificate, pushCertificates.universal);
    });
    it("a certificate for both is taken for the sandbox", () => {
      const { args } = accepted("apns", aCertificate({ certificate: pushCertificates.universal, endpoint: "sandbox" }));
      assert.equal(args.endpoint, "gateway.sandbox.push.apple.com");
    });
    it("a sandbox certificate with the production endpoint is refused", () => {
      assert.deepEqual(refused("apns", aCertificate({ certificate: pushCertificates.sandbox })), [
        "credentials.apns.endpoint: is production, but the certificate is for sandbox only; change one of them",
      ]);
    });
    it("a production certificate with the sandbox endpoint is refused", () => {
      const value = aCertificate({ certificate: pushCertificates.production, endpoint: "sandbox" });
      assert.match(refused("apns", value)[0]!, /is sandbox, but the certificate is for production only/);
    });
    it("the certificate of another app is refused", () => {
      const value = aCertificate({ certificate: pushCertificates.universal, bundleId: "com.contoso.other" });
      assert.deepEqual(refused("apns", value), [
        "credentials.apns.bundleId: is com.contoso.other, but the certificate is that of com.contoso.app; change one of them",
      ]);
    });
    it("a wrong password is named", () => {
      for (const certificate of [pushCertificates.universal, pushCertificates.legacy]) {
        assert.match(refused("apns", aCertificate({ certificate, password: "x" }))[0]!, /password: does not open/);
      }
    });
    it("PEM and other bytes are not a .p12", () => {
      assert.match(
        refused("apns", aCertificate({ certificate: p8 }))[0]!,
        /certificate: is PEM text; expected a \.p12/,
      );
      assert.match(
        refused("apns", aCertificate({ certificate: "aGVsbG8=" }))[0]!,
        /certificate: cannot be read; expected a \.p12/,
      );
    });
    it("a certificate that ends within 30 days is a warning, and so is one that has ended", () => {
      const value = aCertificate({ certificate: pushCertificates.universal });
      const warningsAt = (day: string) => accepted("apns", value, new Date(day)).warnings;
      assert.deepEqual(warningsAt("2026-12-31T00:00:00Z"), []);
      const rest = "on 2027-01-31; renew it at Apple, or use a key, which does not expire";
      assert.deepEqual(warningsAt("2027-01-01T00:00:00Z"), [`certificate: expires ${rest}`]);
      assert.deepEqual(warningsAt("2027-02-01T00:00:00Z"), [`certificate: expired ${rest}`]);
    });
    it("that of a web server is a warning with its name", () => {
      const { warnings } = accepted("apns", aCertificate({ certificate: pushCertificates.webServer }));
      assert.deepEqual(warnings, [
        'certificate: is that of www.contoso.com, which Apple has not marked for pushing; export "Apple Push Services" from Keychain Access',
      ]);
    });
    it("one encrypted as Keychain Access does is taken, and the warning says what was not checked", () => {
      const { args, warnings } = accepted("apns", aCertificate({ certificate: pushCertificates.legacy }));
      assert.equal(args.apnsCertificate, pushCertificates.legacy);
      assert.match(warnings![0]!, /its expiry and its endpoint are not checked/);
    });
  });

  describe("fcmV1", () => {
    const args = {
      projectId: "contoso-app",
      clientEmail: "push@contoso-app.iam.gserviceaccount.com",
      privateKey: rsaKey,
    };

    it("a service account is taken as object, as text and as file", () => {
      const json = JSON.stringify(aServiceAccount());
      for (const value of [
        aServiceAccount(),
        json,
        aFile("account.json", json),
        aFile("marked.json", `\uFEFF${json}`),
      ]) {
        assert.deepEqual(accepted("fcmV1", value), { args });
      }
    });
    it("a key whose line breaks became backslash n is mended", () => {
      const private_key = rsaKey.replaceAll("\n", "\\n");
      assert.deepEqual(accepted("fcmV1", aServiceAccount({ private_key })).args, args);
    });
    it("a credential of another type is named", () => {
      assert.match(
        refused("fcmV1", aServiceAccount({ type: "authorized_user" }))[0]!,
        /^credentials\.fcmV1: is a credential of type authorized_user; expected a service account's key, made in Firebase/,
      );
    });
    it("the app's google-services.json is told apart", () => {
      const value = JSON.stringify({ project_info: { project_id: "contoso-app" } });
      assert.match(refused("fcmV1", value)[0]!, /fcmV1: is the app's google-services\.json/);
    });
    it("JSON of another kind, and text that is not JSON, are refused", () => {
      for (const [value, sentence] of [
        ["{}", /is JSON of another kind/],
        ["[]", /is JSON of another kind/],
        ["7", /is not a JSON object/],
        ["./account.json", /is not JSON; give .* \{ file: PATH \}/],
        [{ file: "./none.json" }, /names .*none\.json, which cannot be read/],
      ] as const) {
        assert.match(refused("fcmV1", value)[0]!, sentence);
      }
    });
    it("each field that Google would refuse is named", () => {
      const wrong = { project_id: "Contoso", client_email: "push@contoso.com", private_key: p8 };
      assert.deepEqual(
        refused("fcmV1", aServiceAccount(wrong))
          .map((text) => text.split(":")[0])
          .sort(),
        ["credentials.fcmV1.client_email", "credentials.fcmV1.project_id"],
      );
      assert.match(
        refused("fcmV1", aServiceAccount({ private_key: p8 }))[0]!,
        /private_key: is not an RSA private key/,
      );
    });
  });

  describe("the other platforms", () => {
    const pair = aVapidPair();
    const table: [keyof HubCredentials, object, object][] = [
      [
        "wns",
        { packageSid: "ms-app://s-1", secretKey: "k" },
        { packageSid: "ms-app://s-1", secretKey: "k", windowsLiveEndpoint: "https://login.live.com/accesstoken.srf" },
      ],
      ["browser", pair, pair],
      [
        "adm",
        { clientId: "i", clientSecret: "s" },
        { clientId: "i", clientSecret: "s", authTokenUrl: "https://api.amazon.com/auth/O2/token" },
      ],
      [
        "baidu",
        { apiKey: "a", secretKey: "s" },
        {
          baiduApiKey: "a",
          baiduSecretKey: "s",
          baiduEndPoint: "https://channel.api.duapp.com/rest/2.0/channel/channel",
        },
      ],
      ["xiaomi", { appSecret: "s" }, { appSecret: "s", endpoint: "https://api.xmpush.xiaomi.com" }],
      ["gcm", { googleApiKey: "k" }, { googleApiKey: "k", gcmEndpoint: "https://fcm.googleapis.com/fcm/send" }],
      [
        "mpns",
        { certificate: "c", certificateKey: "k", thumbprint: "0".repeat(40) },
        { mpnsCertificate: "c", certificateKey: "k", thumbprint: "0".repeat(40) },
      ],
    ];
    for (const [platform, value, args] of table) {
      it(`${platform} goes out in azure-native's words`, () => assert.deepEqual(accepted(platform, value).args, args));
      it(`${platform} without a field, or with one more, is refused`, () => {
        const [first] = Object.keys(value);
        assert.match(
          refused(platform, { ...value, [first!]: undefined })[0]!,
          new RegExp(`^credentials.${platform}.${first}: `),
        );
        assert.deepEqual(refused(platform, { ...value, extra: 1 }), [
          `credentials.${platform}.extra: is not a field of this credential`,
        ]);
      });
    }

    it("an endpoint can be given", () => {
      const endpoint = "https://sandbox.xmpush.xiaomi.com";
      assert.equal(accepted("xiaomi", { appSecret: "s", endpoint }).args.endpoint, endpoint);
      assert.match(
        refused("adm", { clientId: "i", clientSecret: "s", endpoint: "http://x" })[0]!,
        /endpoint: must be an https URL/,
      );
    });
    it("a packageSid is one of Partner Center's", () => {
      assert.match(refused("wns", { packageSid: "S-1-15", secretKey: "k" })[0]!, /packageSid: must begin with ms-app:/);
    });
    it("VAPID keys of two pairs are refused", () => {
      const { vapidPublicKey } = aVapidPair();
      assert.deepEqual(refused("browser", { ...pair, vapidPublicKey }), [
        "credentials.browser.vapidPublicKey: does not belong to vapidPrivateKey; give both keys of one pair",
      ]);
    });
    it("VAPID keys of another shape are refused", () => {
      const zero = Buffer.alloc(32).toString("base64url");
      assert.match(refused("browser", { ...pair, vapidPublicKey: pair.vapidPrivateKey })[0]!, /65 bytes in base64url/);
      assert.match(refused("browser", { ...pair, vapidPrivateKey: "a b" })[0]!, /32 bytes in base64url/);
      assert.match(refused("browser", { ...pair, vapidPrivateKey: zero })[0]!, /does not belong/);
    });
    it("a platform that is none is named with those there are", () => {
      const [first] = refused("fcm" as keyof HubCredentials, {});
      assert.match(first!, /^credentials\.fcm: is not a platform; expected one of apns, fcmV1, /);
    });
  });

  it("no sentence repeats what it was given, whatever that is", () => {
    const secret = "planted-7b21";
    const platforms = ["apns", "fcmV1", "wns", "browser", "adm", "baidu", "xiaomi", "gcm", "mpns"] as const;
    const names = ["key", "certificate", "password", "secretKey", "private_key", "vapidPrivateKey", "vapidPublicKey"];
    const value = fc.oneof(
      fc.constant(`${secret}`),
      fc.constant([secret]),
      fc.constant({ file: 7, text: secret }),
      fc.dictionary(
        fc.constantFrom(...names, "endpoint", "thumbprint"),
        fc.constantFrom(secret, `-----BEGIN ${secret}`),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...platforms), value, (platform, value) => {
        for (const sentence of refused(platform, value)) assert.doesNotMatch(sentence, new RegExp(secret));
      }),
    );
  });
});
