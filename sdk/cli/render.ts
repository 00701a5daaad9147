import type { Command } from "commander";

/** `render`: what each platform's screen will show. */
export function renderCommand(program: Command): void {
  program.command("render");
}
