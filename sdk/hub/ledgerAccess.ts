import { setTimeout as wait } from "node:timers/promises";

/** A new role takes up to 10 minutes to work: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting */
const lagMs = 600_000;
const pauseMs = 5_000;

/** What Azure Storage answers while a role is missing: https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes */
const missingRole = "AuthorizationPermissionMismatch";

interface LedgerAccessOptions {
  /** Tries to use the ledger once. @default lists its first entries */
  probe?: () => Promise<unknown>;
  /** Milliseconds of a clock that only runs forward. */
  now?: () => number;
  pause?: (ms: number) => Promise<unknown>;
}

/** Tries again until a role that was just assigned works. @returns why the ledger still cannot be used, or nothing */
export async function awaitLedgerAccess(
  account: string,
  container: string,
  { probe = listing(account, container), now = () => performance.now(), pause = wait }: LedgerAccessOptions = {},
): Promise<string | undefined> {
  const end = now() + lagMs;
  for (;;) {
    try {
      await probe();
      return undefined;
    } catch (error) {
      const { message } = error as Error;
      if (!message.includes(missingRole) || now() >= end) return message;
    }
    await pause(pauseMs);
  }
}

function listing(account: string, container: string): () => Promise<unknown> {
  return async () => {
    const { openBlobStore } =
      require("../../provider/journal/ledger/blobStore") as typeof import("../../provider/journal/ledger/blobStore");
    const store = openBlobStore({ account, container, prefix: "" }, process.env);
    return store.names()[Symbol.asyncIterator]().next();
  };
}
