import type { Registration } from "./device";
import type { Devices } from "./devices";
import { handleText, type RegistrationDraft } from "./hubRegistration";
import type { Format } from "./platformFacts";
import { Refusal } from "./reply";
import { TagIndex } from "./tagIndex";

/** Registered devices a hub takes, by tier: the service's quotas, and for Standard (10 million) what fits in memory. */
const quota = { free: 500, basic: 200_000, standard: 1_000_000 };
/** The text of all registrations together. */
const maxBytes = 256 * 1024 * 1024;
/** Ids of expired registrations that are remembered, to answer 410. */
const maxExpired = 10_000;

/** Every registration of the hub, found by id, by tag, and by what a format reaches. */
export class Registry {
  private readonly registrations = new Map<string, Registration>();
  private readonly indexes = new Map<Format, TagIndex>();
  private readonly expired = new Set<string>();
  private bytes = 0;
  private sequence = 0;
  /** Grows with every change. */
  changes = 0;

  constructor(
    private readonly devices: Devices,
    private readonly tier: keyof typeof quota,
  ) {}

  /** Two numbers of 19 digits and one of one, as the service's are. */
  newId(): string {
    const number = () =>
      `${Math.floor(Math.random() * 9e9) + 1e9}${String(Math.floor(Math.random() * 1e9)).padStart(9, "0")}`;
    return `${number()}-${number()}-${(this.sequence % 3) + 1}`;
  }

  find(id: string, nowMs: number): Registration | undefined {
    const registration = this.registrations.get(id);
    if (registration === undefined || registration.expiresMs > nowMs) return registration;
    this.expire(registration);
    return undefined;
  }

  hasExpired(id: string): boolean {
    return this.expired.has(id);
  }

  /** Adds a registration, or puts it in the place of the one of its id with the next ETag. */
  put(draft: RegistrationDraft, id = this.newId()): Registration {
    const earlier = this.registrations.get(id);
    this.checkQuota(draft, earlier);
    this.changes++;
    const registration = {
      ...draft,
      id,
      sequence: earlier?.sequence ?? ++this.sequence,
      device: this.devices.at(draft.platform, handleText(draft)),
      etag: (earlier?.etag ?? 0) + 1,
    };
    this.registrations.set(id, registration);
    this.indexOf(registration).add(registration);
    this.devices.register(registration);
    this.bytes += size(registration);
    if (earlier !== undefined) this.forget(earlier);
    this.expired.delete(id);
    return registration;
  }

  remove(id: string): void {
    const registration = this.registrations.get(id);
    if (registration === undefined) return;
    this.registrations.delete(id);
    this.changes++;
    this.forget(registration);
  }

  /** Native registrations of a platform, or every template's; expired ones are dropped on the way. */
  *reached(format: Format, select: (index: TagIndex) => Iterable<Registration>, nowMs: number): Iterable<Registration> {
    const index = this.indexes.get(format);
    if (index === undefined) return;
    for (const registration of select(index)) {
      if (registration.expiresMs > nowMs) yield registration;
      else this.expire(registration);
    }
  }

  /** In the order they came. */
  all(): Iterable<Registration> {
    return this.registrations.values();
  }

  /** In the order they came. */
  tagged(tag: string): Iterable<Registration> {
    const found = [...this.indexes.values()].flatMap((index) => [...index.tagged(tag)]);
    return found.sort((left, right) => left.sequence - right.sequence);
  }

  clear(): void {
    this.changes++;
    this.registrations.clear();
    this.indexes.clear();
    this.expired.clear();
    this.bytes = 0;
  }

  private expire(registration: Registration): void {
    this.remove(registration.id);
    if (this.expired.size < maxExpired) this.expired.add(registration.id);
  }

  private forget(registration: Registration): void {
    this.indexOf(registration).remove(registration);
    this.devices.unregister(registration);
    this.bytes -= size(registration);
  }

  private indexOf({ platform, template }: Registration): TagIndex {
    const format = template === undefined ? platform : "template";
    let index = this.indexes.get(format);
    if (index === undefined) {
      index = new TagIndex();
      this.indexes.set(format, index);
    }
    return index;
  }

  private checkQuota(draft: RegistrationDraft, earlier: Registration | undefined): void {
    const device = this.devices.find(draft.platform, handleText(draft));
    const isNew = device === undefined || device.registrations.length === 0;
    if (isNew && this.devices.registered >= quota[this.tier]) {
      throw new Refusal(403, `The quota of ${quota[this.tier]} devices of the ${this.tier} tier is exceeded`);
    }
    if (this.bytes + size(draft) - (earlier === undefined ? 0 : size(earlier)) > maxBytes) {
      throw new Refusal(403, "The emulator's memory for registrations is full");
    }
  }
}

/** About what a registration takes, in bytes. */
function size({ tags, handle, template, pushVariables }: RegistrationDraft): number {
  const texts = [...tags, ...handle, template?.body ?? "", ...Object.values(template?.headers ?? {})];
  const variables = Object.entries(pushVariables ?? {}).flat();
  return [...texts, ...variables].reduce((sum, text) => sum + text.length + 64, 1024);
}
