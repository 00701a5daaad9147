import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format } from "node:util";
import { after, before, describe } from "mocha";
import ts from "typescript";
import * as client from "../../../sdk/client";
import { onEmulator, useTarget } from "./target";

const target = useTarget({ hub: "releases" });

/** One example of the page: its program, the requests and the output that stand below it. */
interface Example {
  title: string;
  program: string;
  requests: string[];
  output: string | undefined;
}

function examplesOf(page: string): Example[] {
  const examples: Example[] = [];
  let title = "";
  for (const [, heading, language, text = ""] of page.matchAll(/^## (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (heading) title = heading;
    else if (language === "ts") examples.push({ title, program: text, requests: [], output: undefined });
    else if (language === "http") examples.at(-1)!.requests.push(text);
    else if (language === "text") examples.at(-1)!.output = text;
  }
  return examples;
}

/** The page lies in the sources, wherever the tests were compiled to. */
function pagePath(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const path = join(folder, "docs/client.md");
    if (existsSync(path)) return path;
  }
}

const dumps: client.HubDump[] = [];

/** The client of the examples: its exchanges are noted, its own debug function is still called. */
class NotedClient extends client.HubClient {
  constructor(options: client.HubClientOptions) {
    const debug = (dump: client.HubDump) => {
      dumps.push(dump);
      if (typeof options.debug === "function") options.debug(dump);
    };
    super({ ...options, debug });
  }
}

/** An example that uses `hub` without making one gets it from here. */
const needsHub = (program: string) => !/const hub\b/.test(program);

/** Runs a program of the page. */
async function run(program: string): Promise<string> {
  const modules: Record<string, object> = {
    "pulumi-broadcast/client": { ...client, HubClient: NotedClient },
    undici: require("undici"),
  };
  const given = new NotedClient({ connectionString: target.emulator.connectionStrings.full, hub: "releases" });
  let printed = "";
  const console = { log: (...values: unknown[]) => (printed += `${format(...values)}\n`) };
  const source = `${needsHub(program) ? "const hub = given;\n" : ""}${program}`;
  const { module, target: language } = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 };
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module, target: language } });
  const AsyncFunction = (async () => {}).constructor as new (
    ...source: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const main = new AsyncFunction("require", "exports", "given", "console", outputText);
  await main((name: string) => modules[name], {}, given, console);
  return printed;
}

/** What the compiler says to the programs of the page, as a strict project would see them. */
function complaintsOf(programs: string[]): string[] {
  const folder = __dirname;
  const sources = new Map(
    programs.map((program, index) => {
      const prelude = `import type { HubClient as Given } from "pulumi-broadcast/client"; declare const hub: Given;`;
      return [join(folder, `example${index}.ts`), `${needsHub(program) ? prelude : ""}${program}\nexport {};`];
    }),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { "pulumi-broadcast/client": [join(folder, "../../../sdk/client.d.ts")] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = sources.get(name);
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language);
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...sources.keys()], options, host))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}

/** What a dump says, for the lines that the page shows; ids and times are the run's own. */
function assertRequest({ request }: client.HubDump, expected: string): void {
  const [head = "", body] = expected.trimEnd().split("\n\n");
  const [line, ...headers] = head.split("\n");
  const { pathname, search } = new URL(request.url);
  const shown = `${request.method} ${pathname}${search}`;
  const pattern = line!.replace(/[$()*+.?[\]^|\\]/g, "\\$&").replace("{notificationId}", "[^/?]+");
  assert.match(shown, new RegExp(`^${pattern}$`));
  for (const header of headers) {
    const [, name, value] = /^([^:]+): (.*)$/.exec(header)!;
    const actual = request.headers[name!];
    if (name === "ServiceBusNotification-ScheduleTime") assert.match(actual!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    else assert.equal(actual, value, name);
  }
  if (body !== undefined) assert.equal(request.body, body);
}

describe("docs/client.md", () => {
  const { NOTIFICATIONHUBS_CONNECTION_STRING: outside } = process.env;
  before(() => {
    if (!outside) process.env.NOTIFICATIONHUBS_CONNECTION_STRING = target.emulator.connectionStrings.full;
  });
  after(() => {
    if (!outside) delete process.env.NOTIFICATIONHUBS_CONNECTION_STRING;
  });

  const examples = examplesOf(readFileSync(pagePath(), "utf8"));
  for (const [index, { title, program, requests, output }] of examples.entries()) {
    onEmulator(`example ${index + 1}, "${title}", sends and prints what stands below it`, async () => {
      target.emulator.reset();
      dumps.length = 0;
      const printed = await run(program);
      for (const [position, expected] of requests.entries()) assertRequest(dumps[position]!, expected);
      if (requests.length === 0) assert.equal(dumps.length, 0);
      if (output !== undefined) assert.equal(printed, output);
      assert.ok(dumps.every(({ response }) => (response?.status ?? 500) < 300));
    });
  }

  onEmulator("its programs compile in a strict project", () => {
    assert.deepEqual(complaintsOf(examples.map(({ program }) => program)), []);
  });

  onEmulator("shows debug, broadcast, tags, template, devices, schedule, outcomes and a dispatcher", () => {
    const titles = new Set(examples.map(({ title }) => title));
    for (const title of [
      "Broadcast",
      "One tag",
      "Two tags",
      "Template",
      "Test send and debug",
      "Many devices",
      "Schedule and cancel",
      "Outcomes",
      "Bring your own dispatcher",
      "A payload without `aps`",
    ]) {
      assert.ok(titles.has(title), title);
    }
  });
});
