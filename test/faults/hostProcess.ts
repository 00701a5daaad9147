// A process in which Pulumi's dynamic-provider host runs again and again: each run loads the host and the provider anew, as a
// process of its own would, and only the libraries below them stay. It is killed for real when a fault says so.
import { createRequire } from "node:module";
import path from "node:path";
import { shiftTime } from "./shiftedTime";

type Order = { stop: number } | { start: number; env: Record<string, string>; offsetMs: number };

/** The package under test is that of the folder in which the process runs. */
const requireThere = createRequire(path.join(process.cwd(), "package.json"));
const grpc = requireThere("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
const hostFile = requireThere.resolve("@pulumi/pulumi/cmd/dynamic-provider");
const ours = [path.join(process.cwd(), "dist/provider") + path.sep, path.join(__dirname, "plain")];
const servers = new Map<number, InstanceType<typeof grpc.Server>>();
const bindAsync = grpc.Server.prototype.bindAsync;
let starting = 0;

grpc.Server.prototype.bindAsync = function (address, credentials, callback) {
  servers.set(starting, this);
  const run = starting;
  bindAsync.call(this, address, credentials, (error, port) => {
    callback(error, port);
    process.send!({ run, port });
  });
};

/** The host announces its port on standard output; here it goes to the parent by message. */
console.log = () => {};
console.error = () => {};

process.on("message", (order: Order) => {
  if ("stop" in order) {
    servers.get(order.stop)?.forceShutdown();
    servers.delete(order.stop);
    return;
  }
  starting = order.start;
  shiftTime(order.offsetMs);
  for (const [key, value] of Object.entries(order.env)) {
    if (value === "") delete process.env[key];
    else process.env[key] = value;
  }
  for (const file of Object.keys(require.cache)) {
    if (file === hostFile || ours.some((folder) => file.startsWith(folder))) delete require.cache[file];
  }
  process.removeAllListeners("uncaughtException").removeAllListeners("unhandledRejection").removeAllListeners("exit");
  require(hostFile);
});
process.on("disconnect", () => process.exit());
process.send!("ready");
