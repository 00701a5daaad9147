import type { Device, DeviceRecord, Registration, TrayEntry } from "./device";
import { Fifo } from "./fifo";
import type { OutcomeName } from "./outcomes";
import type { Platform } from "./platformFacts";

/** A device keeps this many notifications; older ones scroll away. */
export const maxTray = 50;
/** All trays together, with an estimate of 512 bytes an entry besides its text; the oldest sends go first. */
export const maxTrayBytes = 128 * 1024 * 1024;
const entryBytes = 512;

interface Delivered {
  bytes: number;
  entries: { device: Device; entry: TrayEntry }[];
}

/** Devices known to the hub: registered ones, those a send reached directly, and those an outcome was ordered for. */
export class Devices {
  private readonly devices = new Map<string, Device>();
  private readonly deliveries = new Fifo<Delivered>();
  private bytes = 0;

  /** Devices with a registration, which is what a tier's quota counts. */
  registered = 0;
  /** Grows with every change. */
  version = 0;

  register(registration: Registration): void {
    const { device } = registration;
    this.version++;
    if (device.registrations.push(registration) === 1) this.registered++;
  }

  unregister(registration: Registration): void {
    const { device } = registration;
    this.version++;
    device.registrations.splice(device.registrations.indexOf(registration), 1);
    if (device.registrations.length === 0) this.registered--;
    this.forgetIfIdle(device);
  }

  find(platform: Platform, handle: string): Device | undefined {
    return this.devices.get(deviceKey(platform, handle));
  }

  /** The device of a handle, known from now on. */
  at(platform: Platform, handle: string): Device {
    const known = this.find(platform, handle);
    if (known !== undefined) return known;
    const device = { platform, handle: canonical(platform, handle), registrations: [], tray: [] };
    this.devices.set(deviceKey(platform, handle), device);
    return device;
  }

  /** Has a device's push service answer with an outcome from now on, `times` times. */
  order(platform: Platform, handle: string, outcome: OutcomeName, times = Number.POSITIVE_INFINITY): void {
    const device = this.at(platform, handle);
    this.version++;
    device.ordered = outcome === "Success" ? undefined : { outcome, times };
    this.forgetIfIdle(device);
  }

  /** The outcome ordered for a device, spent once; Success without an order. */
  takeOutcome(device: Device): OutcomeName {
    const { ordered } = device;
    if (ordered === undefined) return "Success";
    if (--ordered.times <= 0) device.ordered = undefined;
    return ordered.outcome;
  }

  /** Puts what one send delivered into the trays: `shared` is the size of the text its entries have in common. */
  deliver(entries: { device: Device; entry: TrayEntry }[], shared: number): void {
    this.version++;
    let bytes = shared;
    for (const { device, entry } of entries) {
      if (entry.collapseId !== undefined) {
        device.tray = device.tray.filter((earlier) => earlier.collapseId !== entry.collapseId);
      }
      device.tray.push(entry);
      if (device.tray.length > maxTray) device.tray.shift();
      bytes += entryBytes + (shared === 0 ? entry.body.length : 0);
    }
    this.deliveries.push({ bytes, entries });
    this.bytes += bytes;
    while (this.bytes > maxTrayBytes && this.deliveries.length > 1) this.drop(this.deliveries.shift()!);
  }

  /** In the order they came. */
  all(): Iterable<Device> {
    return this.devices.values();
  }

  get size(): number {
    return this.devices.size;
  }

  *list(): Iterable<DeviceRecord> {
    for (const { platform, handle, registrations, ordered, tray } of this.devices.values()) {
      yield {
        platform,
        handle,
        installationId: registrations.find((each) => each.installationId !== undefined)?.installationId,
        tags: [...new Set(registrations.flatMap((each) => each.tags))],
        registrations: registrations.length,
        outcome: ordered?.outcome ?? "Success",
        tray: [...tray],
      };
    }
  }

  clear(): void {
    this.devices.clear();
    this.version++;
    this.registered = 0;
    this.deliveries.clear();
    this.bytes = 0;
  }

  private drop({ bytes, entries }: Delivered): void {
    this.bytes -= bytes;
    for (const { device, entry } of entries) {
      const at = device.tray.indexOf(entry);
      if (at >= 0) device.tray.splice(at, 1);
      this.forgetIfIdle(device);
    }
  }

  private forgetIfIdle(device: Device): void {
    if (device.registrations.length > 0 || device.tray.length > 0 || device.ordered !== undefined) return;
    this.devices.delete(deviceKey(device.platform, device.handle));
  }
}

function deviceKey(platform: Platform, handle: string): string {
  return `${platform} ${canonical(platform, handle)}`;
}

/** Apple's tokens are hexadecimal, which the service keeps in upper case. */
export function canonical(platform: Platform, handle: string): string {
  return platform === "apple" && /^[0-9a-f]+$/i.test(handle) ? handle.toUpperCase() : handle;
}
