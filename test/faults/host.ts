import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Props } from "./checkpoint";

/** The step failed but the resource exists: the engine stores it with these outputs and the reasons. */
export class InitFailed extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Props,
    readonly reasons: string[],
  ) {
    super(reasons.join("\n"));
  }
}

/** One provider process as one engine run has it, spoken to over gRPC. */
export class Host {
  #stopped = false;

  constructor(
    private readonly client: ResourceProviderClient,
    readonly child: ChildProcess,
    private readonly run: number,
  ) {}

  async configure(config: Record<string, string>): Promise<void> {
    const request = new messages.ConfigureRequest();
    request.setArgs(struct(config));
    await this.#call("configure", request);
  }

  async check(olds: Props, news: Props): Promise<{ inputs: Props; failures: string[] }> {
    const request = new messages.CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response: messages.CheckResponse = await this.#call("check", request);
    return {
      inputs: plain(response.getInputs()),
      failures: response.getFailuresList().map((item) => item.getReason()),
    };
  }

  async diff(id: string, olds: Props, news: Props): Promise<{ changes: boolean; replaces: boolean }> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response: messages.DiffResponse = await this.#call("diff", request);
    const replaces = response.getReplacesList().length > 0;
    return { changes: response.getChanges() !== messages.DiffResponse.DiffChanges.DIFF_NONE, replaces };
  }

  async create(inputs: Props): Promise<{ id: string; outputs: Props }> {
    const request = new messages.CreateRequest();
    request.setProperties(struct(inputs));
    const response: messages.CreateResponse = await this.#call("create", request);
    return { id: response.getId(), outputs: plain(response.getProperties()) };
  }

  async update(id: string, olds: Props, news: Props): Promise<Props> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response: messages.UpdateResponse = await this.#call("update", request);
    return plain(response.getProperties());
  }

  async read(id: string, outputs: Props, inputs: Props): Promise<{ id: string; outputs: Props }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(struct(outputs));
    request.setInputs(struct(inputs));
    const response: messages.ReadResponse = await this.#call("read", request);
    return { id: response.getId(), outputs: plain(response.getProperties()) };
  }

  async delete(id: string, outputs: Props): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(outputs));
    await this.#call("delete", request);
  }

  /** Ends the process as the signal does; resolves when it is gone. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill(signal);
    await gone;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.client.close();
    if (this.child.connected) this.child.send({ stop: this.run }, () => {});
  }

  #call(method: string, request: unknown): Promise<any> {
    return new Promise((resolve, reject) => {
      (this.client as any)[method](request, (error: grpc.ServiceError | null, response: unknown) => {
        if (error) reject(initFailureOf(error) ?? new Error(error.details));
        else resolve(response);
      });
    });
  }
}

/** Where provider processes come from: one serves many runs until it is killed or worn. */
export class HostProcess {
  static #runs = 0;
  #child: Promise<ChildProcess> | undefined;
  #served = 0;

  /** @param folder in which programs run, and from which the host looks for the package */
  constructor(private readonly folder: string) {}

  /** A provider process for one run, whose time is ahead by so many milliseconds. */
  async start(env: Record<string, string>, config: Record<string, string>, offsetMs: number): Promise<Host> {
    const child = await this.#living();
    const run = ++HostProcess.#runs;
    const port = await new Promise<number>((resolve, reject) => {
      const onMessage = (message: { run: number; port: number }) => {
        if (message.run !== run) return;
        child.off("message", onMessage).off("exit", onExit);
        resolve(message.port);
      };
      const onExit = () => reject(new Error("the provider process ended before it listened"));
      child.on("message", onMessage).once("exit", onExit);
      child.send({ start: run, env, offsetMs });
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const host = new Host(client, child, run);
    await host.configure(config);
    return host;
  }

  async close(): Promise<void> {
    const child = await this.#child;
    this.#child = undefined;
    if (!child?.connected) return;
    const gone = once(child, "exit");
    child.disconnect();
    await gone;
  }

  /** Between runs: a process that has loaded the provider very often gives way to a new one. */
  async rest(): Promise<void> {
    if (this.#served < 150) return;
    this.#served = 0;
    await this.close();
  }

  async #living(): Promise<ChildProcess> {
    this.#served++;
    const child = await this.#child;
    if (child?.connected && !child.killed) return child;
    this.#child = this.#spawn();
    return await this.#child;
  }

  async #spawn(): Promise<ChildProcess> {
    const child = fork(
      path.join(__dirname, "hostProcess.js"),
      ["an engine's address, which the host wants and does not use"],
      {
        cwd: this.folder,
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      },
    );
    await once(child, "message");
    return child;
  }
}

const struct = (value: Props): Struct => Struct.fromJavaScript(JSON.parse(JSON.stringify(value)));
const plain = (value: Struct | undefined): Props => (value?.toJavaScript() as Props) ?? {};

function initFailureOf(error: grpc.ServiceError): InitFailed | undefined {
  const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (!details) return undefined;
  const [any] = Status.deserializeBinary(details as Buffer).getDetailsList();
  const failed = any?.unpack(messages.ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed");
  return failed ? new InitFailed(failed.getId(), plain(failed.getProperties()), failed.getReasonsList()) : undefined;
}
