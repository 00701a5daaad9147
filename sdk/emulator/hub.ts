import { AccessRules, type ConnectionStrings } from "./accessRules";
import { type Clock, createClock } from "./clock";
import type { DeviceOrder } from "./controlOrders";
import { deliver } from "./delivery";
import { type Device, Devices } from "./device";
import { Faults } from "./faults";
import { FeedbackContainer } from "./feedback";
import { Installations } from "./installation";
import { Outbox } from "./outbox";
import { Registry } from "./registry";

/** The pricing tier, which decides on ids, telemetry, schedules, batches and the number of devices. */
export type Tier = "free" | "basic" | "standard";

/** One notification hub and all it remembers. */
export class Hub {
  readonly clock: Clock;
  readonly rules = new AccessRules();
  readonly outbox = new Outbox();
  readonly faults = new Faults();
  readonly feedback = new FeedbackContainer();
  readonly devices = new Devices();
  readonly registry: Registry;
  readonly installations: Installations;
  /** Where it listens; set once it does. */
  endpoint = "";
  tlsEndpoint: string | undefined;

  constructor(
    readonly name: string,
    readonly tier: Tier,
    now: () => number,
  ) {
    this.clock = createClock(now);
    this.registry = new Registry(this.devices, tier);
    this.installations = new Installations(this.registry);
  }

  /** The convention of Azure's emulators: a fourth part that tells clients to expect plain http. */
  connectionStrings(): ConnectionStrings {
    return this.rules.connectionStrings(this.endpoint, ";UseDevelopmentEmulator=true");
  }

  tlsConnectionStrings(): ConnectionStrings | undefined {
    if (this.tlsEndpoint === undefined) return undefined;
    return this.rules.connectionStrings(this.tlsEndpoint.replace("https://", "sb://"));
  }

  /** Differs from an earlier one when anything happened since. */
  get version(): string {
    const { outbox, devices, faults, clock } = this;
    return [outbox.version, devices.version, faults.version, clock.now() - clock.real()].join(".");
  }

  /** Delivers the scheduled sends whose time has come; every look at the hub begins with it. */
  deliverDue(): void {
    for (const send of this.outbox.takeDue(this.clock.now())) deliver(this, send, send.dueMs);
  }

  orderOutcome({ platform, handle, outcome, times }: DeviceOrder): void {
    this.devices.order(platform, handle, outcome, times);
  }

  /** What the service does once a push service calls a handle dead. */
  buryHandle(device: Device): void {
    for (const registration of [...device.registrations]) {
      const { id, installationId, tileName } = registration;
      if (installationId === undefined || tileName !== undefined) this.registry.remove(id);
      else this.installations.expireChannel(installationId);
    }
  }

  /** Forgets everything but its name, tier and keys. */
  reset(): void {
    this.outbox.clear();
    this.faults.clear();
    this.feedback.clear();
    this.installations.clear();
    this.registry.clear();
    this.devices.clear();
    this.clock.reset();
  }
}
