import type { LintFinding, LintReport, SkippedFile } from "./lintFinding";
import { logText } from "./logText";

/** The report for people: one finding per line, in the format of compilers. */
export function writeText({ checked, findings, skipped }: LintReport): string {
  const lines = findings.map((finding) => {
    const fix = finding.fix ? `\n    fix: ${logText(finding.fix)}` : "";
    const { level, code, rule } = finding;
    return `${placeOf(finding)}: ${level} ${code} ${rule}: ${logText(aboutOf(finding))}${fix}\n`;
  });
  return `${lines.join("")}${skippedLines(skipped)}${summary(checked, findings)}\n`;
}

const placeOf = ({ file, line, column }: LintFinding): string => {
  // GitHub takes a line that starts with two colons as a command.
  const name = logText(file).replace(/^(?=\s*::)/, "./");
  return line === undefined ? name : `${name}:${line}:${column}`;
};

/** The sentence of a finding, with the name of the broadcast unless the location shows it. */
export const aboutOf = ({ broadcast, message }: LintFinding): string =>
  broadcast === undefined ? message : `${broadcast}: ${message}`;

/** A line for each reason, with the files that were skipped for it. */
export function skippedLines(skipped: readonly SkippedFile[]): string {
  const lines = Map.groupBy(skipped, ({ reason }) => reason)
    .entries()
    .map(([reason, files]) => `skipped, ${reason}: ${files.map(({ file }) => logText(file)).join(", ")}\n`);
  return [...lines].join("");
}

function summary(checked: number, findings: readonly LintFinding[]): string {
  const errors = findings.filter(({ level }) => level === "error").length;
  const counts = [count(errors, "error"), count(findings.length - errors, "warning")].filter(
    (each) => !each.startsWith("0"),
  );
  return `${counts.join(" and ") || "nothing found"} in ${checked} checked`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
