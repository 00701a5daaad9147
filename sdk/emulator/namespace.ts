import { AccessRules } from "./accessRules";
import type { DeviceRecord } from "./device";
import type { Devices } from "./devices";
import { Faults } from "./faults";
import { FeedbackContainer } from "./feedback";
import { createClock, type HubClock } from "./hubClock";
import { Outbox } from "./outbox";
import type { Registry } from "./registry";
import { Refusal } from "./reply";

/** Hubs in one emulator. */
const maxHubs = 100;

/** What a namespace looks at in its hubs. */
interface Member {
  readonly name: string;
  readonly devices: Devices;
  readonly registry: Registry;
}

/** What the hubs of one emulator share: keys, time, faults, and the list of what was sent. */
export class Namespace<Hub extends Member> {
  readonly clock: HubClock;
  readonly rules = new AccessRules();
  readonly outbox = new Outbox();
  readonly faults = new Faults();
  readonly feedback = new FeedbackContainer();
  private readonly byName = new Map<string, Hub>();
  private renewed = 0;

  constructor(now: () => number) {
    this.clock = createClock(now);
  }

  /** Names count in any case. */
  find(name: string): Hub | undefined {
    return this.byName.get(name.toLowerCase());
  }

  add(hub: Hub): void {
    if (this.byName.size >= maxHubs) throw new Refusal(403, `The emulator holds up to ${maxHubs} hubs`);
    this.byName.set(hub.name.toLowerCase(), hub);
    this.renewed++;
  }

  remove(hub: Hub): void {
    this.byName.delete(hub.name.toLowerCase());
    // What it had changed no longer counts, so that the sum still grows.
    this.renewed += hub.registry.changes + 1;
  }

  /** The one the emulator was started with comes first. */
  hubs(): Hub[] {
    return [...this.byName.values()];
  }

  /** Grows with every change of keys, hubs and devices. */
  changes(): number {
    return this.hubs().reduce((sum, { registry }) => sum + registry.changes, this.rules.changes + this.renewed);
  }

  /** Of all hubs. */
  *devices(): Iterable<DeviceRecord> {
    for (const hub of this.byName.values()) yield* hub.devices.list();
  }
}
