import type { HubRequest } from "../../../provider/client/hubRequest";
import { dispatch } from "../../../sdk/emulator/dispatch";
import { Hub } from "../../../sdk/emulator/hub";
import type { Reply } from "../../../sdk/emulator/reply";
import { sasToken, start } from "../emulator/caller";

/** A failure prints its seed; `SEED=… npm test contract` takes it up again. */
export const runs = (numRuns: number): { numRuns: number; seed?: number } => ({
  numRuns,
  ...(process.env.SEED !== undefined && { seed: Number(process.env.SEED) }),
});

/** The emulator without its server. */
export function aHub(): Hub {
  const hub = new Hub("hub", "standard", () => start);
  hub.endpoint = "http://127.0.0.1:1/";
  return hub;
}

/** Hands the client's request to the emulator as HTTP would: names in lower case, text as bytes. */
export function exchange(hub: Hub, { method, path, headers, body = "" }: HubRequest): Reply {
  const [target = "", search = ""] = path.split("?");
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return dispatch(hub, {
    method,
    origin: "http://127.0.0.1:1",
    host: "127.0.0.1:1",
    path: `/${target}`,
    segments: target.split("/").filter(Boolean).map(decodeURIComponent),
    query: new URLSearchParams(search),
    search,
    headers: { ...Object.fromEntries(lower), authorization: sasToken(hub.connectionStrings().full) },
    body: Buffer.from(body),
  });
}
