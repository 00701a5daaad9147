import { createServer, type Server } from "node:http";
import type { Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import { type AddressInfo, createServer as createNetServer, type Server as NetServer, type Socket } from "node:net";
import type { Certificate } from "./certificate";
import { requestTimeoutMs } from "./incomingRequest";
import type { Listener } from "./serve";

/** A server that takes requests, and how it ends. */
export interface Listening<S extends NetServer> {
  server: S;
  port: number;
  /** Cuts what is open. */
  close(): Promise<void>;
}

/** Connections stay open longer than clients keep them, so that none is cut while it is being used again. */
const keepAliveTimeout = 65_000;
/** Slow requests are looked for once a second. */
const timeouts = { keepAliveTimeout, requestTimeout: requestTimeoutMs, connectionsCheckingInterval: 1000 };

export function listenPlain(listener: Listener, port: number, host: string): Promise<Listening<Server>> {
  return listen(createServer(timeouts, listener), port, host);
}

/**
 * HTTP/2 for those that ask for it by ALPN, HTTP/1.1 for everybody else: by Node's https server, since its http2 server
 * answers HTTP/1.1 at half the rate.
 */
export function listenTls(
  listener: Listener,
  { key, cert }: Pick<Certificate, "key" | "cert">,
  port: number,
  host: string,
): Promise<Listening<HttpsServer>> {
  const { createServer } = require("node:https") as typeof import("node:https");
  const server = createServer({ key, cert, ALPNProtocols: ["h2", "http/1.1"], ...timeouts }, listener);
  const serveHttp1 = server.listeners("secureConnection");
  server.removeAllListeners("secureConnection");
  let http2: Http2Server | undefined;
  server.on("secureConnection", (socket) => {
    if (socket.alpnProtocol !== "h2") {
      for (const serve of serveHttp1) serve.call(server, socket);
      return;
    }
    http2 ??= http2Server(listener);
    http2.emit("connection", socket);
  });
  return listen(server, port, host);
}

/** One that is handed its connections. */
function http2Server(listener: Listener): Http2Server {
  const { createServer } = require("node:http2") as typeof import("node:http2");
  const server = createServer(
    {
      // Streams opened and reset at once end the connection, and so does a header block that goes on and on.
      ...{ streamResetBurst: 200, streamResetRate: 50, maxSessionMemory: 10, maxHeaderListPairs: 100 },
      settings: { maxConcurrentStreams: 250, maxHeaderListSize: 16 * 1024 },
    },
    listener,
  );
  // A broken session is its client's loss.
  server.on("sessionError", () => {});
  return server;
}

async function listen<S extends NetServer>(server: S, port: number, host: string): Promise<Listening<S>> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const bound = await bind(server, port, host);
  const onV6 = host === "127.0.0.1" ? await alsoOnV6(server, bound, port) : undefined;
  return {
    server,
    port: bound,
    async close() {
      const closed = [server, onV6].map((each) => each && new Promise((resolve) => each.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function bind(server: NetServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** `localhost` is ::1 first in many places, so what comes there is taken too; undefined on a machine without IPv6. */
async function alsoOnV6(server: NetServer, bound: number, wanted: number): Promise<NetServer | undefined> {
  const other = createNetServer((socket) => server.emit("connection", socket));
  try {
    await bind(other, bound, "::1");
    return other;
  } catch (error) {
    if (wanted !== 0 && (error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      await new Promise((resolve) => server.close(resolve));
      throw error;
    }
    return undefined;
  }
}
