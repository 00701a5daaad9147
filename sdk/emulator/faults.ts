import type { ArmedFault } from "./controlOrders";
import { type HubRequest, header } from "./incomingRequest";
import { Refusal } from "./reply";

const maxFaults = 1000;

/** The faults ordered and not yet spent, in the order they came. */
export class Faults {
  private armed: ArmedFault[] = [];
  /** Grows with every change. */
  version = 0;

  add(fault: ArmedFault): void {
    if (this.armed.length >= maxFaults) throw new RangeError(`No more than ${maxFaults} faults can wait at once`);
    this.armed.push({ ...fault });
    this.version++;
  }

  /** The first fault that fits a request, spent once. */
  take(request: HubRequest): ArmedFault | undefined {
    const fault = this.armed.find((candidate) => fits(candidate.match, request));
    if (fault !== undefined) this.version++;
    if (fault !== undefined && --fault.times === 0) this.armed = this.armed.filter((other) => other !== fault);
    return fault;
  }

  /** In the order they came. */
  list(): readonly ArmedFault[] {
    return this.armed;
  }

  clear(): void {
    this.version++;
    this.armed = [];
  }
}

/** The refusal a fault stands for; undefined for those that act on the connection. */
export function faultRefusal({ fault, retryAfter }: ArmedFault): Refusal | undefined {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  switch (fault) {
    case "429":
      return new Refusal(429, "Too many requests, the namespace is throttled", headers);
    case "403":
      return new Refusal(403, retryAfter === undefined ? undefined : "The namespace is throttled", headers);
    case "500":
      return new Refusal(500, "The server encountered an internal error");
    case "503":
      return new Refusal(503, "The server is busy", headers);
    default:
      return undefined;
  }
}

function fits(match: ArmedFault["match"], request: HubRequest): boolean {
  const same = (wanted: string | undefined, found: string | undefined) =>
    wanted === undefined || wanted.toLowerCase() === found?.toLowerCase();
  const tags = header(request, "servicebusnotification-tags")?.split(/[\s&|!()]+/) ?? [];
  return (
    same(match.method, request.method) &&
    (match.path === undefined || request.path.includes(match.path)) &&
    same(match.format, header(request, "servicebusnotification-format")) &&
    (match.tag === undefined || tags.some((tag) => same(match.tag, tag)))
  );
}
