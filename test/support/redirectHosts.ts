// Loaded before a program by NODE_OPTIONS: connections to the hosts of REDIRECT_HOSTS go to ports on loopback.
import { Socket } from "node:net";

const ports: Record<string, number> = JSON.parse(process.env.REDIRECT_HOSTS ?? "{}");
const connect = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;

Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  const [first] = args;
  const options = (Array.isArray(first) ? first[0] : first) as { host?: string; port?: number } | undefined;
  const port = ports[options?.host ?? ""];
  if (port !== undefined) Object.assign(options!, { host: "127.0.0.1", port });
  return connect.apply(this, args);
} as typeof connect;
