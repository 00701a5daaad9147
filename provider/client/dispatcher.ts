import type { Agent, Dispatcher } from "undici";

let shared: Dispatcher | undefined;

/** The keep-alive dispatcher that every client of the process shares unless it brings its own. */
export function sharedDispatcher(): Dispatcher {
  shared ??= new (loadAgent())({
    connections: 64,
    // One request at a time on a connection: a reset then leaves a single send in doubt.
    pipelining: 1,
    allowH2: false,
    // Idle connections are dropped well before the service does it, so that a send rarely meets a dying one.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 20_000,
  });
  return shared;
}

/** The agent by itself: the whole of undici, with fetch and WebSocket, takes three times as long to load. */
function loadAgent(): typeof Agent {
  try {
    return require("undici/lib/dispatcher/agent.js") as typeof Agent;
  } catch {
    return (require("undici") as typeof import("undici")).Agent;
  }
}
