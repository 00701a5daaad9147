import { symlink } from "node:fs/promises";
import path from "node:path";
import type { Door } from "../support/door";
import { TestStack } from "../support/engine";
import type { Level } from "./campaign";
import { CliStack } from "./cliStack";
import { Life } from "./life";
import type { StackName } from "./place";
import { endProcesses } from "./processes";
import type { Sequence } from "./sequence";
import type { Subject } from "./subject";
import type { Outcome } from "./tally";
import { World } from "./world";

/** Runs sequences with the commands that people type: the real engine, its real provider process, state in files. */
export class CliLevel implements Level {
  private constructor(
    private readonly world: World,
    private readonly folder: string | undefined,
    private readonly door: Door,
  ) {}

  /** @param folder the package under test, when it is not this one */
  static async open(folder?: string, door: Door = "package"): Promise<CliLevel> {
    return new CliLevel(await World.open(2), folder, door);
  }

  close(): Promise<void> {
    return this.world.close();
  }

  async run(sequence: Sequence, subject: Subject): Promise<Outcome> {
    await this.world.begin(sequence);
    const stack = await TestStack.copied("", {}, this.door);
    if (this.folder !== undefined)
      await symlink(path.join(this.folder, "node_modules"), path.join(stack.directory, "node_modules"));
    try {
      const open = async (name: StackName) => {
        if (name !== "dev") await stack.must("stack", "init", name);
        return new CliStack(this.world, stack, subject, name);
      };
      return await new Life(this.world, subject, sequence, open).lead();
    } finally {
      await endProcesses(stack);
      await this.world.end();
      await stack.close();
    }
  }
}
