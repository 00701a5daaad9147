import { maxBatch } from "./audienceHeaders";
import { BatchBody } from "./batchBody";
import type { BatchResult, DevicesProgress, DevicesResult } from "./devicesResult";
import { encodeNotification } from "./encodeNotification";
import { AmbiguousSendError } from "./errors/ambiguousSendError";
import { DeviceBatchesError } from "./errors/deviceBatchesError";
import { HubResponseError } from "./errors/hubResponseError";
import { PayloadError } from "./errors/payloadError";
import { expectedHandle } from "./handle";
import type { HubRequest } from "./hubRequest";
import type { Notification } from "./notification";
import { batchRequest } from "./sendRequest";
import type { SendResult } from "./sendResult";

/** Options of a send to many devices. */
export interface DevicesOptions {
  /** The number of batches sent at the same time. @default 8 */
  concurrency?: number;
  /** Devices in one batch, 1 to 1000. @default 1000 */
  batchSize?: number;
  /** Called when a batch ends, in the order in which they end. */
  onBatch?: (batch: BatchResult, progress: DevicesProgress) => void;
  /** Stops reading handles; batches that are being sent end in doubt. */
  signal?: AbortSignal;
}

/** Device handles of one platform. */
export type Handles = Iterable<string> | AsyncIterable<string>;

/** Posts one batch. */
type Post = (request: HubRequest, signal: AbortSignal | undefined) => Promise<SendResult>;

/** Refusals that every later batch would get too. */
const meetsAll = new Set([400, 401, 403, 404, 413]);

/**
 * Sends one notification to any number of devices, in batches, and reads handles only as fast as batches are accepted.
 * A refused batch does not stop the others, unless every later batch would be refused too (400, 401, 403, 404, 413).
 *
 * @throws PayloadError for the notification; DeviceBatchesError when a batch was not accepted.
 */
export async function sendToDevices(
  hub: string,
  post: Post,
  notification: Notification,
  handles: Handles,
  { concurrency = 8, batchSize = maxBatch, onBatch, signal }: DevicesOptions,
): Promise<DevicesResult> {
  checkArguments(notification, handles, concurrency, batchSize);
  const encoded = encodeNotification(notification);
  const result: DevicesResult = { devices: 0, batches: [] };
  const onTheWire = new Set<Promise<void>>();
  const idle: BatchBody[] = [];
  let read = 0;
  let stopped = false;
  let fault: unknown;

  const postBatch = async (batch: BatchResult, body: BatchBody): Promise<void> => {
    try {
      if (body.badAt !== undefined) throw PayloadError.at(`handles[${batch.first + body.badAt}]`, expectedHandle);
      batch.result = await post(batchRequest(hub, notification.format, encoded, body), signal);
      batch.state = "sent";
      result.devices += batch.count;
      // Only an accepted body has certainly been read to its end and may be overwritten.
      idle.push(body);
    } catch (error) {
      batch.error = error as Error;
      batch.state = error instanceof AmbiguousSendError ? "in-doubt" : "not-sent";
      if (error instanceof HubResponseError && meetsAll.has(error.status) && error.retryAfterSeconds === undefined)
        stopped = true;
    }
    try {
      onBatch?.(batch, { read, devices: result.devices });
    } catch (error) {
      fault ??= error;
      stopped = true;
    }
  };
  const nextBody = (): BatchBody => {
    const body = idle.pop() ?? new BatchBody(encoded);
    body.clear();
    return body;
  };
  const pump = async (): Promise<void> => {
    for await (const body of batchesOf(handles, batchSize, nextBody)) {
      if (stopped) return;
      const batch: BatchResult = { index: result.batches.length, first: read, count: body.count, state: "not-sent" };
      read += body.count;
      result.batches.push(batch);
      const posting: Promise<void> = postBatch(batch, body).finally(() => onTheWire.delete(posting));
      onTheWire.add(posting);
      if (onTheWire.size >= concurrency) await Promise.race(onTheWire);
      if (stopped) return;
    }
  };

  const pumping = pump().catch((error: unknown) => {
    fault ??= error;
  });
  // A source that never answers must not keep an aborted call alive.
  const abort = signal && abortOf(signal);
  await (abort ? Promise.race([pumping, abort.promise]) : pumping);
  abort?.forget();
  stopped = true;
  await Promise.all(onTheWire);
  if (fault !== undefined && result.batches.length === 0) throw fault;
  if (fault !== undefined || signal?.aborted || result.batches.some(({ state }) => state !== "sent")) {
    throw new DeviceBatchesError(result, { cause: fault ?? signal?.reason });
  }
  if (result.batches.length === 0) throw PayloadError.at("handles", "expected at least one device handle");
  return result;
}

async function* batchesOf(
  handles: Handles,
  size: number,
  nextBody: () => BatchBody,
): AsyncGenerator<BatchBody, void, undefined> {
  let body = nextBody();
  // A plain iterable is read without a promise for each handle.
  if (Symbol.iterator in handles) {
    for (const handle of handles) {
      body.add(handle);
      if (body.count < size) continue;
      yield body;
      body = nextBody();
    }
  } else {
    for await (const handle of handles) {
      body.add(handle);
      if (body.count < size) continue;
      yield body;
      body = nextBody();
    }
  }
  if (body.count > 0) yield body;
}

function abortOf(signal: AbortSignal): { promise: Promise<void>; forget: () => void } {
  let forget = () => {};
  const promise = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    const onAbort = () => resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    forget = () => signal.removeEventListener("abort", onAbort);
  });
  return { promise, forget };
}

function checkArguments({ format }: Notification, handles: Handles, concurrency: number, batchSize: number): void {
  if (format === "browser" || format === "template")
    throw PayloadError.at("format", `expected a platform that supports batches; ${format} does not`);
  if (
    typeof handles !== "object" ||
    handles === null ||
    !(Symbol.iterator in handles || Symbol.asyncIterator in handles)
  ) {
    throw PayloadError.at("handles", "expected an array or another iterable of device handles");
  }
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > maxBatch)
    throw PayloadError.at("batchSize", `expected 1 to ${maxBatch}`);
  if (!Number.isInteger(concurrency) || concurrency < 1) throw PayloadError.at("concurrency", "expected 1 or more");
}
