import { registrationDescription } from "./atom";
import { parseLine } from "./description";
import type { Hub } from "./hub";
import type { Job } from "./jobs";
import { Refusal } from "./reply";

/** The largest import; what is larger fails. */
const maxImportBytes = 64 * 1024 * 1024;
const blobTimeoutMs = 30_000;
/** Lines taken between two looks at what else is asked of the emulator. */
const stride = 200;

/** Runs a job to its end, which its status tells; never rejects. */
export async function runJob(hub: Hub, job: Job): Promise<void> {
  try {
    job.status = "Running";
    if (job.type === "ExportRegistrations") await exportAll(hub, job);
    else await importAll(hub, job);
    job.status = "Completed";
    job.progress = 100;
  } catch (error) {
    job.status = "Failed";
    job.failure = error instanceof Error ? error.message : String(error);
  }
  job.updatedMs = hub.clock.now();
}

async function exportAll(hub: Hub, job: Job): Promise<void> {
  const now = hub.clock.now();
  const lines = [...hub.registry.all()].filter(({ expiresMs }) => expiresMs > now).map(registrationDescription);
  await write(hub, job, "OutputFilePath", "Output.txt", lines);
}

/** Lines that cannot be taken go to a file of their own, with the reason; the job completes all the same. */
async function importAll(hub: Hub, job: Job): Promise<void> {
  const lines = (await read(job.importFileUri ?? "")).split(/\r?\n/).filter((line) => line.trim() !== "");
  const taken: string[] = [];
  const failed: string[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      taken.push(importLine(hub, job, line));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      failed.push(`${line}\t${error.message}`);
    }
    if (index % stride === stride - 1) await new Promise(setImmediate);
    job.progress = (100 * (index + 1)) / lines.length;
  }
  await write(hub, job, "OutputFilePath", "Output.txt", taken);
  if (failed.length > 0) await write(hub, job, "FailedFilePath", "Failed.txt", failed);
}

function importLine(hub: Hub, { type }: Job, line: string): string {
  const now = hub.clock.now();
  if (type === "ImportDeleteRegistrations") {
    const id = line.trim();
    if (hub.registry.find(id, now) === undefined) throw new Refusal(404, "There is no registration of this id");
    hub.registry.remove(id);
    return id;
  }
  const { draft, id } = parseLine(line);
  if (type === "ImportCreateRegistrations") return registrationDescription(hub.registry.put(draft));
  if (id === undefined) throw new Refusal(400, "The registration has no RegistrationId");
  const missing = hub.registry.find(id, now) === undefined;
  if (type === "ImportUpdateRegistrations" && missing) throw new Refusal(404, "There is no registration of this id");
  return registrationDescription(hub.registry.put(draft, id));
}

async function read(uri: string): Promise<string> {
  const response = await blob(uri, {});
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxImportBytes) throw new Error(`The import is larger than ${maxImportBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function write(hub: Hub, job: Job, property: string, file: string, lines: string[]): Promise<void> {
  const url = new URL(job.outputContainerUri);
  const container = url.pathname.replace(/\/+$/, "");
  url.pathname = `${container}//${hub.name}/${job.id}/${file}`;
  await blob(url.href, { method: "PUT", headers: { "x-ms-blob-type": "BlockBlob" }, body: lines.join("\r\n") });
  job.outputs[property] = `${container.split("/").at(-1)}//${hub.name}/${job.id}/${file}`;
}

/** One request to the storage; the address, which holds a signature, is in no message. */
async function blob(uri: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(uri, { ...init, redirect: "error", signal: AbortSignal.timeout(blobTimeoutMs) });
  } catch {
    throw new Error("The storage of the job does not answer");
  }
  if (!response.ok) throw new Error(`The storage of the job answers ${response.status}`);
  return response;
}
