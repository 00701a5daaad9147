import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a TLS server on loopback needs, and where clients find the authority to trust. */
export interface Certificate {
  key: string;
  cert: string;
  /** PEM file of the authority, for NODE_EXTRA_CA_CERTS and its like. */
  authorityPath: string;
  /** Removes the file. */
  remove(): void;
}

const commonName = "2.5.4.3";
const ecdsaWithSha256 = "1.2.840.10045.4.3.2";
const basicConstraints = "2.5.29.19";
const keyUsage = "2.5.29.15";
const extendedKeyUsage = "2.5.29.37";
const serverAuth = "1.3.6.1.5.5.7.3.1";
const subjectAltName = "2.5.29.17";

/**
 * A certificate for localhost, 127.0.0.1 and ::1, signed by an authority made for it whose key is thrown away.
 * Written out here in DER (RFC 5280): loading a library for it takes longer than everything else at start.
 */
export function createCertificate(nowMs: number): Certificate {
  const issuer = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const server = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const issuerName = "Notification hub emulator (one run only)";
  const authority = certificate(issuerName, issuerName, issuer.publicKey, issuer.privateKey, nowMs, [
    extension(basicConstraints, true, sequence(boolean(true))),
    extension(keyUsage, true, bits(0x06, 1)),
  ]);
  const leaf = certificate(issuerName, "localhost", server.publicKey, issuer.privateKey, nowMs, [
    extension(keyUsage, true, bits(0x80, 7)),
    extension(extendedKeyUsage, false, sequence(oid(serverAuth))),
    extension(subjectAltName, false, sequence(dnsName("localhost"), ipAddress([127, 0, 0, 1]), ipAddress(ipv6Loopback))),
  ]);
  const folder = mkdtempSync(join(tmpdir(), "notification-hub-emulator-"));
  const authorityPath = join(folder, "ca.pem");
  writeFileSync(authorityPath, pem(authority));
  return {
    key: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    cert: pem(leaf),
    authorityPath,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function certificate(
  issuer: string,
  subject: string,
  publicKey: KeyObject,
  signingKey: KeyObject,
  nowMs: number,
  extensions: Buffer[],
): Buffer {
  const day = 86_400_000;
  const content = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    sequence(oid(ecdsaWithSha256)),
    name(issuer),
    sequence(time(nowMs - day), time(nowMs + 365 * day)),
    name(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions)),
  );
  return sequence(content, sequence(oid(ecdsaWithSha256)), bits(sign("sha256", content, signingKey), 0));
}

const ipv6Loopback = [...new Array(15).fill(0), 1];

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), tagged(0x04, value));
}

function name(text: string): Buffer {
  return sequence(tagged(0x31, sequence(oid(commonName), tagged(0x0c, Buffer.from(text)))));
}

function dnsName(host: string): Buffer {
  return tagged(0x82, Buffer.from(host));
}

function ipAddress(bytes: number[]): Buffer {
  return tagged(0x87, Buffer.from(bytes));
}

/** GeneralizedTime has no end in 2049; RFC 5280 wants UTCTime before 2050, which these always are. */
function time(ms: number): Buffer {
  return tagged(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}

function bits(content: Buffer | number, unused: number): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([unused]), typeof content === "number" ? Buffer.from([content]) : content]));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc & 0x7f];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) septets.unshift((high & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return tagged(0x06, Buffer.from(bytes));
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
