import { HubResponseError } from "./errors/hubResponseError";

/** Turns the hub's 404 into undefined. */
export async function undefinedIfMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof HubResponseError && error.status === 404) return undefined;
    throw error;
  }
}
