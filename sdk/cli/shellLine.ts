/** A command line of this program, called the way it was called now, to paste into a shell. */
export function shellLine(args: readonly string[], stack: string | undefined, env = process.env): string {
  // npx and npm scripts find the program; a shell does not.
  const program = env.npm_command === undefined ? "pulumi-broadcast" : "npx pulumi-broadcast";
  return [program, ...[...args, ...(stack === undefined ? [] : ["--stack", stack])].map(quoted)].join(" ");
}

/** An argument, quoted if a POSIX shell or PowerShell needs that. */
export const quoted = (arg: string): string => (/^[\w.,:/@+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`);
