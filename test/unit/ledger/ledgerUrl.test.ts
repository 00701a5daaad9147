import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { LedgerError } from "../../../provider/journal/ledger/ledgerError";
import { parseLedgerUrl } from "../../../provider/journal/ledger/ledgerUrl";

describe("ledger URL", () => {
  const folders: [string, string][] = [
    ["file:/var/ledger", "/var/ledger"],
    ["file:///var/ledger", "/var/ledger"],
    ["file:///var/my ledger/", "/var/my ledger"],
    ["file:ledger", resolve("ledger")],
    ["file:./ledger", resolve("ledger")],
    ["file://../ledger", resolve("../ledger")],
    ["file:~/ledger", join(homedir(), "ledger")],
    ["file://~", homedir()],
    ["file:~ledger", resolve("~ledger")],
    ["file:a%20b", resolve("a%20b")],
  ];
  for (const [url, folder] of folders) {
    it(`${url} is a folder`, () => assert.deepEqual(parseLedgerUrl(url), { kind: "file", folder }));
  }

  const containers: [string, string, string, string][] = [
    ["azblob://contoso/broadcasts", "contoso", "broadcasts", ""],
    ["azblob://contoso/broadcasts/", "contoso", "broadcasts", ""],
    ["azblob://devstoreaccount1/b-1/team/ledger", "devstoreaccount1", "b-1", "team/ledger"],
    ["azblob://contoso/broadcasts/v1.2_x~y/", "contoso", "broadcasts", "v1.2_x~y"],
  ];
  for (const [url, account, container, prefix] of containers) {
    it(`${url} is a container`, () =>
      assert.deepEqual(parseLedgerUrl(url), { kind: "azblob", account, container, prefix }));
  }

  const wrong = [
    "",
    "ledger",
    "/var/ledger",
    "file:",
    "file://",
    "file://server/share",
    "file:a\0b",
    "FILE:/var/ledger",
    "https://contoso.blob.core.windows.net/broadcasts",
    "azblob:contoso/broadcasts",
    "azblob://",
    "azblob://contoso",
    "azblob://contoso/",
    "azblob://Contoso/broadcasts",
    "azblob://co/broadcasts",
    "azblob://con-toso/broadcasts",
    "azblob://contoso/br",
    "azblob://contoso/-broadcasts",
    "azblob://contoso/broad--casts",
    "azblob://contoso/Broadcasts",
    `azblob://contoso/${"b".repeat(64)}`,
    "azblob://contoso/broadcasts//x",
    "azblob://contoso/broadcasts/x//",
    "azblob://contoso/broadcasts/../x",
    "azblob://contoso/broadcasts/x.",
    "azblob://contoso/broadcasts/a b",
    `azblob://contoso/broadcasts/${"x".repeat(513)}`,
  ];
  for (const url of wrong) {
    it(`${JSON.stringify(url.slice(0, 60))} is refused`, () =>
      assert.throws(() => parseLedgerUrl(url), { name: "LedgerError", code: "LEDGER_URL" }));
  }

  it("a credential put into the URL by mistake is refused and not repeated", () => {
    for (const url of [
      "azblob://contoso:PLANTED@contoso/broadcasts",
      "azblob://contoso/broadcasts?sv=2024-11-04&sig=PLANTED",
      "azblob://contoso/broadcasts#PLANTED",
      "https://contoso.blob.core.windows.net/broadcasts?sig=PLANTED",
    ]) {
      assert.throws(
        () => parseLedgerUrl(url),
        (error: LedgerError) => {
          assert.equal(error.code, "LEDGER_URL");
          assert.doesNotMatch(error.message, /PLANTED/);
          return true;
        },
      );
    }
  });

  it("any text is a URL or is refused with one sentence", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `file:${rest}`),
      fc.string().map((rest) => `azblob://${rest}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseLedgerUrl(text);
        } catch (error) {
          assert(error instanceof LedgerError);
          assert.equal(error.code, "LEDGER_URL");
        }
      }),
    );
  });
});
