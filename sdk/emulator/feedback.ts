import { randomBytes } from "node:crypto";
import { Fifo } from "./fifo";
import type { HubRequest } from "./incomingRequest";
import type { OutcomeName } from "./outcomes";
import type { Platform } from "./platformFacts";
import { Refusal, type Reply } from "./reply";
import { element, serviceNamespace } from "./xmlText";

/** What a push service refused for one device. */
export interface PnsFeedback {
  /** ISO 8601. */
  time: string;
  error: OutcomeName;
  platform: Platform;
  handle: string;
  registrationId?: string;
  installationId?: string;
  notificationId: string;
}

/** The newest entries are kept. */
const maxEntries = 10_000;

/** The storage container that refusals of push services go to; any client of Azure Blob Storage lists and reads it. */
export class FeedbackContainer {
  private readonly entries = new Fifo<PnsFeedback>();
  private readonly signature = randomBytes(24).toString("base64url");

  add(entry: PnsFeedback): void {
    this.entries.push(entry);
    if (this.entries.length > maxEntries) this.entries.shift();
  }

  /** The signed address of the container, or of one blob of it: a day as MMddyyyy, or one send by its id. */
  url(endpoint: string, blob?: string): string {
    const path = blob === undefined ? "feedback" : `feedback/${blob}`;
    return `${endpoint}_emulator/${path}?sv=2021-08-06&sr=c&sp=rl&sig=${this.signature}`;
  }

  hasErrorsOf(notificationId: string): boolean {
    return this.errorsOf(notificationId).length > 0;
  }

  errorsOf(notificationId: string): PnsFeedback[] {
    return this.entries.list().filter((entry) => entry.notificationId === notificationId);
  }

  /** Answers "list blobs" and "get blob". */
  read(request: HubRequest): Reply {
    if (request.query.get("sig") !== this.signature) throw new Refusal(403, "The signature is not the container's");
    const [blob] = request.segments.slice(2);
    if (blob === undefined) return xml(this.listing(request.origin));
    const text = this.blob(blob);
    if (text === "") throw new Refusal(404, "The specified blob does not exist");
    return xml(text);
  }

  clear(): void {
    this.entries.clear();
  }

  private blob(name: string): string {
    const entries = this.entries.list().filter((entry) => dayOf(entry) === name || entry.notificationId === name);
    return entries.map(document).join("\r\n");
  }

  private listing(origin: string): string {
    const blobs = [...new Set(this.entries.list().map(dayOf))].map((name) => {
      const length = element("Content-Length", Buffer.byteLength(this.blob(name)));
      return `<Blob>${element("Name", name)}<Properties>${length}<BlobType>AppendBlob</BlobType></Properties></Blob>`;
    });
    const list = `<Blobs>${blobs.join("")}</Blobs><NextMarker/>`;
    return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="${origin}/_emulator/" ContainerName="feedback">${list}</EnumerationResults>`;
  }
}

function dayOf({ time }: PnsFeedback): string {
  return `${time.slice(5, 7)}${time.slice(8, 10)}${time.slice(0, 4)}`;
}

function document(entry: PnsFeedback): string {
  return `<PnsFeedback ${serviceNamespace}>${[
    element("FeedbackTime", entry.time),
    element("NotificationSystemError", entry.error),
    element("Platform", entry.platform),
    element("PnsHandle", entry.handle),
    element("RegistrationId", entry.registrationId),
    element("InstallationId", entry.installationId),
    element("NotificationId", entry.notificationId),
  ].join("")}</PnsFeedback>`;
}

function xml(body: string): Reply {
  // Blobs only grow, so their size tells their versions apart.
  const headers = { "Content-Type": "application/xml", ETag: `"0x${Buffer.byteLength(body).toString(16)}"` };
  return { status: 200, headers, body };
}
