import { createRequire } from "node:module";
import { connect } from "node:net";
import path from "node:path";
import type { Command } from "commander";
import { Settings } from "../../provider/broadcast/settings";
import { pulumi } from "./pulumi";

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
}

/** Adds `doctor`, which says what a broadcast needs and does not find here. It posts nothing. */
export function doctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("check what broadcasts need here: Node, the engine, the package, a connection, the hub; posts nothing")
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
    return { what: "engine", ok: false, detail: (error as Error).message };
  }
}

/** The provider host looks for the package from the program's folder, and nowhere else. */
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
    const text = await pulumi(["config", "get", "broadcast:connectionString"]).catch(() => "");
    const name = await pulumi(["config", "get", "broadcast:hub"]).catch(() => "");
    const config: Record<string, string> = { "broadcast:connectionString": text.trim(), "broadcast:hub": name.trim() };
    const found = new Settings((key) => config[key] || undefined).connection(undefined);
    if (!found) {
      const detail =
        "none; run pulumi config set --secret broadcast:connectionString, or set NOTIFICATIONHUBS_CONNECTION_STRING, or give hub in the program";
      return [{ what: "connection", ok: false, detail }];
    }
    return [{ what: "connection", ok: true, detail: found.at }, await reach(found.connection.endpoint)];
  } catch (error) {
    return [{ what: "connection", ok: false, detail: (error as Error).message }];
  }
}

function reach(endpoint: string): Promise<Finding> {
  const { hostname, port, protocol } = new URL(endpoint);
  const where = { host: hostname, port: Number(port) || (protocol === "http:" ? 80 : 443), timeout: 5000 };
  return new Promise((resolve) => {
    const socket = connect(where);
    const answer = (ok: boolean, detail: string) => {
      socket.destroy();
      resolve({ what: "hub", ok, detail });
    };
    socket.once("connect", () => answer(true, `${where.host}:${where.port} answers`));
    socket.once("timeout", () => answer(false, `${where.host}:${where.port} does not answer within 5 s`));
    socket.once("error", (error) =>
      answer(false, `${where.host}:${where.port} cannot be reached (${(error as NodeJS.ErrnoException).code})`),
    );
  });
}
