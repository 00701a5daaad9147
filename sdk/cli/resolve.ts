import type { Command } from "commander";
import type { Doubt } from "../../provider/journal/record";
import { pulumi } from "./pulumi";

const key = "broadcast:resolve";
const keyPattern = /^[0-9a-f]{16}@[0-9a-f]{8}$/;
/** An answer may still be on its way for this long: the client's timeout, its waits, and a little. */
const youngMilliseconds = 55_000;

interface Flags {
  stack?: string;
  json?: boolean;
}

type Named = Doubt & { name: string };

/** Adds `resolve`, by which a person says what became of a post in doubt. */
export function resolveCommand(program: Command): void {
  program
    .command("resolve")
    .description("say what became of a post in doubt; without arguments, list what is in doubt")
    .argument("[doubt]", "DIGEST@RUN, as the failed run printed it")
    .argument("[word]", "sent, or not-sent to post it with the next pulumi up")
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("--json", "print JSON")
    .action(async (doubt: string | undefined, word: string | undefined, { stack, json }: Flags) => {
      const doubts = await doubtsOf(stack);
      if (doubt === undefined) {
        process.stdout.write(json ? `${JSON.stringify(doubts)}\n` : listing(doubts));
        return;
      }
      if (!keyPattern.test(doubt) || (word !== "sent" && word !== "not-sent")) {
        program.error("error: give DIGEST@RUN and then sent or not-sent; without arguments the doubts are listed");
      }
      const found = doubts.find((candidate) => `${candidate.digest}@${candidate.run}` === doubt);
      if (!found)
        throw new Error(`${doubt}: this stack has no such doubt; run \`pulumi-broadcast resolve\` to list them.`);
      const age = Date.now() - Date.parse(found.at);
      if (age < youngMilliseconds) {
        throw new Error(
          `${doubt}: the request may still be under way; wait ${Math.ceil((youngMilliseconds - age) / 1000)} s and look again.`,
        );
      }
      const words = { ...(await wordsOf(stack)), [doubt]: word };
      await pulumi(["config", "set", key, JSON.stringify(words)], stack);
      process.stdout.write(
        json
          ? `${JSON.stringify(words)}\n`
          : `${found.name} (${found.platform}) is resolved as ${word}: commit the stack's configuration file and run \`pulumi up\`${word === "sent" ? ", which records it" : ", which posts it"}.\n`,
      );
    });
}

async function wordsOf(stack?: string): Promise<Record<string, string>> {
  const text = await pulumi(["config", "get", key], stack).catch(() => "");
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${key} in the stack's configuration is not JSON; mend or remove it first.`);
  }
}

/** Doubts that the stack records, and posts that a run armed and never recorded. */
async function doubtsOf(stack?: string): Promise<Named[]> {
  const { deployment } = JSON.parse(await pulumi(["stack", "export"], stack));
  const resources: { urn: string; type: string; outputs?: any }[] = deployment?.resources ?? [];
  const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);
  const doubts: Named[] = [];
  const answered = new Set<string>();
  for (const { urn, type, outputs } of resources) {
    if (type !== "pulumi-nodejs:dynamic/broadcast:Delivery") continue;
    for (const doubt of outputs?.doubts ?? []) {
      doubts.push({ name: nameOf(urn), ...doubt });
      answered.add(`${doubt.digest}@${doubt.run}`);
    }
    for (const { digest, run } of [...(outputs?.sends ?? []), ...(outputs?.history ?? [])])
      answered.add(`${digest}@${run}`);
  }
  for (const { urn, type, outputs } of resources) {
    if (type !== "pulumi-nodejs:dynamic/broadcast:Announcement") continue;
    for (const [digest, run] of Object.entries((outputs?.armed ?? {}) as Record<string, string>)) {
      if (answered.has(`${digest}@${run}`)) continue;
      const platform =
        Object.entries((outputs?.digests ?? {}) as Record<string, string>).find(([, each]) => each === digest)?.[0] ??
        "an earlier edit";
      doubts.push({
        name: nameOf(urn),
        digest,
        run,
        platform,
        at: deployment.manifest?.time ?? "",
        reason: "a run began this post and left no result",
      });
    }
  }
  return doubts;
}

function listing(doubts: Named[]): string {
  if (doubts.length === 0) return "Nothing is in doubt.\n";
  return doubts
    .map(({ name, platform, locale, digest, run, at, trackingId, reason }) =>
      [
        `${name} (${locale ? `${platform}/${locale}` : platform}), since ${at}${trackingId ? `, tracking id ${trackingId}` : ""}`,
        `  ${reason}`,
        `  pulumi-broadcast resolve ${digest}@${run} sent|not-sent`,
        "",
      ].join("\n"),
    )
    .join("\n");
}
