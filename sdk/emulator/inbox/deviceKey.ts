import { createHash } from "node:crypto";
import type { Device } from "../device";

const keys = new WeakMap<Device, string>();

/** Tells devices apart without showing any part of a handle. */
export function deviceKey(device: Device): string {
  let key = keys.get(device);
  if (key === undefined) {
    key = fingerprint(`${device.platform} ${device.handle}`);
    keys.set(device, key);
  }
  return key;
}

export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
