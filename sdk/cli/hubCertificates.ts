import { tryReadXml } from "../../provider/client/readXml";
import { childrenOf, elementsOf, textOf, type XmlNode } from "../../provider/client/xmlNode";
import { expiryWarning } from "../hub/credential/applePushCertificate";
import { readPkcs12 } from "../hub/credential/pkcs12";

/** What is known about one certificate of a hub. */
export interface CertificateState {
  ok: boolean;
  detail: string;
}

const platforms: Readonly<Record<string, string>> = {
  ApnsCertificate: "Apple",
  WnsCertificate: "Windows",
  MpnsCertificate: "Windows Phone",
};

/** The certificates among the credentials in a hub's description, and when each expires. */
export function hubCertificates(description: string, now: Date): CertificateState[] {
  return credentialsIn(tryReadXml(description)).flatMap((credential) =>
    Object.entries(platforms).flatMap(([property, platform]) => {
      const value = credential.get(property);
      return value === undefined ? [] : stateOf(platform, value, credential.get("CertificateKey") ?? "", now);
    }),
  );
}

function stateOf(platform: string, base64: string, password: string, now: Date): CertificateState[] {
  const read = readPkcs12(Buffer.from(base64, "base64"), password);
  if ("fault" in read) {
    // The service may hide the value and show something else in its place.
    return read.fault === "encryption"
      ? [{ ok: true, detail: `${platform}: encrypted in an old way; when it expires cannot be read here` }]
      : [];
  }
  const warning = expiryWarning(read.certificate, now);
  const end = new Date(read.certificate.validTo);
  const detail = warning ?? `expires on ${end.toISOString().slice(0, 10)}`;
  return [{ ok: end > now, detail: `${platform}: ${detail}` }];
}

/** The properties of each credential, by name. */
function credentialsIn(node: XmlNode | undefined): ReadonlyMap<string, string>[] {
  return elementsOf(node).flatMap((element) => {
    const [properties] = childrenOf(element, "Properties");
    if (properties === undefined) return credentialsIn(element);
    const named = childrenOf(properties, "Property").map((each) => [textOf(each, "Name"), textOf(each, "Value")]);
    return [new Map(named.filter((each): each is [string, string] => each.every((text) => text !== undefined)))];
  });
}
