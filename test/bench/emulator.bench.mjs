// The emulator beside a bare node:https server that answers 201: time to start, sends per second over TLS at concurrency 16, each server in a
// process of its own; and what one tagged send costs that reaches 10 devices among 1k, 10k and 100k installations.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Agent, Pool } from "undici";

const require = createRequire(import.meta.url);
const here = fileURLToPath(import.meta.url);
const dist = path.resolve(path.dirname(here), process.env.BENCH_DIST ?? "../../dist");
const { createSasToken } = require(`${dist}/provider/client/sas.js`);
const [, , role, ...rest] = process.argv;

if (role === "emulator") {
  const { startEmulator } = require(`${dist}/sdk/emulator/index.js`);
  const emulator = await startEmulator({ tlsPort: 0 });
  console.log(
    JSON.stringify({
      tls: emulator.tlsEndpoint,
      certificate: emulator.certificate,
      full: emulator.connectionStrings.full,
      http: emulator.endpoint,
    }),
  );
} else if (role === "bare") {
  const https = require("node:https");
  const options = { cert: readFileSync(rest[0]), key: readFileSync(rest[1]) };
  const server = https.createServer(options, (request, response) => {
    request.resume().on("end", () => response.writeHead(201).end());
  });
  server.listen(0, "127.0.0.1", () =>
    console.log(JSON.stringify({ tls: `https://127.0.0.1:${server.address().port}/` })),
  );
} else await compare();

function start(...args) {
  const began = performance.now();
  const child = spawn(process.execPath, [here, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve) => {
    child.stdout.once("data", (chunk) =>
      resolve({ child, facts: JSON.parse(chunk), milliseconds: performance.now() - began }),
    );
  });
}

async function rate(origin, connect, headers, seconds) {
  const pool = new Pool(origin, { connections: 16, connect, allowH2: false });
  const body = '{"aps":{"alert":"A"}}';
  let count = 0;
  const until = performance.now() + seconds * 1000;
  const one = async () => {
    while (performance.now() < until) {
      const { statusCode, body: reply } = await pool.request({
        path: "/hub/messages?api-version=2020-06",
        method: "POST",
        headers,
        body,
      });
      await reply.dump();
      if (statusCode !== 201) throw new Error(`status ${statusCode}`);
      count++;
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
  await pool.close();
  return count / seconds;
}

async function compare() {
  const { mkdtempSync, writeFileSync, rmSync } = await import("node:fs");
  const os = await import("node:os");
  const folder = mkdtempSync(path.join(os.tmpdir(), "emulator-bench-"));
  const { generate } = require("selfsigned");
  const pems = await generate([{ name: "commonName", value: "localhost" }], { keyType: "ec" });
  writeFileSync(path.join(folder, "cert.pem"), pems.cert);
  writeFileSync(path.join(folder, "key.pem"), pems.private);
  const bareArgs = ["bare", path.join(folder, "cert.pem"), path.join(folder, "key.pem")];
  try {
    const times = { emulator: [], bare: [] };
    for (let i = 0; i < 5; i++) {
      for (const [name, args] of [
        ["emulator", ["emulator"]],
        ["bare", bareArgs],
      ]) {
        const { child, milliseconds } = await start(...args);
        times[name].push(milliseconds);
        child.kill();
      }
    }
    const best = (list) => Math.min(...list);
    console.log(
      `start: emulator ${best(times.emulator).toFixed(0)} ms, bare ${best(times.bare).toFixed(0)} ms, ratio ${(best(times.emulator) / best(times.bare)).toFixed(2)} (at most 1.2)`,
    );

    const emulator = await start("emulator");
    const bare = await start(...bareArgs);
    const key = /SharedAccessKey=([^;]+)/.exec(emulator.facts.full)[1];
    const token = createSasToken({
      resourceUri: emulator.facts.tls,
      keyName: "DefaultFullSharedAccessSignature",
      key,
      ttlSeconds: 3600,
    });
    const headers = {
      authorization: token,
      "content-type": "application/json;charset=utf-8",
      "servicebusnotification-format": "apple",
    };
    const connect = { rejectUnauthorized: false };
    const seconds = Number(process.env.BENCH_SECONDS ?? 4);
    await rate(emulator.facts.tls, connect, headers, 5);
    await rate(bare.facts.tls, connect, headers, 5);
    const rates = { emulator: 0, bare: 0 };
    for (let round = 0; round < 3; round++) {
      rates.emulator = Math.max(rates.emulator, await rate(emulator.facts.tls, connect, headers, seconds));
      rates.bare = Math.max(rates.bare, await rate(bare.facts.tls, connect, headers, seconds));
    }
    console.log(
      `rate: emulator ${rates.emulator.toFixed(0)}/s, bare ${rates.bare.toFixed(0)}/s, ratio ${(rates.emulator / rates.bare).toFixed(2)} (at least 0.6)`,
    );
    bare.child.kill();

    const costs = [];
    const agent = new Agent({ connections: 8 });
    const http = emulator.facts.http;
    const httpToken = createSasToken({
      resourceUri: http,
      keyName: "DefaultFullSharedAccessSignature",
      key,
      ttlSeconds: 3600,
    });
    const call = async (method, at, extra, body) => {
      const { Client: _, request } = await import("undici");
      const reply = await request(`${http}${at}`, {
        method,
        dispatcher: agent,
        headers: { authorization: httpToken, ...extra },
        body,
      });
      await reply.body.dump();
      if (reply.statusCode >= 300) throw new Error(`${method} ${at}: ${reply.statusCode}`);
    };
    let there = 0;
    for (const total of [1_000, 10_000, 100_000]) {
      const more = Array.from({ length: total - there }, (_, i) => there + i);
      const put = async () => {
        for (let i = more.pop(); i !== undefined; i = more.pop()) {
          const installation = {
            installationId: `i${i}`,
            platform: "apns",
            pushChannel: i.toString(16).padStart(64, "0"),
            tags: [i < 10 ? "few" : `t${i % 50}`],
          };
          await call(
            "PUT",
            `hub/installations/i${i}?api-version=2020-06`,
            { "content-type": "application/json" },
            JSON.stringify(installation),
          );
        }
      };
      await Promise.all(Array.from({ length: 8 }, put));
      there = total;
      const samples = [];
      for (let i = 0; i < 400; i++) {
        const began = performance.now();
        await call(
          "POST",
          "hub/messages?api-version=2020-06",
          {
            "content-type": "application/json;charset=utf-8",
            "servicebusnotification-format": "apple",
            "servicebusnotification-tags": "few",
          },
          '{"aps":{"alert":"A"}}',
        );
        samples.push(performance.now() - began);
      }
      samples.sort((a, b) => a - b);
      costs.push(samples[200]);
      console.log(
        `a tagged send to 10 of ${total} installations: ${samples[200].toFixed(2)} ms (median of 400, with its request)`,
      );
    }
    console.log(`cost at 100,000 beside 1,000: ${(costs[2] / costs[0]).toFixed(2)} (at most 3)`);
    await agent.close();
    emulator.child.kill();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
