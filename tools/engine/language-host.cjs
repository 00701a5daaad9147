// A Node language host for a Pulumi engine that was built without the official one. It starts a program with the Node SDK
// that the program has installed, and gives empty answers to requests that JavaScript programs do not need.
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

// The SDK of the project that runs, or else of the checkout that installed this host.
const sdkFrom = (directory) =>
  require.resolve("@pulumi/pulumi/package.json", {
    paths: [directory, process.env.PULUMI_LANGUAGE_HOST_SDK ?? __dirname],
  });
const sdkRoot = path.dirname(sdkFrom(process.cwd()));
const sdk = (file) => require(path.join(sdkRoot, file));
const fromSdk = (name) => require(require.resolve(name, { paths: [sdkRoot] }));
const grpc = fromSdk("@grpc/grpc-js");
const services = sdk("proto/language_grpc_pb");
const messages = sdk("proto/language_pb");
const plugin = sdk("proto/plugin_pb");
const { Empty } = fromSdk("google-protobuf/google/protobuf/empty_pb");

const bailExitCode = 32; // The program has already told the user.
const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));

const options = (info) => info?.getOptions()?.toJavaScript() ?? {};
const nodeArgs = (value) => (typeof value === "string" ? value.split(" ").filter(Boolean) : []);
const script = (name, directory) => path.join(path.dirname(sdkFrom(directory)), "cmd", name);

function run(call, callback) {
  const request = call.request;
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const { nodeargs, typescript } = options(info);
  const flags = Object.entries({
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    "root-directory": info?.getRootDirectory(),
    parallel: request.getParallel() || undefined,
  }).flatMap(([name, value]) => (value ? [`--${name}`, String(value)] : []));
  if (request.getDryrun()) flags.push("--dry-run");
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toObject(false, undefined))),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(typescript ?? true),
    PULUMI_NODEJS_STACK: request.getStack(),
    PULUMI_NODEJS_PROJECT: request.getProject(),
  };
  const entry = info?.getEntryPoint() || request.getProgram() || ".";
  const args = [...nodeArgs(nodeargs), script("run", directory), ...flags, entry, ...request.getArgsList()];
  const child = spawn(process.execPath, args, {
    cwd: request.getPwd() || directory,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  running.add(child);
  call.on("cancelled", () => child.kill());
  const answer = (error, bail) => {
    running.delete(child);
    const response = new messages.RunResponse();
    response.setError(error);
    response.setBail(bail);
    callback(null, response);
  };
  child.on("error", (error) => answer(`the program could not be started: ${error.message}`, false));
  child.on("exit", (code, signal) => {
    if (code === 0) answer("", false);
    else if (code === bailExitCode) answer("", true);
    else answer(signal ? `the program was stopped by ${signal}` : `the program ended with exit code ${code}`, false);
  });
}

function runPlugin(call) {
  const request = call.request;
  const args = request.getArgsList();
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const { nodeargs } = options(info);
  const analyzer = request.getKind() === "analyzer";
  const command = analyzer
    ? [script("run-policy-pack", directory), ...args, directory]
    : [script("run-plugin", directory), directory, ...args];
  const env = {
    ...Object.fromEntries(
      request.getEnvList().map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    ),
  };
  const child = spawn(process.execPath, [...nodeArgs(nodeargs), ...command], {
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const send = (fill) => {
    const response = new messages.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  child.stdout.on("data", (chunk) => send((response) => response.setStdout(new Uint8Array(chunk))));
  child.stderr.on("data", (chunk) => send((response) => response.setStderr(new Uint8Array(chunk))));
  call.on("cancelled", () => child.kill());
  child.on("error", (error) => call.destroy(error));
  child.on("close", (code) => {
    running.delete(child);
    send((response) => response.setExitcode(code ?? 1));
    call.end();
  });
}

const running = new Set();
const nothing = (Response) => (_call, callback) => callback(null, new Response());

function about(_call, callback) {
  const response = new messages.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  callback(null, response);
}

function pluginInfo(_call, callback) {
  const response = new plugin.PluginInfo();
  response.setVersion(JSON.parse(fs.readFileSync(path.join(sdkRoot, "package.json"), "utf8")).version);
  callback(null, response);
}

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(services.LanguageRuntimeService, {
  handshake: nothing(messages.LanguageHandshakeResponse),
  getRequiredPlugins: nothing(messages.GetRequiredPluginsResponse),
  getRequiredPackages: nothing(messages.GetRequiredPackagesResponse),
  getProgramDependencies: nothing(messages.GetProgramDependenciesResponse),
  runtimeOptionsPrompts: nothing(messages.RuntimeOptionsResponse),
  installDependencies: (call) => call.end(),
  getPluginInfo: pluginInfo,
  about,
  run,
  runPlugin,
  cancel: (_call, callback) => {
    for (const child of running) child.kill();
    callback(null, new Empty());
  },
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
