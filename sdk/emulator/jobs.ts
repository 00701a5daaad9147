import { Fifo } from "./fifo";

export const jobTypes = [
  "ExportRegistrations",
  "ImportCreateRegistrations",
  "ImportUpdateRegistrations",
  "ImportDeleteRegistrations",
  "ImportUpsertRegistrations",
] as const;
export type JobType = (typeof jobTypes)[number];

/** A notification hub job: registrations read from a blob, or written to one. */
export interface Job {
  id: string;
  type: JobType;
  status: "Started" | "Running" | "Completed" | "Failed";
  /** Of 100. */
  progress: number;
  /** Address of a container, with the signature that lets the hub write there. */
  outputContainerUri: string;
  /** Address of a blob, with the signature that lets the hub read it. */
  importFileUri?: string;
  /** Why it failed. */
  failure?: string;
  /** Where it wrote, below the container. */
  outputs: Record<string, string>;
  createdMs: number;
  updatedMs: number;
}

/** The newest are kept. */
const maxJobs = 100;

export class Jobs {
  private readonly jobs = new Fifo<Job>();
  private sequence = 0;

  newId(): string {
    return String(++this.sequence);
  }

  add(job: Job): void {
    this.jobs.push(job);
    if (this.jobs.length > maxJobs) this.jobs.shift();
  }

  find(id: string): Job | undefined {
    return this.list().find((job) => job.id === id);
  }

  /** Oldest first. */
  list(): Job[] {
    return this.jobs.list();
  }

  clear(): void {
    this.jobs.clear();
  }
}
