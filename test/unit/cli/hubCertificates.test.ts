import { deepEqual } from "node:assert/strict";
import { hubCertificates } from "../../../sdk/cli/hubCertificates";
import { pushCertificates } from "../hub/pushCertificates";

describe("certificates of a hub", () => {
  const description = (name: string, value: string) =>
    `<entry><content><NotificationHubDescription><ApnsCredential><Properties>
      <Property><Name>${name}</Name><Value>${value}</Value></Property>
      <Property><Name>CertificateKey</Name><Value>open sesame</Value></Property>
    </Properties></ApnsCredential></NotificationHubDescription></content></entry>`;
  const on = (day: string, value = pushCertificates.production, name = "ApnsCertificate") =>
    hubCertificates(description(name, value), new Date(day));

  it("say when they expire, and that they did", () => {
    deepEqual(on("2026-06-01"), [{ ok: true, detail: "Apple: expires on 2027-01-31" }]);
    deepEqual(on("2027-01-15"), [
      { ok: true, detail: "Apple: expires on 2027-01-31; renew it at Apple, or use a key, which does not expire" },
    ]);
    deepEqual(on("2027-02-01"), [
      { ok: false, detail: "Apple: expired on 2027-01-31; renew it at Apple, or use a key, which does not expire" },
    ]);
  });

  it("that cannot be read say so, and what is hidden or is none says nothing", () => {
    deepEqual(on("2026-06-01", pushCertificates.legacy), [
      { ok: true, detail: "Apple: encrypted in an old way; when it expires cannot be read here" },
    ]);
    deepEqual(on("2026-06-01", "***"), []);
    deepEqual(on("2026-06-01", "key", "Token"), []);
    deepEqual(hubCertificates("not XML", new Date()), []);
  });
});
