import type { Dispatcher } from "undici";

let shared: Dispatcher | undefined;

/** The keep-alive dispatcher that every client of the process shares unless it brings its own. */
export function sharedDispatcher(): Dispatcher {
  shared ??= createDispatcher();
  return shared;
}

function createDispatcher(): Dispatcher {
  const { Agent } = require("undici") as typeof import("undici");
  return new Agent({
    connections: 64,
    // One request at a time on a connection: a reset then leaves a single send in doubt.
    pipelining: 1,
    allowH2: false,
    // Idle connections are dropped well before the service does it, so that a send rarely meets a dying one.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 20_000,
  });
}
