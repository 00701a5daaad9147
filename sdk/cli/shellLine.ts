/** A command line of this program, as it was called, that can be pasted into a shell. */
export function shellLine(args: readonly string[], stack: string | undefined, env = process.env): string {
  // npx and npm scripts find the program where a shell does not.
  const program = env.npm_command === undefined ? "pulumi-broadcast" : "npx pulumi-broadcast";
  return [program, ...[...args, ...(stack === undefined ? [] : ["--stack", stack])].map(quoted)].join(" ");
}

/** An argument that a POSIX shell or PowerShell takes as it is. */
export const quoted = (arg: string): string => (/^[\w.,:/@+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`);
