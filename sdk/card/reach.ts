import { evaluate, parseTagExpression } from "../../provider/client/tagExpression";

/** A registration as the hub lists it. */
interface Registration {
  readonly platform: string;
  readonly handle: unknown;
  readonly tags: readonly string[];
  readonly template?: unknown;
}

/** A send whose devices are counted; it is sent to everyone if it has no tag expression. */
export interface Reaching {
  /** A platform, or `template`. */
  readonly format: string;
  readonly tagExpression?: string;
}

/**
 * How many devices each send reaches now, in one pass over the hub's registrations. A native payload goes to native
 * registrations of its platform, a template to template registrations; a device registered twice counts once, because
 * the hub sends to it once.
 */
export async function countReach(
  registrations: AsyncIterable<Registration> | Iterable<Registration>,
  sends: readonly Reaching[],
): Promise<number[]> {
  const wanted = sends.map(({ format, tagExpression }) => ({
    format,
    expression: tagExpression === undefined ? undefined : parseTagExpression(tagExpression),
    devices: new Set<string>(),
  }));
  for await (const { platform, handle, tags, template } of registrations) {
    const carried = new Set(tags);
    for (const { format, expression, devices } of wanted) {
      if (template === undefined ? format !== platform : format !== "template") continue;
      if (!expression || evaluate(expression, carried)) devices.add(`${platform} ${JSON.stringify(handle)}`);
    }
  }
  return wanted.map(({ devices }) => devices.size);
}
