import type { LedgerEntry, LedgerKey } from "../../../provider/journal/ledger/ledger";

export const aKey = (fields: Partial<LedgerKey> = {}): LedgerKey => ({
  hub: "contoso.servicebus.windows.net/releases",
  announcement: "release-2.4.0",
  digest: "00112233445566778899aabbccddeeff",
  platform: "apple",
  ...fields,
});

export const anEntry = (fields: Partial<LedgerEntry> = {}): LedgerEntry => ({
  version: 1,
  key: aKey(),
  state: "claimed",
  claimedAt: "2026-11-24T08:00:00.000Z",
  claimId: "claim-1",
  by: { actor: "ana", commit: "c0ffee", run: "https://ci.example/1" },
  ...fields,
});

export const aClaim = (claimId = "claim-1", now = Date.UTC(2026, 10, 24, 8)) => ({
  claimId,
  now,
  by: { actor: "ana", commit: "c0ffee", run: "https://ci.example/1" },
});
