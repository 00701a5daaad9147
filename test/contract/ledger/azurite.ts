import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";

/** The account that every Azurite has; its key is public. */
export const account = "devstoreaccount1";
const accountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export const connectionStringOf = (endpoint: string, key = accountKey): string =>
  `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=${endpoint}/${account};`;

export interface Azurite {
  endpoint: string;
  stop(): Promise<void>;
}

/** Starts Azurite's blob service on a free port, with nothing on disk. */
export async function startAzurite(...options: string[]): Promise<Azurite> {
  const folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const flags = ["--blobPort", "0", "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck"];
  const child = spawn(process.execPath, [azuriteScript(), ...flags, ...options], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    endpoint: await endpointOf(child),
    stop: async () => {
      const exited = child.exitCode === null ? once(child, "exit") : undefined;
      child.kill();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The script of `azurite-blob`: from the project's devDependency, or else named by AZURITE_BIN. */
function azuriteScript(): string {
  try {
    const manifest = createRequire(__filename).resolve("azurite/package.json");
    return join(dirname(manifest), "dist/src/blob/main.js");
  } catch {
    if (process.env.AZURITE_BIN) return process.env.AZURITE_BIN;
    throw new Error(
      "The tests of the azblob ledger need Azurite: run `npm install`, or set AZURITE_BIN to the script of azurite-blob.",
    );
  }
}

async function endpointOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const endpoint = /listens on (https?:\/\/\S+)/.exec(line)?.[1];
    if (endpoint) return endpoint;
  }
  throw new Error("Azurite ended before it listened; its own words are above.");
}

let shared: Promise<Azurite> | undefined;

/** The Azurite that all tests share; it starts with the first that asks and ends after the last. */
export function sharedAzurite(): Promise<Azurite> {
  shared ??= startAzurite();
  return shared;
}

after(async () => (await shared?.catch(() => undefined))?.stop());

let containers = 0;

export async function aContainer(endpoint: string): Promise<ContainerClient> {
  const name = `ledger-${process.pid}-${++containers}`;
  const { containerClient } = await BlobServiceClient.fromConnectionString(
    connectionStringOf(endpoint),
  ).createContainer(name);
  return containerClient;
}
