import { ProviderRun, type Report, type UpOptions } from "./providerRun";
import type { Declared } from "./stackState";
import { StackState } from "./stackState";

/** One stack, and runs of an engine on it. */
export class ProviderStack extends StackState {
  async up(program: Declared | Declared[], options: UpOptions = {}): Promise<Report> {
    return await new ProviderRun(this, options).up([program].flat());
  }

  async preview(program: Declared | Declared[], options: UpOptions = {}): Promise<Report> {
    return await new ProviderRun(this, options).preview([program].flat());
  }

  async refresh(): Promise<void> {
    await new ProviderRun(this, {}).refresh();
  }

  /** Deletes everything; the program does not run. */
  async destroy(): Promise<Report> {
    return await new ProviderRun(this, {}).removeAll(() => true);
  }
}
