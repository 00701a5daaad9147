import { execFile } from "node:child_process";
import { codeOf } from "../../provider/client/thrown";

/** Runs the Pulumi CLI in the current folder; an error has the message that the CLI printed. */
export function pulumi(args: string[], stack?: string): Promise<string> {
  const all = [...args, "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])];
  return new Promise((resolve, reject) => {
    execFile("pulumi", all, { maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const missing = codeOf(error) === "ENOENT";
      reject(
        new Error(
          missing
            ? "the Pulumi CLI is not on PATH; install it, or run this through npx in a project that has it."
            : stderr.trim() || error.message,
        ),
      );
    });
  });
}
