import { createHash } from "node:crypto";
import path from "node:path";
import type { RuleInfo } from "../policy/rule";
import { rules } from "../policy/rules";
import type { LintFinding, LintReport } from "./lintFinding";
import { logJson, logText } from "./logText";
import { shapeRule } from "./shapeRule";
import { aboutOf } from "./writeText";

/**
 * The report as SARIF 2.1.0, which code scanning of GitHub and Azure DevOps reads.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/
 */
export function writeSarif({ findings, skipped }: LintReport, version: string): string {
  const described: readonly RuleInfo[] = [shapeRule, ...rules];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pulumi-broadcast",
            semanticVersion: version,
            rules: described.map(descriptorOf),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => resultOf(finding, described)),
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: skipped.map(({ file, reason }) => ({
              level: "note",
              message: { text: `skipped, ${reason}: ${logText(file)}` },
              locations: [{ physicalLocation: { artifactLocation: artifactOf(file) } }],
            })),
          },
        ],
      },
    ],
  };
  return `${logJson(log)}\n`;
}

function descriptorOf({ code, name, group, severity, description, prevents }: RuleInfo) {
  return {
    id: code,
    name: name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: description },
    fullDescription: { text: description },
    help: { text: `When this rule is broken: ${prevents}` },
    defaultConfiguration: { level: severity },
    properties: { tags: [group] },
  };
}

function resultOf(finding: LintFinding, described: readonly RuleInfo[]) {
  const { code, level, file, line, column, broadcast, fix } = finding;
  const about = logText(aboutOf(finding));
  const identity = createHash("sha256")
    .update([code, file, broadcast ?? "", finding.message].join("\0"))
    .digest("hex");
  return {
    ruleId: code,
    ruleIndex: described.findIndex((rule) => rule.code === code),
    level,
    message: { text: fix ? `${about}. Fix: ${logText(fix)}.` : `${about}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(file),
          ...(line !== undefined && { region: { startLine: line, startColumn: column } }),
        },
        ...(broadcast !== undefined && { logicalLocations: [{ name: broadcast, kind: "resource" }] }),
      },
    ],
    // Without the line, so that a finding keeps its identity when lines move.
    partialFingerprints: { "finding/v1": identity.slice(0, 32) },
  };
}

/** Relative paths count from the root of the checkout; others are file URLs. */
function artifactOf(file: string) {
  // The colon of a drive stays; every other character with a meaning in a URI is encoded.
  const uri = file
    .toWellFormed()
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replace(/^([A-Za-z])%3A\//, "/$1:/");
  return path.isAbsolute(file) || uri.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: "%SRCROOT%" };
}
