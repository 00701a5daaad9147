import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface LossyProxy {
  endpoint: string;
  /** How many replies to requests of this method are still to be lost, after the service has done what was asked. */
  lose: Record<string, number>;
  stop(): Promise<void>;
}

/** Stands before an HTTP service and loses replies. */
export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const lose: Record<string, number> = {};
  const server = createServer(async (incoming, outgoing) => {
    const { method = "", headers } = incoming;
    const onward = request(new URL(incoming.url ?? "/", target), { method, headers });
    onward.end(await buffer(incoming));
    const [reply] = (await once(onward, "response")) as [IncomingMessage];
    const body = await buffer(reply);
    if (lose[method]) {
      lose[method]--;
      incoming.socket.destroy();
    } else outgoing.writeHead(reply.statusCode!, reply.rawHeaders).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lose,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
