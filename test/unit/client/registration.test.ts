import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseRegistrations } from "../../../provider/client/registration";

const entry = (description: string, inner: string) =>
  `<entry a:etag="W/&quot;1&quot;" xmlns="http://www.w3.org/2005/Atom" xmlns:a="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><id>x</id><title type="text">1</title><content type="application/xml"><${description} xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">${inner}</${description}></content></entry>`;
const common =
  "<ETag>1</ETag><ExpirationTime>9999-12-31T23:59:59.999</ExpirationTime><RegistrationId>7-1</RegistrationId>";

describe("parseRegistrations", () => {
  it("reads the handle of every kind", () => {
    const kinds = [
      ["Apple", "apple", "<DeviceToken>h</DeviceToken>"],
      ["Gcm", "gcm", "<GcmRegistrationId>h</GcmRegistrationId>"],
      ["FcmV1", "fcmv1", "<FcmV1RegistrationId>h</FcmV1RegistrationId>"],
      ["Windows", "windows", "<ChannelUri>h</ChannelUri>"],
      ["Mpns", "windowsphone", "<ChannelUri>h</ChannelUri>"],
      ["Adm", "adm", "<AdmRegistrationId>h</AdmRegistrationId>"],
      ["Xiaomi", "xiaomi", "<XiaomiRegistrationId>h</XiaomiRegistrationId>"],
    ] as const;
    for (const [kind, platform, handle] of kinds) {
      assert.deepEqual(
        parseRegistrations(entry(`${kind}RegistrationDescription`, `${common}<Tags>a,b</Tags>${handle}`)),
        [
          {
            registrationId: "7-1",
            platform,
            handle: "h",
            tags: ["a", "b"],
            expirationTime: "9999-12-31T23:59:59.999",
            etag: "1",
          },
        ],
      );
    }
  });

  it("reads the three parts of a browser and both ids of Baidu", () => {
    const [browser] = parseRegistrations(
      entry(
        "BrowserRegistrationDescription",
        `${common}<Endpoint>https://p/1</Endpoint><P256DH>P</P256DH><Auth>A</Auth>`,
      ),
    )!;
    assert.deepEqual(browser?.handle, { endpoint: "https://p/1", auth: "A", p256dh: "P" });
    const [baidu] = parseRegistrations(
      entry("BaiduRegistrationDescription", `${common}<BaiduUserId>u</BaiduUserId><BaiduChannelId>c</BaiduChannelId>`),
    )!;
    assert.equal(baidu?.handle, "u-c");
  });

  it("reads a template's name and body", () => {
    const [registration] = parseRegistrations(
      entry(
        "AppleTemplateRegistrationDescription",
        `${common}<DeviceToken>h</DeviceToken><BodyTemplate><![CDATA[{"aps":{"alert":"$(m)"}}]]></BodyTemplate><TemplateName>news</TemplateName>`,
      ),
    )!;
    assert.deepEqual(registration?.template, { name: "news", body: '{"aps":{"alert":"$(m)"}}' });
    assert.equal(registration?.platform, "apple");
  });

  it("reads feeds of none, one and many, and skips what it does not know", () => {
    const one = entry("AppleRegistrationDescription", `${common}<DeviceToken>h</DeviceToken>`);
    const unknown = entry("CarrierPigeonRegistrationDescription", common);
    const feed = (...entries: string[]) =>
      `<feed xmlns="http://www.w3.org/2005/Atom"><title/>${entries.join("")}</feed>`;
    assert.equal(parseRegistrations(feed())?.length, 0);
    assert.equal(parseRegistrations(feed(one))?.length, 1);
    assert.equal(parseRegistrations(feed(one, unknown, one))?.length, 2);
  });

  it("reads nothing from anything else", () => {
    for (const text of ["", "{}", "<html/>", "<feed>", "<feed><entry></feed>"]) {
      assert.equal(parseRegistrations(text), undefined);
    }
  });
});
