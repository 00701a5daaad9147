import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { unwrap } from "./secrets";

/**
 * What the plugin is configured with: the stack's configuration, which every command hands over anew, then the arguments
 * of a provider that the program makes itself. On refresh and destroy those are the ones of the last `up`.
 */
export class Configuration {
  readonly #stack: Record<string, string> = JSON.parse(process.env.PULUMI_CONFIG || "{}");
  #provider: Record<string, unknown> = {};

  /** The value of a key such as `broadcast:hub`. */
  get(key: string): string | undefined {
    const bare = key.replace(/^broadcast:/, "");
    // The engine leaves the package's name out of the keys.
    const value = this.#stack[key] ?? this.#stack[bare] ?? this.#provider[bare];
    return typeof value === "string" ? value : undefined;
  }

  /** Listens for what the SDK's server drops: a provider's arguments, and `--parallel`. Once, before the server starts. */
  listen(): void {
    hear(ResourceProviderService.configure, (request) => {
      this.#provider = unwrap(request.getArgs()?.toJavaScript() ?? {}).plain;
    });
    // As programs in TypeScript are told.
    hear(ResourceProviderService.construct, (request) => {
      process.env.PULUMI_NODEJS_PARALLEL = String(request.getParallel());
    });
  }
}

function hear<Request>(
  method: { requestDeserialize: (bytes: Buffer) => Request },
  listener: (request: Request) => void,
): void {
  const read = method.requestDeserialize;
  method.requestDeserialize = (bytes) => {
    const request = read(bytes);
    listener(request);
    return request;
  };
}
