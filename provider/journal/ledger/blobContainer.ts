import type { ContainerClient, StoragePipelineOptions } from "@azure/storage-blob";
import { LedgerError } from "./ledgerError";

/** Where a ledger's blobs are; the prefix may be empty. */
export interface BlobPlace {
  account: string;
  container: string;
  prefix: string;
}

const pipeline: StoragePipelineOptions = {
  retryOptions: { maxTries: 4, retryDelayInMs: 250, maxRetryDelayInMs: 2_000 },
};

/** Opens a container with AZURE_STORAGE_CONNECTION_STRING, or else with the Azure sign-in; nothing is sent yet. */
export function openContainer(place: BlobPlace, env: NodeJS.ProcessEnv): ContainerClient {
  const { BlobServiceClient } = optional(
    "@azure/storage-blob",
    () => require("@azure/storage-blob") as typeof import("@azure/storage-blob"),
  );
  const connectionString = env.AZURE_STORAGE_CONNECTION_STRING;
  if (!connectionString) {
    const { DefaultAzureCredential } = optional(
      "@azure/identity",
      () => require("@azure/identity") as typeof import("@azure/identity"),
    );
    const endpoint = env.AZURE_STORAGE_SERVICE_ENDPOINT || `https://${place.account}.blob.core.windows.net`;
    if (!URL.canParse(endpoint) || !endpoint.startsWith("https://")) {
      throw new LedgerError(
        "LEDGER_URL",
        "AZURE_STORAGE_SERVICE_ENDPOINT is not an https URL; correct it, or unset it for an account in the public cloud.",
      );
    }
    const service = new BlobServiceClient(endpoint, new DefaultAzureCredential(), pipeline);
    return service.getContainerClient(place.container);
  }
  let service: InstanceType<typeof BlobServiceClient>;
  try {
    service = BlobServiceClient.fromConnectionString(connectionString, pipeline);
  } catch {
    throw new LedgerError(
      "LEDGER_DENIED",
      "AZURE_STORAGE_CONNECTION_STRING is not a storage connection string; copy it anew from the storage account's access keys.",
    );
  }
  const account = /(?:^|;)AccountName=([^;]+)/.exec(connectionString)?.[1] ?? service.accountName;
  if (account && account !== place.account) {
    throw new LedgerError(
      "LEDGER_DENIED",
      `AZURE_STORAGE_CONNECTION_STRING is that of the account ${account}, but the ledger is in ${place.account}; correct one of them.`,
    );
  }
  return service.getContainerClient(place.container);
}

function optional<T>(name: string, load: () => T): T {
  try {
    return load();
  } catch {
    throw new LedgerError(
      "LEDGER_UNSUPPORTED",
      `A ledger in azblob:// needs the package ${name}, which cannot be loaded; run \`npm install @azure/storage-blob @azure/identity\`.`,
    );
  }
}
