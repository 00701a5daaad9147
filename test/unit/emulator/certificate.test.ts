import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { createCertificate } from "../../../sdk/emulator/certificate";
import { integer, oid, sequence, tagged } from "../../../sdk/emulator/der";

describe("emulator: certificate", () => {
  it("is for localhost and loopback, and signed by the authority beside it", () => {
    const { cert, authorityPath, remove } = createCertificate();
    const leaf = new X509Certificate(cert);
    const authority = new X509Certificate(readFileSync(authorityPath));
    remove();
    assert.ok(!existsSync(authorityPath));
    assert.equal(leaf.subjectAltName, "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
    assert.ok(leaf.checkHost("localhost") && leaf.checkIP("127.0.0.1"));
    assert.ok(leaf.checkIssued(authority) && leaf.verify(authority.publicKey));
    assert.ok(authority.ca && !leaf.ca);
    assert.ok(authority.verify(authority.publicKey));
    assert.ok(leaf.validFromDate < new Date() && leaf.validToDate > new Date(Date.now() + 300 * 86_400_000));
  });

  it("the key fits the certificate", () => {
    const { key, cert, remove } = createCertificate();
    remove();
    assert.ok(new X509Certificate(cert).checkPrivateKey(require("node:crypto").createPrivateKey(key)));
  });
});

describe("emulator: DER", () => {
  it("an integer has the fewest bytes and is positive", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
        fc.pre(bytes.some((byte) => byte !== 0));
        const [tag, length, first, second] = integer(Buffer.from(bytes));
        assert.equal(tag, 2);
        assert.ok(length! <= 21 && first! < 0x80 && !(first === 0 && second! < 0x80));
      }),
    );
  });

  it("lengths and object identifiers are written as X.690 has them", () => {
    assert.equal(oid("1.2.840.10045.4.3.2").toString("hex"), "06082a8648ce3d040302");
    assert.equal(tagged(4, Buffer.alloc(0x7f)).subarray(0, 2).toString("hex"), "047f");
    assert.equal(tagged(4, Buffer.alloc(0x80)).subarray(0, 3).toString("hex"), "048180");
    assert.equal(sequence(Buffer.alloc(0x1234)).subarray(0, 4).toString("hex"), "30821234");
  });
});
