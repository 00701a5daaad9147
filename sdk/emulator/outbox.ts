import { randomInt, randomUUID } from "node:crypto";
import { Fifo } from "./fifo";
import type { Format, Platform } from "./platformFacts";
import type { Audience } from "./recipients";
import type { Notification } from "./sentNotification";

export type SendKind = "send" | "direct" | "batch" | "scheduled" | "test";
/** States as the service spells them. */
export type EmulatorSendState = "Scheduled" | "Completed" | "NoTargetFound" | "Canceled";
/** Devices by what became of the message on each, per platform. */
export type OutcomeCounts = Partial<Record<Platform, Record<string, number>>>;

/** An accepted send, as the control plane shows it; a batch is one. */
export interface EmulatorSend {
  id: string;
  hub: string;
  format: Format;
  kind: SendKind;
  /** The tag expression as sent; absent for a broadcast and for sends to handles. */
  tags?: string;
  /** The headers of the request but Authorization and those of the connection, names in lower case. */
  headers: Record<string, string>;
  /** The message; for a batch without its list of devices. */
  body: string;
  /** When the hub accepted it, ISO 8601. */
  at: string;
  state: EmulatorSendState;
  /** When a scheduled send is due, ISO 8601. */
  scheduledFor?: string;
  /** When it went to the devices, ISO 8601. */
  deliveredAt?: string;
  /** How many devices it was for. */
  targets: number;
  counts: OutcomeCounts;
  /** Why a send that was accepted reaches nobody, where the service itself says nothing. */
  note?: string;
}

/** A send on its way through the hub. */
export interface Send {
  record: EmulatorSend;
  notification: Notification;
  audience: Audience;
  /** When it is to be delivered, in milliseconds. */
  dueMs: number;
}

/** What is kept: the newest sends, up to this many and this many bytes; older ones are forgotten. */
export const maxSends = 10_000;
export const maxSendBytes = 32 * 1024 * 1024;
/** Scheduled sends waiting for their time; the service itself documents no limit. */
export const maxPending = 1000;

export class Outbox {
  private readonly records = new Fifo<EmulatorSend>();
  private readonly pending = new Map<string, Send>();
  private bytes = 0;
  private sequence = 0;
  private readonly run = hex32();
  private readonly node = digits(8);
  private stamp = { at: "", text: "" };
  /** Grows with every change. */
  version = 0;

  /** Opaque to clients, and shaped as the service shapes them; `at` is ISO 8601. */
  newId(kind: SendKind, at: string): string {
    if (at !== this.stamp.at) this.stamp = { at, text: at.slice(0, 19).replace(/[-T:]/g, "") };
    const { run, node, stamp } = this;
    const number = ++this.sequence;
    return kind === "scheduled"
      ? `${run}_${stamp.text}_${node}_${number}_QNHQueue${hex32()}-S${digits(8)}${digits(9)}`
      : `${run}-${stamp.text}-${node}-${number}`;
  }

  add(send: Send): void {
    const { record } = send;
    this.version++;
    if (record.state === "Scheduled") this.pending.set(record.id, send);
    this.records.push(record);
    this.bytes += cost(record);
    while (this.records.length > maxSends || this.bytes > maxSendBytes) this.bytes -= cost(this.records.shift()!);
  }

  find(id: string): EmulatorSend | undefined {
    return this.pending.get(id)?.record ?? this.list().find((record) => record.id === id);
  }

  get pendingCount(): number {
    return this.pending.size;
  }

  /** Scheduled sends whose time has come, earliest first; they are no longer pending. */
  takeDue(nowMs: number): Send[] {
    if (this.pending.size === 0) return [];
    const due = [...this.pending.values()].filter((send) => send.dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs);
    for (const send of due) this.pending.delete(send.record.id);
    this.version += due.length;
    return due;
  }

  /** Takes a pending send out; undefined when none of that id is pending. */
  takePending(id: string): Send | undefined {
    const send = this.pending.get(id);
    this.pending.delete(id);
    this.version++;
    return send;
  }

  /** Oldest first. */
  list(): EmulatorSend[] {
    return this.records.list();
  }

  clear(): void {
    this.version++;
    this.records.clear();
    this.pending.clear();
    this.bytes = 0;
  }
}

function hex32(): string {
  return randomUUID().replaceAll("-", "");
}

/** A number of so many digits. */
function digits(count: number): string {
  return String(randomInt(10 ** (count - 1), 10 ** count));
}

function cost(record: EmulatorSend): number {
  let bytes = 1024 + record.body.length;
  for (const name in record.headers) bytes += name.length + record.headers[name]!.length;
  return bytes;
}
