import type { DevicesResult } from "../devicesResult";
import { type Certainty, NotificationHubsError } from "./notificationHubsError";

/** Some batches of `sendToDevices` were not accepted. `result` has the result of every batch, including accepted ones. */
export class DeviceBatchesError extends NotificationHubsError {
  override readonly name = "DeviceBatchesError";
  readonly code = "DEVICE_BATCHES";
  /** `not-sent` when no batch was accepted and none is in doubt. */
  readonly certainty: Certainty;

  constructor(
    readonly result: DevicesResult,
    options?: { cause?: unknown },
  ) {
    const failed = result.batches.filter((batch) => batch.state !== "sent");
    const why = failed[0]?.error?.message ?? "stopped before the last handle";
    super(
      `send to devices: ${failed.length} of ${result.batches.length} batches were not accepted (${result.devices} devices were in accepted batches): ${why}`,
      options,
    );
    this.certainty = result.batches.every((batch) => batch.state === "not-sent") ? "not-sent" : "ambiguous";
  }
}
