import { createRequire } from "node:module";
import { messageOf } from "../../provider/client/thrown";
import { announcementTypes } from "../resourceTypes";
import { BroadcastDraft } from "./broadcastDraft";
import { judge, sentence, type Violation, violation } from "./judge";
import { type ActiveRule, activate, type Level, levelIn, type PolicyConfig, PolicyConfigError } from "./policyConfig";
import { PolicyRun } from "./policyRun";
import { applyEdits } from "./remedy";
import type { Edit, Preset, Rule, RuleInfo, StackConfig } from "./rule";
import { rules } from "./rules";
import { opened, secretOf } from "./wireSecrets";

/** The policy pack's name in the engine's output. */
const packName = "broadcast";

/**
 * Serves the rules of a preset to the engine that started this process.
 *
 * It implements the engine's analyzer protocol itself, because `PolicyPack` of `@pulumi/policy` cannot refuse wrong policy
 * configuration (a misspelt policy or setting) before anything runs, cannot check the stack's configuration, and reads each
 * resource once per rule instead of once.
 */
export function serve(preset: Preset): void {
  const pulumi = require.resolve("@pulumi/pulumi/package.json");
  const load = createRequire(pulumi);
  const grpc = load("@grpc/grpc-js");
  const { AnalyzerService } = load("./proto/analyzer_grpc_pb");
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(AnalyzerService, answers(preset, load));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error: Error | null, port: number) => {
    if (error) throw error;
    // The engine reads the port from the first line of output.
    process.stdout.write(`${port}\n`);
  });
}

type Answer = (request: any) => any;

/** The protocol's calls. One pack serves one run of the engine, which configures it before it asks. */
export function answers(preset: Preset, load: NodeJS.Require): Record<string, unknown> {
  const messages = load("./proto/analyzer_pb");
  const { PluginInfo } = load("./proto/plugin_pb");
  const { Empty } = load("google-protobuf/google/protobuf/empty_pb");
  const { Struct } = load("google-protobuf/google/protobuf/struct_pb");
  const { version } = require("pulumi-broadcast/package.json") as { version: string };
  const run = new PolicyRun();
  let active: readonly ActiveRule[] = activate(preset);
  let stack = { name: "", config: {} as StackConfig };

  const propertiesOf = (request: any) => opened(request.getProperties().toJavaScript()) as Record<string, unknown>;

  const draftOf = (request: any): BroadcastDraft =>
    new BroadcastDraft(propertiesOf(request), {
      name: request.getName(),
      id: request.getUrn(),
      stack: stack.name || request.getUrn().split("::")[0].replace("urn:pulumi:", ""),
      now: Date.now(),
      immediate: true,
      run,
    });

  const editsOf = ({ remedy }: ActiveRule, request: any): Edit[] => {
    if (!announcementTypes.has(request.getType()) || !remedy) return [];
    const draft = draftOf(request);
    return draft.parts.length === 0 ? [] : [...remedy(draft)];
  };

  const violationsOf = (request: any): Violation[] => {
    const type: string = request.getType();
    if (announcementTypes.has(type)) return judge(active, draftOf(request));
    if (type === "pulumi:pulumi:Stack") {
      return active.flatMap((each) =>
        [...(each.judgeStack?.(stack.config) ?? [])].map((fault) => violation(each, fault)),
      );
    }
    for (const { rule } of active) rule.observe?.(run, type, () => propertiesOf(request));
    return [];
  };

  const diagnostic = ({ rule, level, message, fix }: Violation) => {
    const found = new messages.AnalyzeDiagnostic();
    found.setPolicyname(rule.name);
    found.setPolicypackname(packName);
    found.setPolicypackversion(version);
    found.setDescription(rule.description);
    found.setMessage(`${rule.description}\n${sentence({ message, fix })}`);
    // What a remediation does not fix must stop the run.
    found.setEnforcementlevel(
      level === "advisory" ? messages.EnforcementLevel.ADVISORY : messages.EnforcementLevel.MANDATORY,
    );
    found.setSeverity(severityOf(rule));
    return found;
  };

  const severityOf = ({ severity }: RuleInfo) =>
    severity === "error"
      ? messages.PolicySeverity.POLICY_SEVERITY_HIGH
      : messages.PolicySeverity.POLICY_SEVERITY_MEDIUM;

  const infoOf = (rule: Rule) => {
    const info = new messages.PolicyInfo();
    info.setName(rule.name);
    info.setDisplayname(`${rule.code} ${rule.name}`);
    info.setDescription(rule.description);
    info.setEnforcementlevel(messages.EnforcementLevel[levelIn(preset, rule).toUpperCase()]);
    info.setPolicyType(messages.PolicyType.POLICY_TYPE_RESOURCE);
    info.setSeverity(severityOf(rule));
    info.setTagsList([rule.group]);
    const schema = new messages.PolicyConfigSchema();
    schema.setProperties(Struct.fromJavaScript(rule.config));
    info.setConfigschema(schema);
    return info;
  };

  const calls: Record<string, Answer> = {
    getAnalyzerInfo() {
      const info = new messages.AnalyzerInfo();
      info.setName(packName);
      info.setVersion(version);
      info.setSupportsconfig(true);
      info.setPoliciesList(rules.map(infoOf));
      return info;
    },
    getPluginInfo() {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    },
    configureStack(request) {
      const secrets = new Set<string>(request.getConfigSecretKeysList());
      const config: [string, { value: string; secret: boolean }][] = [];
      request
        .getConfigMap()
        .forEach((value: string, key: string) => config.push([key, { value, secret: secrets.has(key) }]));
      stack = { name: request.getStack(), config: Object.fromEntries(config) };
      return new messages.AnalyzerStackConfigureResponse();
    },
    configure(request) {
      const config: Record<string, PolicyConfig[string]> = {};
      request.getPolicyconfigMap().forEach((own: any, name: string) => {
        const level = levelNames(messages)[own.getEnforcementlevel()];
        config[name] = name === "all" ? level! : { ...own.getProperties()?.toJavaScript(), enforcementLevel: level };
      });
      active = activate(preset, config);
      return new Empty();
    },
    remediate(request) {
      const response = new messages.RemediateResponse();
      for (const each of active) {
        const edits = each.level === "remediate" ? editsOf(each, request) : [];
        if (edits.length === 0) continue;
        const properties = request.getProperties().toJavaScript();
        applyEdits(properties, edits, secretOf);
        request.setProperties(Struct.fromJavaScript(properties));
        const done = new messages.Remediation();
        done.setPolicyname(each.rule.name);
        done.setPolicypackname(packName);
        done.setPolicypackversion(version);
        done.setDescription(each.rule.description);
        done.setProperties(Struct.fromJavaScript(properties));
        response.addRemediations(done);
      }
      return response;
    },
    analyze(request) {
      const response = new messages.AnalyzeResponse();
      response.setDiagnosticsList(violationsOf(request).map(diagnostic));
      return response;
    },
    // Nothing is reported here: the engine analyzes a stack after the sends, and every rule has spoken before them.
    analyzeStack: () => new messages.AnalyzeResponse(),
  };
  return Object.fromEntries(Object.entries(calls).map(([name, answer]) => [name, replying(answer)]));
}

type Callback = (error: { code: number; details: string } | null, response?: unknown) => void;

const invalidArgument = 3;
const internal = 13;

const replying = (answer: Answer) => (call: { request: unknown }, callback: Callback) => {
  try {
    callback(null, answer(call.request));
  } catch (error) {
    const code = error instanceof PolicyConfigError ? invalidArgument : internal;
    callback({ code, details: messageOf(error) });
  }
};

const levelNames = ({ EnforcementLevel }: any): Record<number, Level> =>
  Object.fromEntries(Object.entries(EnforcementLevel).map(([name, number]) => [number, name.toLowerCase() as Level]));
