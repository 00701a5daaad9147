import type { EncodedNotification } from "./encodeNotification";
import { isHandle } from "./handle";

const boundary = "nh-batch-multipart-boundary";

export const batchContentType = `multipart/mixed; boundary="${boundary}"`;

/**
 * The multipart body of a batch: the payload, then the handles as a JSON array. Handles are written into memory
 * that the next batch reuses, so that memory does not grow with their number.
 */
export class BatchBody {
  #bytes: Buffer;
  #length: number;
  readonly #headLength: number;
  #count = 0;
  #badAt: number | undefined;

  constructor({ contentType, body }: EncodedNotification) {
    const head = [
      `--${boundary}`,
      `Content-Type: ${contentType}`,
      "Content-Disposition: inline; name=notification",
      "",
      body,
      `--${boundary}`,
      "Content-Type: application/json",
      "Content-Disposition: inline; name=devices",
      "",
      "[",
    ].join("\r\n");
    this.#headLength = Buffer.byteLength(head);
    this.#bytes = Buffer.allocUnsafeSlow(this.#headLength + 4096);
    this.#length = this.#bytes.write(head);
  }

  /** Handles in it. */
  get count(): number {
    return this.#count;
  }

  /** Position of the first string that is not a handle. A batch with one is not sent. */
  get badAt(): number | undefined {
    return this.#badAt;
  }

  add(handle: unknown): void {
    const position = this.#count++;
    if (!isHandle(handle)) {
      this.#badAt ??= position;
      return;
    }
    const text = /["\\]/.test(handle) ? JSON.stringify(handle) : `"${handle}"`;
    this.#reserve(text.length + 1);
    if (position > 0) this.#length += this.#bytes.write(",", this.#length, "latin1");
    this.#length += this.#bytes.write(text, this.#length, "latin1");
  }

  /** The bytes of the whole body, valid until `clear`. */
  bytes(): Buffer {
    const tail = `]\r\n--${boundary}--\r\n`;
    this.#reserve(tail.length);
    const end = this.#length + this.#bytes.write(tail, this.#length, "latin1");
    return this.#bytes.subarray(0, end);
  }

  /** The handles, for masking them in errors and dumps. */
  handles(): string[] {
    return JSON.parse(`${this.#bytes.toString("latin1", this.#headLength - 1, this.#length)}]`) as string[];
  }

  /** Empties it for the next batch. */
  clear(): void {
    this.#length = this.#headLength;
    this.#count = 0;
    this.#badAt = undefined;
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
