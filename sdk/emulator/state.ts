import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { registrationDescription } from "./atom";
import { type Certificate, type CertificatePems, isFresh, keepCertificate } from "./certificate";
import { parseLine } from "./description";
import { Hub } from "./hub";
import { parseJson } from "./json";
import type { Namespace } from "./namespace";
import { Refusal } from "./reply";
import type { SavedState } from "./stateSchema";

/** Milliseconds between two looks at whether something changed. */
const saveEveryMs = 1000;

/** Keeps keys, certificate and devices of a namespace in a file. */
export class StateFile {
  private certificate: CertificatePems | undefined;
  private saved = -1;
  private readonly timer: NodeJS.Timeout;

  /** Loads the file if it exists. @throws RangeError when it does not hold an emulator's state. */
  constructor(
    private readonly path: string,
    private readonly namespace: Namespace<Hub>,
  ) {
    const state = readState(path);
    if (state !== undefined) {
      namespace.rules.restore(state.keys);
      this.certificate = state.certificate && isFresh(state.certificate) ? state.certificate : undefined;
      try {
        restoreHubs(namespace, state.hubs);
      } catch (error) {
        throw error instanceof Refusal ? notAState(path) : error;
      }
    }
    this.save();
    this.timer = setInterval(() => this.trySave(), saveEveryMs).unref();
  }

  /** The certificate of the last run, or a new one; its authority lies beside the file. */
  placeCertificate(): Certificate {
    const certificate = keepCertificate(this.certificate, `${this.path}.pem`);
    const { key, cert, authority } = certificate;
    this.certificate = { key, cert, authority };
    this.saved = -1;
    return certificate;
  }

  close(): void {
    clearInterval(this.timer);
    this.save();
  }

  private trySave(): void {
    try {
      this.save();
    } catch (error) {
      clearInterval(this.timer);
      process.emitWarning(`the state is no longer saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Writes the file when something changed since the last time. */
  private save(): void {
    const changes = this.namespace.changes();
    if (changes === this.saved) return;
    this.saved = changes;
    const temporary = `${this.path}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(stateOf(this.namespace, this.certificate)), { mode: 0o600 });
    renameSync(temporary, this.path);
  }
}

function readState(path: string): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const { stateSchema } = require("./stateSchema") as typeof import("./stateSchema");
  const state = stateSchema.safeParse(parseJson(text));
  if (!state.success)
    throw new RangeError(`state: ${path} is not a state of the emulator; remove it or name another file`);
  return state.data;
}

function notAState(path: string): RangeError {
  return new RangeError(`state: ${path} is not a state of the emulator; remove it or name another file`);
}

function restoreHubs(namespace: Namespace<Hub>, hubs: SavedState["hubs"]): void {
  const tier = namespace.hubs()[0]!.tier;
  for (const { name, description, installations, registrations } of hubs) {
    const hub = namespace.find(name) ?? new Hub(name, tier, namespace);
    hub.description = description;
    for (const document of installations) hub.installations.put(document);
    for (const line of registrations) {
      const { draft, id } = parseLine(line);
      hub.registry.put(draft, id);
    }
  }
}

function stateOf(namespace: Namespace<Hub>, certificate: CertificatePems | undefined): SavedState {
  const hubs = namespace.hubs().map((hub) => ({
    name: hub.name,
    description: hub.description,
    installations: hub.installations.documents(),
    registrations: [...hub.registry.all()]
      .filter(({ installationId }) => installationId === undefined)
      .map(registrationDescription),
  }));
  return { version: 1, keys: namespace.rules.keys(), certificate, hubs };
}
