// Measures the client beside the official SDK and beside bare undici with a signature per send: one run, one machine,
// the server in a process of its own, over TLS. BENCH_DIST names the compiled package (default ../../dist).
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);
const dist = resolve(process.env.BENCH_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url)));
const require = createRequire(here);
const clients = ["ours", "official", "undici"];
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const seconds = Number(process.env.BENCH_SECONDS ?? 2);

const key = "bXktdGVzdC1rZXktMDEyMzQ1Njc4OWFiY2RlZg==";
const keyName = "DefaultFullSharedAccessSignature";
const body = JSON.stringify({ aps: { alert: { title: "2.4.0 is here", body: "Dark mode" }, sound: "default" } });
const tags = "release || beta";

const roles = { serve, sends, load, firstSend, million, sign };
const [role, ...args] = process.argv.slice(2);
await (role ? roles[role](...args) : main());

async function main() {
  const folder = mkdtempSync(join(tmpdir(), "broadcast-bench-"));
  const certificate = join(folder, "ca.pem");
  const server = spawn(process.execPath, [here, "serve", certificate], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [port] = await onceLine(server);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate, BENCH_PORT: port, BENCH_DIST: dist };
    await report(env);
  } finally {
    server.stdin.end();
    rmSync(folder, { recursive: true });
  }
}

async function report(env) {
  const facts = [];
  const keep = (name, value, goal, met) => facts.push({ name, value, goal, met });
  for (const concurrency of [1, 16, 64]) {
    const rates = await compare(rounds, clients, "sends", env, String(concurrency), String(seconds));
    console.log(`sends at concurrency ${concurrency}`);
    for (const client of clients) {
      const { rate, cpu } = rates[client];
      console.log(
        `  ${client.padEnd(9)} ${rate.toFixed(0).padStart(7)} sends/s  ${cpu.toFixed(1).padStart(6)} us CPU per send`,
      );
    }
    const faster = rates.ours.rate / rates.official.rate;
    const cost = rates.ours.cpu / rates.undici.cpu;
    const pace = rates.ours.rate / rates.undici.rate;
    const goal = concurrency === 16;
    keep(`sends/s against the official SDK, ${concurrency} at once`, faster, goal && ">= 3", faster >= 3);
    keep(`CPU per send against bare undici, ${concurrency} at once`, cost, goal && "<= 1.2", cost <= 1.2);
    keep(`sends/s against bare undici, ${concurrency} at once`, pace);
  }
  const starts = await compare(3 * rounds, clients, "firstSend", env);
  const loads = await compare(rounds, [...clients, "nothing"], "load", env);
  console.log("start");
  for (const client of clients) {
    const { ms, rss } = loads[client];
    console.log(
      `  ${client.padEnd(9)} import ${ms.toFixed(0).padStart(4)} ms, ${(rss / 1e6).toFixed(0).padStart(3)} MB RSS (bare node ${(loads.nothing.rss / 1e6).toFixed(0)});  process start to first accepted send ${starts[client].ms.toFixed(0).padStart(4)} ms`,
    );
  }
  const start = starts.ours.ms / starts.official.ms;
  keep("process start to first accepted send against the official SDK", start, "<= 1", start <= 1);
  const { perSecond, signed } = (await compare(1, ["ours"], "sign", env)).ours;
  console.log(`signing\n  ${perSecond.toFixed(0)} signatures/s; 600 sends in 10 minutes are signed ${signed} times`);
  const { ms, rss, handles } = (await compare(1, ["ours"], "million", env)).ours;
  console.log(
    `sendToDevices\n  ${handles} handles in ${(ms / 1000).toFixed(2)} s, peak RSS ${(rss / 1e6).toFixed(0)} MB`,
  );
  keep("peak RSS of 1,000,000 handles, MB", rss / 1e6, "<= 150", rss / 1e6 <= 150);
  console.log("ratios");
  for (const { name, value, goal, met } of facts) {
    console.log(
      `  ${value.toFixed(2).padStart(7)}  ${name}${goal ? `  (goal ${goal}: ${met ? "met" : "MISSED"})` : ""}`,
    );
  }
}

/** Runs a role once per client and round, one process at a time and in turn; keeps each figure's median. */
async function compare(times, names, roleName, env, ...rest) {
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < times; round++) {
    for (const name of names) {
      const child = spawn(process.execPath, [here, roleName, name, ...rest], {
        env: { ...env, BENCH_STARTED: String(performance.timeOrigin + performance.now()) },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [line] = await onceLine(child);
      results[name].push(JSON.parse(line));
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const figures = Object.keys(results[name][0]);
      return [
        name,
        Object.fromEntries(figures.map((figure) => [figure, median(results[name].map((one) => one[figure]))])),
      ];
    }),
  );
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function onceLine(child) {
  for await (const line of createInterface({ input: child.stdout })) return [line];
  throw new Error("a measuring process ended without a figure");
}

/** A hub that accepts everything. */
async function serve(certificate) {
  const { generate } = require("selfsigned");
  const pair = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  writeFileSync(certificate, pair.cert);
  const server = createServer({ key: pair.private, cert: pair.cert, keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(201, {
        "Content-Length": 0,
        TrackingId: "6c3c3f0e-7d5b-4c55-9c8f-0c3f7f5c2c8a_G19",
        Location:
          "https://localhost/myhub/messages/0a1b2c3d4e5f60718293a4b5c6d7e8f9-20260102030405-1-1?api-version=2020-06",
      });
      response.end();
    });
  });
  server.listen(0, "localhost", () => console.log(server.address().port));
  process.stdin.on("end", () => process.exit(0)).resume();
}

function connectionString() {
  return `Endpoint=sb://localhost:${process.env.BENCH_PORT}/;SharedAccessKeyName=${keyName};SharedAccessKey=${key}`;
}

/** One send of each client, as its users write it. */
function sender(client, connections) {
  if (client === "ours") {
    const { HubClient } = require(join(dist, "sdk/client.js"));
    const hub = new HubClient({ connectionString: connectionString(), hub: "myhub" });
    return () => hub.send({ format: "apple", body }, { tagExpression: tags });
  }
  if (client === "official") {
    const { NotificationHubsClient, createAppleNotification } = require("@azure/notification-hubs");
    const hub = new NotificationHubsClient(connectionString(), "myhub");
    const notification = createAppleNotification({ body, headers: {} });
    return () => hub.sendNotification(notification, { tagExpression: tags });
  }
  const { Pool } = require("undici");
  const origin = `https://localhost:${process.env.BENCH_PORT}`;
  const pool = new Pool(origin, { connections, allowH2: false });
  return async () => {
    const reply = await pool.request({
      path: "/myhub/messages?api-version=2020-06",
      method: "POST",
      headers: {
        Authorization: bareToken(`${origin}/myhub`),
        "Content-Type": "application/json;charset=utf-8",
        "ServiceBusNotification-Format": "apple",
        "ServiceBusNotification-Tags": tags,
      },
      body,
    });
    await reply.body.dump();
    if (reply.statusCode !== 201) throw new Error(String(reply.statusCode));
  };
}

function bareToken(uri) {
  const resource = encodeURIComponent(uri);
  const expiry = Math.floor(Date.now() / 1000) + 300;
  const signature = createHmac("sha256", key).update(`${resource}\n${expiry}`).digest("base64");
  return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${keyName}`;
}

async function sends(client, concurrency, duration) {
  const send = sender(client, Number(concurrency));
  const run = async (ms) => {
    const end = performance.now() + ms;
    let count = 0;
    const worker = async () => {
      while (performance.now() < end) {
        await send();
        count++;
      }
    };
    await Promise.all(Array.from({ length: Number(concurrency) }, worker));
    return count;
  };
  await run(700);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const count = await run(Number(duration) * 1000);
  const used = process.cpuUsage(cpu);
  done({ rate: (count / (performance.now() - begun)) * 1000, cpu: (used.user + used.system) / count });
}

async function firstSend(client) {
  await sender(client, 1)();
  done({ ms: performance.timeOrigin + performance.now() - Number(process.env.BENCH_STARTED) });
}

function load(client) {
  const begun = performance.now();
  if (client !== "nothing") sender(client, 1);
  done({ ms: performance.now() - begun, rss: process.memoryUsage().rss });
}

async function sign() {
  const { createSasToken, HubClient } = require(join(dist, "sdk/client.js"));
  const options = { resourceUri: "https://contoso.servicebus.windows.net/myhub", keyName, key };
  const count = 200_000;
  const begun = performance.now();
  for (let index = 0; index < count; index++) createSasToken(options);
  const perSecond = (count / (performance.now() - begun)) * 1000;
  done({ perSecond, signed: await signedInTenMinutes(HubClient) });
}

async function signedInTenMinutes(HubClient) {
  let now = Date.now();
  const tokens = new Set();
  const dispatch = ({ headers }, handler) => {
    tokens.add(headers[headers.indexOf("Authorization") + 1]);
    handler.onRequestStart({ abort() {} }, {});
    handler.onResponseStart({}, 201, {}, "Created");
    handler.onResponseEnd({}, {});
    return true;
  };
  const options = { connectionString: connectionString(), hub: "myhub", now: () => now, dispatcher: { dispatch } };
  const hub = new HubClient(options);
  for (let second = 0; second < 600; second++, now += 1000)
    await hub.send({ format: "apple", body }, { everyone: true });
  return tokens.size;
}

async function million() {
  const { HubClient } = require(join(dist, "sdk/client.js"));
  const hub = new HubClient({ connectionString: connectionString(), hub: "myhub" });
  const handles = 1_000_000;
  async function* source() {
    for (let index = 0; index < handles; index++) yield index.toString(16).padStart(64, "0");
  }
  const begun = performance.now();
  const { devices } = await hub.sendToDevices({ format: "apple", body }, source());
  if (devices !== handles) throw new Error(`only ${devices} devices`);
  // The kernel's own high-water mark, in kilobytes.
  done({ ms: performance.now() - begun, rss: process.resourceUsage().maxRSS * 1024, handles });
}

function done(figures) {
  console.log(JSON.stringify(figures));
  process.exit(0);
}
