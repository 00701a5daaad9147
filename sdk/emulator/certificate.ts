import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bits, integer, octets, oid, sequence, tagged, time, utf8, yes } from "./der";

/** What a TLS server on loopback needs, and the authority its clients are to trust, in PEM. */
export interface CertificatePems {
  key: string;
  cert: string;
  authority: string;
}

export interface Certificate extends CertificatePems {
  /** PEM file of the authority, for NODE_EXTRA_CA_CERTS and its like. */
  authorityPath: string;
  /** Removes that file, unless it is to stay. */
  remove(): void;
}

const dayMs = 86_400_000;

/** A new one, with its authority in a file of its own. */
export function createCertificate(): Certificate {
  const pems = makeCertificate();
  const folder = mkdtempSync(join(tmpdir(), "notification-hub-emulator-"));
  return {
    ...keepCertificate(pems, join(folder, "ca.pem")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** One of an earlier run, or a new one, with its authority in a file that stays. */
export function keepCertificate(pems: CertificatePems | undefined, authorityPath: string): Certificate {
  const kept = pems ?? makeCertificate();
  writeFileSync(authorityPath, kept.authority);
  return { ...kept, authorityPath, remove: () => {} };
}

/** Good for a day at least. */
export function isFresh({ cert }: CertificatePems): boolean {
  try {
    return Date.parse(new X509Certificate(cert).validTo) > Date.now() + dayMs;
  } catch {
    return false;
  }
}

/**
 * A certificate for localhost, 127.0.0.1 and ::1, signed by an authority that exists for it alone and whose key is
 * thrown away. Written out here (RFC 5280): loading a library for it takes longer than the rest of the start.
 */
function makeCertificate(): CertificatePems {
  const authority = { name: "Notification hub emulator, one run", ...newKeys() };
  const server = { name: "localhost", ...newKeys() };
  const authorityPem = certificate(authority, authority, [
    extension("2.5.29.19", sequence(yes()), "critical"), // basicConstraints: an authority
    extension("2.5.29.15", bits(Buffer.from([0x06]), 1), "critical"), // keyUsage: signs certificates
    extension("2.5.29.14", octets(keyId(authority.publicKey))), // subjectKeyIdentifier
  ]);
  const cert = certificate(authority, server, [
    extension("2.5.29.15", bits(Buffer.from([0x80]), 7), "critical"), // keyUsage: digital signature
    extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))), // extendedKeyUsage: server
    extension("2.5.29.35", sequence(tagged(0x80, keyId(authority.publicKey)))), // authorityKeyIdentifier
    extension("2.5.29.17", sequence(dnsName("localhost"), ip(127, 0, 0, 1), ip(...new Array(15).fill(0), 1))),
  ]);
  return { key: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string, cert, authority: authorityPem };
}

interface Party {
  name: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
}

function newKeys(): Pick<Party, "publicKey" | "privateKey"> {
  return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
}

function certificate(issuer: Party, subject: Party, extensions: Buffer[]): string {
  const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
  const now = Date.now();
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ecdsaWithSha256,
    distinguishedName(issuer.name),
    sequence(time(now - dayMs), time(now + 365 * dayMs)),
    distinguishedName(subject.name),
    subject.publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions)),
  );
  return pem(sequence(content, ecdsaWithSha256, bits(sign("sha256", content, issuer.privateKey))));
}

function extension(id: string, value: Buffer, critical?: "critical"): Buffer {
  return sequence(oid(id), ...(critical ? [yes()] : []), octets(value));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(oid("2.5.4.3"), utf8(commonName))));
}

function dnsName(host: string): Buffer {
  return tagged(0x82, Buffer.from(host));
}

function ip(...bytes: number[]): Buffer {
  return tagged(0x87, Buffer.from(bytes));
}

function keyId(key: KeyObject): Buffer {
  return createHash("sha1")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();
}

function pem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}
