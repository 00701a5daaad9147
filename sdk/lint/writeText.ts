import type { LintFinding, LintReport } from "./lintFinding";

/** The report for people, one finding a line, as compilers write them. */
export function writeText({ checked, findings }: LintReport): string {
  const lines = findings.map((finding) => {
    const fix = finding.fix ? `\n    fix: ${finding.fix}` : "";
    return `${placeOf(finding)}: ${finding.level} ${finding.code} ${finding.rule}: ${aboutOf(finding)}${fix}\n`;
  });
  return `${lines.join("")}${summary(checked, findings)}\n`;
}

const placeOf = ({ file, line, column }: LintFinding): string =>
  line === undefined ? file : `${file}:${line}:${column}`;

/** The sentence of a finding, with the broadcast it is about where the place does not say that. */
export const aboutOf = ({ broadcast, message }: LintFinding): string =>
  broadcast === undefined ? message : `${broadcast}: ${message}`;

function summary(checked: number, findings: readonly LintFinding[]): string {
  const errors = findings.filter(({ level }) => level === "error").length;
  const counts = [count(errors, "error"), count(findings.length - errors, "warning")].filter(
    (each) => !each.startsWith("0"),
  );
  return `${counts.join(" and ") || "nothing found"} in ${checked} checked`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
