import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { HubClient, type HubClientOptions } from "../../../provider/client/hubClient";

/** A request as it arrived. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  at: number;
}

/** What the hub does with a request; `index` counts from 0. */
export type Script = (request: Received, response: ServerResponse, index: number, socket: Socket) => void;

/** A hub on loopback that answers by a script. */
export interface ScriptedHub {
  port: number;
  connectionString: string;
  received: Received[];
  client: (options?: Partial<HubClientOptions>) => HubClient;
  close: () => Promise<void>;
}

export const key = "bXktdGVzdC1rZXktMDEyMzQ1Njc4OWFiY2RlZg==";

export async function scriptedHub(script: Script): Promise<ScriptedHub> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const record = { method, url, headers, body: Buffer.concat(chunks).toString(), at: performance.now() };
      received.push(record);
      script(record, response, received.length - 1, request.socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const connectionString = `Endpoint=http://127.0.0.1:${port}/;SharedAccessKeyName=rule;SharedAccessKey=${key};EntityPath=myhub`;
  return {
    port,
    connectionString,
    received,
    client: (options) => new HubClient({ connectionString, ...options }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers each request with the next of these statuses and headers, the last one for ever. */
export function answers(...replies: [status: number, headers?: Record<string, string>, body?: string][]): Script {
  return (_request, response, index) => {
    const [status, headers, body] = replies[Math.min(index, replies.length - 1)]!;
    response.writeHead(status, headers).end(body);
  };
}

/** Runs a block with a scripted hub and closes it. */
export async function withHub(script: Script, block: (hub: ScriptedHub) => Promise<void>): Promise<void> {
  const hub = await scriptedHub(script);
  try {
    await block(hub);
  } finally {
    await hub.close();
  }
}
