import type { AccessRules, ConnectionStrings } from "./accessRules";
import type { DeviceOrder } from "./controlOrders";
import { deliver } from "./deliver";
import type { Device } from "./device";
import { Devices } from "./devices";
import type { Faults } from "./faults";
import type { FeedbackContainer } from "./feedback";
import type { HubClock } from "./hubClock";
import { Installations } from "./installationStore";
import { Jobs } from "./jobs";
import { Namespace } from "./namespace";
import type { Outbox } from "./outbox";
import { Registry } from "./registry";

/**
 * The pricing tier, which decides on ids, telemetry, schedules, batches and the number of devices. In lower case, as the
 * flag `--tier` takes it; the `Tier` of `pulumi-broadcast/hub` is spelled as Azure spells it, `Free`.
 */
export type EmulatorTier = "free" | "basic" | "standard";

export function isHubName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,259}$/.test(name);
}

/** One notification hub and all it remembers. */
export class Hub {
  readonly namespace: Namespace<Hub>;
  readonly clock: HubClock;
  readonly rules: AccessRules;
  readonly outbox: Outbox;
  readonly faults: Faults;
  readonly feedback: FeedbackContainer;
  readonly jobs = new Jobs();
  readonly devices = new Devices();
  readonly registry: Registry;
  readonly installations: Installations;
  /** Where it listens; set once it does. */
  endpoint = "";
  tlsEndpoint: string | undefined;
  /** What a request that created it said of it: the element `NotificationHubDescription`, as text. */
  description: string | undefined;

  constructor(
    readonly name: string,
    readonly tier: EmulatorTier,
    /** The time of a namespace of its own, or the namespace it is added to. */
    home: (() => number) | Namespace<Hub>,
  ) {
    this.namespace = home instanceof Namespace ? home : new Namespace(home);
    const { clock, rules, outbox, faults, feedback } = this.namespace;
    this.clock = clock;
    this.rules = rules;
    this.outbox = outbox;
    this.faults = faults;
    this.feedback = feedback;
    this.namespace.add(this);
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

  /** Delivers the scheduled sends of all hubs whose time has come; every look at a hub begins with it. */
  deliverDue(): void {
    for (const send of this.outbox.takeDue(this.clock.now())) {
      const hub = this.namespace.find(send.record.hub);
      if (hub !== undefined) deliver(hub, send, send.dueMs);
    }
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

  /** Forgets everything but its name, tier and keys, the other hubs of its namespace too. */
  reset(): void {
    for (const other of this.namespace.hubs()) if (other !== this) this.namespace.remove(other);
    this.jobs.clear();
    this.outbox.clear();
    this.faults.clear();
    this.feedback.clear();
    this.installations.clear();
    this.registry.clear();
    this.devices.clear();
    this.clock.reset();
  }
}
