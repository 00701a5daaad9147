import { createHmac } from "node:crypto";
import {
  type ConnectionStrings,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../../sdk/emulator/index";

/** The time these tests begin at. */
export const start = Date.parse("2026-01-02T03:04:05Z");

interface Call {
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** @default "api-version=2020-06" */
  query?: string;
  /** Whose key signs. @default "full" */
  rule?: keyof ConnectionStrings;
}

interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** A running emulator and a plain caller of it that signs by the specification. */
export interface Caller {
  emulator: Emulator;
  /** `path` is below the hub. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** POST /messages with what most sends have. */
  send(format: string, body: unknown, headers?: Record<string, string>, query?: string): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  install(id: string, platform: string, more?: Record<string, unknown>): Promise<void>;
}

export function sasToken(connectionString: string, expiry = start / 1000 + 300): string {
  const part = (name: string) => new RegExp(`${name}=([^;]*)`).exec(connectionString)![1]!;
  const sr = encodeURIComponent(part("Endpoint").toLowerCase());
  const sig = createHmac("sha256", part("SharedAccessKey")).update(`${sr}\n${expiry}`).digest("base64");
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(sig)}&se=${expiry}&skn=${part("SharedAccessKeyName")}`;
}

export async function aCaller(options: EmulatorOptions = {}): Promise<Caller> {
  const emulator = await startEmulator({ now: () => start, ...options });

  async function request(method: string, url: string, headers: Record<string, string>, body?: string | Buffer) {
    const payload = typeof body === "string" || body === undefined ? body : new Uint8Array(body);
    const response = await fetch(url, { method, headers, body: payload });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  const call: Caller["call"] = (
    method,
    path,
    { headers = {}, body, query = "api-version=2020-06", rule = "full" } = {},
  ) =>
    request(
      method,
      `${emulator.endpoint}${emulator.hub}${path}?${query}`,
      { authorization: sasToken(emulator.connectionStrings[rule]), ...headers },
      body,
    );

  return {
    emulator,
    call,
    send: (format, body, headers = {}, query) =>
      call("POST", "/messages", {
        headers: { "content-type": "application/json", "servicebusnotification-format": format, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
        query,
      }),
    control: (method, path, body) =>
      request(
        method,
        `${emulator.endpoint}_emulator/${path}`,
        {},
        body === undefined ? undefined : JSON.stringify(body),
      ),
    async install(id, platform, more = {}) {
      const body = JSON.stringify({ installationId: id, platform, pushChannel: `handle-${id}`, ...more });
      const { status, body: text } = await call("PUT", `/installations/${id}`, { body });
      if (status !== 200) throw new Error(`${status} ${text}`);
    },
  };
}

/** An emulator for each test of a suite. */
export function callerForEach(options?: EmulatorOptions): () => Caller {
  let caller: Caller;
  beforeEach(async () => {
    caller = await aCaller(options);
  });
  afterEach(() => caller.emulator.close());
  return () => caller;
}

/** The text between an element's tags. */
export function textOf(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}
