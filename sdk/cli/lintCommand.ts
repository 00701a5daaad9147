import { type Command, Option } from "commander";
import { codeOf, messageOf } from "../../provider/client/thrown";
import { isRecord } from "../../provider/message/isRecord";
import type { LintReport } from "../lint/lintFinding";
import { logLines } from "../lint/logText";
import type { ActiveRule } from "../policy/policyConfig";
import type { Preset } from "../policy/rule";

interface Flags {
  stack?: string | true;
  previewJson?: string;
  preset: Preset;
  config?: string;
  platforms: string[];
  format: "text" | "json" | "sarif" | "github";
  json?: true;
}

/** The command line is wrong: exits with 2. */
class UsageError extends Error {}

/** Adds `lint`: the policies without an engine. */
export function lintCommand(program: Command): void {
  const { presets } = require("../policy/rule") as typeof import("../policy/rule");
  const command = program
    .command("lint")
    .description("check message files and previews against the policies; sends nothing")
    .argument(
      "[what...]",
      "files or folders: broadcasts and messages (JSON, YAML), and Pulumi.<stack>.yaml; - reads standard input",
    )
    .option("--stack [name]", "check what `pulumi preview` shows for a stack (default: the selected one)")
    .option("--preview-json <file>", "check the output of `pulumi preview --json`; - reads it from standard input")
    .addOption(new Option("--preset <name>", "rules to apply").choices(presets).default("recommended"))
    .option(
      "--config <file>",
      "policy configuration, as --policy-pack-config takes it (default: policy.json if it is there)",
    )
    .addOption(
      new Option("--platforms <names>", "platforms of a message that names none, separated by commas")
        .argParser((text) => text.split(","))
        .default(["apple", "fcmv1", "windows", "browser"], "apple,fcmv1,windows,browser"),
    )
    .addOption(
      new Option("--format <name>", "output format").choices(["text", "json", "sarif", "github"]).default("text"),
    )
    .option("--json", "short for --format json");
  command.addHelpText(
    "after",
    "\nExits 0 when there are no errors, 1 when there are or a file cannot be read, 2 when the command is wrong or there is nothing to check.",
  );
  command.action(async (what: string[], flags: Flags) => {
    const { writeOut, writeErr } = command.configureOutput() as Required<ReturnType<Command["configureOutput"]>>;
    try {
      const report = await reportOf(what, flags);
      writeOut(written(report, flags.json ? "json" : flags.format));
      if (report.findings.some(({ level }) => level === "error")) process.exitCode = 1;
    } catch (error) {
      if (!isExpected(error)) throw error;
      writeErr(`${logLines(`error: ${messageOf(error)}`)}\n`);
      process.exitCode = 2;
    }
  });
}

async function reportOf(what: readonly string[], flags: Flags): Promise<LintReport> {
  if (what.length === 0 && flags.stack === undefined && flags.previewJson === undefined) {
    throw new UsageError("nothing to check; name files or folders, --stack or --preview-json.");
  }
  const { isMessagePlatform, messagePlatforms } =
    require("../../provider/message/platforms") as typeof import("../../provider/message/platforms");
  const strange = flags.platforms.find((each) => !isMessagePlatform(each));
  if (strange !== undefined)
    throw new UsageError(`--platforms: ${strange} is not one of ${messagePlatforms.join(", ")}.`);

  const active = rulesOf(flags);
  const reports: LintReport[] = [];
  if (what.length > 0) reports.push(ofFiles(what, active, flags.platforms));
  const { lintPreview } = require("../lint/lintPreview") as typeof import("../lint/lintPreview");
  if (flags.previewJson !== undefined) {
    reports.push(lintPreview(await readPreview(flags.previewJson), flags.previewJson, active, Date.now()));
  }
  if (flags.stack !== undefined)
    reports.push(lintPreview(await previewOf(flags.stack), "Pulumi.yaml", active, Date.now()));
  return {
    checked: reports.reduce((sum, { checked }) => sum + checked, 0),
    findings: reports.flatMap(({ findings }) => findings),
    skipped: reports.flatMap(({ skipped }) => skipped),
  };
}

function rulesOf({ preset, config }: Flags): ActiveRule[] {
  const { activate, PolicyConfigError } = require("../policy/policyConfig") as typeof import("../policy/policyConfig");
  const { existsSync, readFileSync } = require("node:fs") as typeof import("node:fs");
  const file = config ?? (existsSync("policy.json") ? "policy.json" : undefined);
  if (file === undefined) return activate(preset);
  let value: unknown;
  try {
    // An empty file means no configuration, as it does for the engine.
    value = JSON.parse(readFileSync(file, "utf8").trim() || "{}");
  } catch (error) {
    const code = codeOf(error);
    throw new UsageError(`${file}: ${code ? `cannot be read (${code})` : "is not JSON"}.`);
  }
  if (!isRecord(value)) {
    throw new UsageError(`${file}: must be an object with a key for each policy.`);
  }
  // Only the engine uses `environments`.
  const { environments: _, ...policies } = value;
  try {
    return activate(preset, policies);
  } catch (error) {
    if (error instanceof PolicyConfigError) throw new UsageError(`${file}: ${error.message.replace(/[^?]$/, "$&.")}`);
    throw error;
  }
}

function ofFiles(what: readonly string[], active: readonly ActiveRule[], platforms: readonly string[]): LintReport {
  const { readSources } = require("../lint/files") as typeof import("../lint/files");
  const { lintFile } = require("../lint/lintFile") as typeof import("../lint/lintFile");
  const report: LintReport = { checked: 0, findings: [], skipped: [] };
  const now = Date.now();
  for (const source of readSources(what)) {
    const file = lintFile(source, active, { platforms, now });
    if ("skipped" in file) report.skipped.push({ file: source.file, reason: file.skipped });
    else {
      report.checked += file.checked;
      for (const finding of file.findings) report.findings.push(finding);
    }
  }
  if (report.checked === 0) {
    const { skippedLines } = require("../lint/writeText") as typeof import("../lint/writeText");
    throw new UsageError(
      `nothing to check in ${what.join(", ")}; name files or folders with broadcasts.\n${skippedLines(report.skipped)}`.trimEnd(),
    );
  }
  return report;
}

async function readPreview(file: string): Promise<string> {
  const { readFile } = require("node:fs/promises") as typeof import("node:fs/promises");
  const { text } = require("node:stream/consumers") as typeof import("node:stream/consumers");
  try {
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${codeOf(error)}).`);
  }
}

async function previewOf(stack: string | true): Promise<string> {
  const { execFile } = require("node:child_process") as typeof import("node:child_process");
  const args = ["preview", "--json", "--non-interactive", ...(stack === true ? [] : ["--stack", stack])];
  return new Promise((resolve, reject) => {
    execFile("pulumi", args, { maxBuffer: 2 ** 30 }, (error, stdout, stderr) => {
      // A preview that fails is incomplete, and a partial check must not pass as a complete one.
      if (error)
        reject(
          new UsageError(`\`pulumi ${args.join(" ")}\` failed: ${saidOf(stdout) ?? (stderr.trim() || error.message)}`),
        );
      else resolve(stdout);
    });
  });
}

/** With --json, the error is in the diagnostics; without any output, it is on standard error. */
function saidOf(stdout: string): string | undefined {
  const { whyFailed } = require("../lint/lintPreview") as typeof import("../lint/lintPreview");
  try {
    return whyFailed(JSON.parse(stdout));
  } catch {
    return undefined;
  }
}

function written(report: LintReport, format: Flags["format"]): string {
  switch (format) {
    case "json":
      return (require("../lint/writeJson") as typeof import("../lint/writeJson")).writeJson(report);
    case "sarif": {
      const { version } = require("pulumi-broadcast/package.json") as { version: string };
      return (require("../lint/writeSarif") as typeof import("../lint/writeSarif")).writeSarif(report, version);
    }
    case "github":
      return (require("../lint/writeGithub") as typeof import("../lint/writeGithub")).writeGithub(report);
    case "text":
      return (require("../lint/writeText") as typeof import("../lint/writeText")).writeText(report);
  }
}

const isExpected = (error: unknown): boolean =>
  error instanceof UsageError || (error instanceof Error && ["PreviewError", "SourceError"].includes(error.name));
