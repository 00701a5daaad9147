import { createRequire } from "node:module";
import path from "node:path";
import type { Command } from "commander";
import { Settings } from "../../provider/broadcast/settings";
import { HubKeyError } from "../../provider/client/errors/hubKeyError";
import type { HubAddress } from "../../provider/client/hubAccess";
import { codeOf, messageOf } from "../../provider/client/thrown";
import { pulumi } from "./pulumi";

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
}

/** Adds `doctor`, which checks everything that a broadcast needs. It posts nothing. */
export function doctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("check this project: Node, the Pulumi CLI, the package, the connection, the hub; posts nothing")
    .option("--json", "print JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const findings = [node(), await engine(), installed(), ...(await hub())];
      if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
      else
        for (const { what, ok, detail } of findings)
          process.stdout.write(`${ok ? "ok  " : "FAIL"}  ${what.padEnd(11)} ${detail}\n`);
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > 22 || (major === 22 && minor >= 19);
  return {
    what: "Node",
    ok,
    detail: ok ? process.versions.node : `${process.versions.node}; 22.19 or later is needed`,
  };
}

async function engine(): Promise<Finding> {
  try {
    return { what: "engine", ok: true, detail: `pulumi ${(await pulumi(["version"])).trim()}` };
  } catch (error) {
    return { what: "engine", ok: false, detail: messageOf(error) };
  }
}

/** Checks that the package resolves from the program's folder, where the provider host looks for it. */
function installed(): Finding {
  try {
    const found = createRequire(path.join(process.cwd(), "index.js")).resolve("pulumi-broadcast/provider");
    return { what: "package", ok: true, detail: path.relative(process.cwd(), found) };
  } catch {
    return {
      what: "package",
      ok: false,
      detail: "pulumi-broadcast is not installed in this folder; run npm install pulumi-broadcast",
    };
  }
}

async function hub(): Promise<Finding[]> {
  try {
    const keys = ["broadcast:connectionString", "broadcast:resourceId", "broadcast:hub", "azure-native:environment"];
    const config = new Map<string, string>();
    for (const key of keys) config.set(key, (await pulumi(["config", "get", key]).catch(() => "")).trim());
    const found = new Settings((key) => config.get(key) || undefined).connection(undefined);
    if (!found) {
      const detail =
        "none; run pulumi config set --secret broadcast:connectionString, or set NOTIFICATIONHUBS_CONNECTION_STRING, or give hub in the program";
      return [{ what: "connection", ok: false, detail }];
    }
    return [{ what: "connection", ok: true, detail: found.at }, ...(await ask(found.reach))];
  } catch (error) {
    return [{ what: "connection", ok: false, detail: messageOf(error) }];
  }
}

/**
 * Checks the hub, the rights of the key, and the expiry of certificates by requests that cannot send anything: a send in a format that
 * does not exist, the telemetry of a notification that does not exist, and the description of the hub.
 */
async function ask(reach: HubAddress): Promise<Finding[]> {
  const { accessOf } = require("../../provider/client/hubAccess") as typeof import("../../provider/client/hubAccess");
  const { hubCertificates } = require("./hubCertificates") as typeof import("./hubCertificates");
  const { apiVersion } =
    require("../../provider/client/hubRequest") as typeof import("../../provider/client/hubRequest");
  const { createSasToken } = require("../../provider/client/sas") as typeof import("../../provider/client/sas");
  const { endpoint, hub, keys } = accessOf(reach, { now: Date.now, maxWaitMs: 0, timeoutMs: 5000 });
  const handed = await Promise.resolve(keys()).catch((error: HubKeyError) => error);
  if (handed instanceof HubKeyError) return [{ what: "key", ok: false, detail: handed.message }];
  const { sharedAccessKeyName: keyName, sharedAccessKey: key } = handed;
  const base = `${endpoint}${encodeURIComponent(hub)}`;
  const Authorization = createSasToken({ resourceUri: base, keyName, key });
  const answer = async (path: string, init: RequestInit) => {
    const signal = AbortSignal.timeout(5000);
    const reply = await fetch(`${base}${path}?${apiVersion}`, { ...init, signal, redirect: "manual" });
    return { status: reply.status, text: await reply.text() };
  };
  const status = async (path: string, init: RequestInit) => (await answer(path, init)).status;
  let sends: number;
  let reads: number;
  let description = "";
  try {
    const headers = {
      Authorization,
      "ServiceBusNotification-Format": "doctor",
      // Even if the service accepted the format, nobody would get it.
      "ServiceBusNotification-Tags": "pulumi-broadcast-doctor",
      "Content-Type": "application/json",
    };
    sends = await status("/messages", { method: "POST", headers, body: "{}" });
    reads = await status("/messages/doctor", { headers: { Authorization } });
    // Only a key with Manage may read it.
    const itself = await answer("", { headers: { Authorization } });
    if (itself.status === 200) description = itself.text;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, cause } = error;
    const why = name === "TimeoutError" ? "does not answer within 5 s" : `cannot be reached (${codeOf(cause) ?? name})`;
    return [{ what: "hub", ok: false, detail: `${new URL(endpoint).host} ${why}` }];
  }
  if (sends === 401) {
    const detail = `${keyName} is refused: copy the connection string again, or look at this machine's clock`;
    return [{ what: "key", ok: false, detail }];
  }
  if (sends === 404)
    return [{ what: "hub", ok: false, detail: `there is no hub ${hub}; set broadcast:hub or NOTIFICATION_HUB_NAME` }];
  const maySend = sends === 400;
  const rights = [...(maySend ? ["send"] : []), ...(reads === 404 ? ["read telemetry and cancel"] : [])];
  if (!maySend && sends !== 403)
    return [
      { what: "hub", ok: false, detail: `${hub} answers ${sends}, which says nothing about the key; try again later` },
    ];
  return [
    { what: "hub", ok: true, detail: hub },
    {
      what: "key",
      ok: maySend,
      detail: maySend ? `${keyName} may ${rights.join(", ")}` : `${keyName} may not send; use a rule with Send`,
    },
    ...hubCertificates(description, new Date()).map((each) => ({ what: "certificate", ...each })),
  ];
}
