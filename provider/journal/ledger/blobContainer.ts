import type { BlobServiceClient, ContainerClient, StoragePipelineOptions } from "@azure/storage-blob";
import { LedgerError } from "./ledgerError";
import type { BlobPlace } from "./ledgerUrl";

const pipeline: StoragePipelineOptions = {
  retryOptions: { maxTries: 4, retryDelayInMs: 250, maxRetryDelayInMs: 2_000 },
};

/** Opens a container with AZURE_STORAGE_CONNECTION_STRING or, if that is not set, with the Azure sign-in. Sends no request. */
export function openContainer({ account, container }: BlobPlace, env: NodeJS.ProcessEnv): ContainerClient {
  const { BlobServiceClient } = load<typeof import("@azure/storage-blob")>("@azure/storage-blob");
  const text = env.AZURE_STORAGE_CONNECTION_STRING;
  if (!text) {
    const { DefaultAzureCredential } = load<typeof import("@azure/identity")>("@azure/identity");
    const service = new BlobServiceClient(endpointOf(account, env), new DefaultAzureCredential(), pipeline);
    return service.getContainerClient(container);
  }
  let service: BlobServiceClient;
  try {
    service = BlobServiceClient.fromConnectionString(text, pipeline);
  } catch {
    throw new LedgerError(
      "LEDGER_DENIED",
      "AZURE_STORAGE_CONNECTION_STRING is not a storage connection string; copy it again from the storage account's access keys.",
    );
  }
  const named = /(?:^|;)AccountName=([^;]+)/.exec(text)?.[1] ?? service.accountName;
  if (!named || named === account) return service.getContainerClient(container);
  throw new LedgerError(
    "LEDGER_DENIED",
    `AZURE_STORAGE_CONNECTION_STRING is for the account ${named}, but the ledger is in ${account}; correct one of them.`,
  );
}

function endpointOf(account: string, env: NodeJS.ProcessEnv): string {
  const endpoint = env.AZURE_STORAGE_SERVICE_ENDPOINT || `https://${account}.blob.core.windows.net`;
  if (URL.canParse(endpoint) && endpoint.startsWith("https://")) return endpoint;
  throw new LedgerError(
    "LEDGER_URL",
    "AZURE_STORAGE_SERVICE_ENDPOINT is not an https URL; correct it, or unset it for an account in the public cloud.",
  );
}

function load<T>(name: string): T {
  try {
    return require(name);
  } catch {
    throw new LedgerError(
      "LEDGER_UNSUPPORTED",
      `A ledger in azblob:// needs the package ${name}, which cannot be loaded; run \`npm install @azure/storage-blob @azure/identity\`.`,
    );
  }
}
