import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBlobStore } from "../../../provider/journal/ledger/blobStore";
import { entryName } from "../../../provider/journal/ledger/entry";
import type { EntryStore } from "../../../provider/journal/ledger/entryStore";
import { FileStore } from "../../../provider/journal/ledger/fileStore";
import { type Ledger, type LedgerKey, openLedger } from "../../../provider/journal/ledger/ledger";
import { aContainer, account, connectionStringOf, sharedAzurite } from "./azurite";

/** A new, empty place for a ledger, and what tests do to it behind the ledger's back. */
export interface Place {
  url: string;
  env: NodeJS.ProcessEnv;
  open(): Promise<Ledger>;
  store: EntryStore;
  /** Puts a text in the place of a key's entry. */
  plant(key: LedgerKey, text: string): Promise<void>;
  /** Puts a text in the place of the ledger's id. */
  plantId(text: string): Promise<void>;
  /** Everything that is stored, names and contents. */
  raw(): Promise<string>;
  remove(): Promise<void>;
}

export const backEnds: { name: string; place: () => Promise<Place> }[] = [
  { name: "file", place: aFolder },
  { name: "azblob", place: someBlobs },
];

async function aFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "ledger-"));
  const url = `file:${folder}`;
  return {
    url,
    env: {},
    open: () => openLedger(url, { env: {} }),
    store: new FileStore(folder),
    plant: async (key, text) => {
      const entry = join(folder, entryName(key));
      await mkdir(entry, { recursive: true });
      const versions = (await readdir(entry)).map((file) => Number.parseInt(file, 10) || 0);
      await writeFile(join(entry, `${Math.max(0, ...versions) + 1}.json`), text);
    },
    plantId: (text) => writeFile(join(folder, "ledger.json"), text),
    raw: async () => {
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
      return (await Promise.all(paths.map(async (path) => `${path}\n${await readFile(path, "utf8")}`))).join("\n");
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function someBlobs(): Promise<Place> {
  const { endpoint } = await sharedAzurite();
  const container = await aContainer(endpoint);
  const url = `azblob://${account}/${container.containerName}/team/ledger`;
  const env = { AZURE_STORAGE_CONNECTION_STRING: connectionStringOf(endpoint) };
  return {
    url,
    env,
    open: () => openLedger(url, { env }),
    store: openBlobStore({ account, container: container.containerName, prefix: "team/ledger" }, env),
    plant: async (key, text) => {
      await container.getBlockBlobClient(`team/ledger/${entryName(key)}.json`).upload(text, Buffer.byteLength(text));
    },
    plantId: async (text) => {
      await container.getBlockBlobClient("team/ledger/ledger.json").upload(text, Buffer.byteLength(text));
    },
    raw: async () => {
      const texts: string[] = [];
      for await (const { name, metadata } of container.listBlobsFlat({ includeMetadata: true })) {
        texts.push(name, JSON.stringify(metadata), String(await container.getBlobClient(name).downloadToBuffer()));
      }
      return texts.join("\n");
    },
    remove: async () => void (await container.delete()),
  };
}
