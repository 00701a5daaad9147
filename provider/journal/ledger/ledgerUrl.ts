import { homedir } from "node:os";
import { resolve } from "node:path";
import { LedgerError } from "./ledgerError";

/** The location of a ledger's blobs; the prefix may be empty. */
export interface BlobPlace {
  account: string;
  container: string;
  prefix: string;
}

/**
 * Parses `file:DIR` (relative to the working directory; `~/` is the home folder; `file://PATH` works too) or
 * `azblob://account/container/prefix` (the prefix is optional).
 * @throws {LedgerError} LEDGER_URL, without the text, which may contain a credential by mistake
 */
export function parseLedgerUrl(text: string): { kind: "file"; folder: string } | ({ kind: "azblob" } & BlobPlace) {
  if (text.startsWith("file:")) return { kind: "file", folder: resolve(folderOf(text.slice("file:".length))) };
  if (text.startsWith("azblob://")) return { kind: "azblob", ...blobsOf(text.slice("azblob://".length)) };
  throw refusal("it starts with neither");
}

function folderOf(rest: string): string {
  const path = rest.startsWith("//") ? rest.slice(2) : rest;
  if (path === "" || path.includes("\0")) throw refusal("its folder is empty or not a path");
  if (path !== rest && !/^[/.~]/.test(path))
    throw refusal("after file:// it needs a path that starts with / or . or ~");
  if (/^~(\/|$)/.test(path)) return homedir() + path.slice(1);
  return /^\/[A-Za-z]:[/\\]/.test(path) ? path.slice(1) : path;
}

// Names of accounts and containers: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
function blobsOf(rest: string): BlobPlace {
  if (/[?#@]/.test(rest)) throw refusal("it holds credentials or parameters, which belong in the environment");
  const [account = "", container = "", ...folders] = rest.replace(/\/$/, "").split("/");
  if (!/^[a-z0-9]{3,24}$/.test(account)) throw refusal("its account is not 3 to 24 lowercase letters and digits");
  if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(container))
    throw refusal("its container is not 3 to 63 lowercase letters, digits and single hyphens");
  const prefix = folders.join("/");
  if (folders.some((folder) => !/^[A-Za-z0-9._~-]*[A-Za-z0-9_~-]$/.test(folder)) || prefix.length > 512)
    throw refusal("its prefix is not letters, digits and . _ ~ - between single slashes, 512 characters at most");
  return { account, container, prefix };
}

const refusal = (why: string) =>
  new LedgerError(
    "LEDGER_URL",
    `A ledger URL is file:DIR or azblob://account/container/prefix, but ${why}; correct it in config broadcast:ledger, BROADCAST_LEDGER or --ledger.`,
  );
