import { type Declaration, schemaVersion } from "../../provider/broadcast/declaration";
import { providerLine } from "../../provider/broadcast/line";
import { partsOf } from "../../provider/broadcast/parts";
import { type Remembered, StackMemory } from "../../provider/journal/memory";
import { withHub } from "../../provider/journal/record";
import { Announcement } from "../../sdk/announcement";
import { Delivery } from "../../sdk/delivery";
import type { Held } from "./checkpoint";
import { argsOf, type Declared, identityOf } from "./program";
import type { Registration } from "./smallEngine";
import type { Subject, Testimony, Word } from "./subject";

const announcementType = Announcement.__pulumiType;
const deliveryType = Delivery.__pulumiType;

/** A Broadcast, registered as its class does it. */
export const broadcast: Subject = {
  chains(program, remembered) {
    const known = JSON.stringify({ scope: "releases/dev", resources: memoryOf(remembered) });
    const common = { schema: schemaVersion, known, __provider: providerLine };
    return program.broadcasts.map((declared) => {
      const { name, aliases } = declared;
      const args = argsOf(declared);
      const announcement: Registration = {
        type: announcementType,
        name,
        aliases,
        inputs: () => ({ ...common, ...args, name }),
        remediate: (inputs) =>
          program.policy && inputs.posts.length > 0
            ? { ...inputs, message: { ...inputs.message, title: "The news" } }
            : inputs,
      };
      const delivery: Registration = {
        type: deliveryType,
        name,
        aliases,
        inputs: (outputsOf) => {
          const outputs = outputsOf(announcementType, name);
          const given = Object.fromEntries(Object.keys(args).map((key) => [key, outputs[key]]));
          return {
            ...common,
            announced: { ...given, name, also: outputs.also, declaredAs: outputs.declaredAs, armed: outputs.armed },
          };
        },
      };
      return [announcement, delivery];
    });
  },

  source(program) {
    const lines = program.broadcasts.map((declared) => {
      const opts = { aliases: declared.aliases.map((name) => ({ name })) };
      return `new Broadcast(${JSON.stringify(declared.name)}, ${JSON.stringify(argsOf(declared))}, ${JSON.stringify(opts)});`;
    });
    return ['const { Broadcast } = require("pulumi-broadcast");', ...lines].join("\n");
  },

  digests(program) {
    return new Map(program.broadcasts.flatMap((declared) => digestsOf(declared)));
  },

  names: ({ name, aliases }) => [name, ...aliases],

  testimony(identities, resources): Testimony {
    const memory = new StackMemory(memoryOf(resources));
    const words = new Map<string, Word>();
    const doubts: Testimony["doubts"] = [];
    for (const [identity, digest] of identities) {
      const known = memory.lookup(digest);
      words.set(identity, known && wordOf[known.kind]);
      if (known?.kind === "doubt") doubts.push({ identity, key: `${digest}@${known.doubt.run}`, said: true });
      if (known?.kind === "armed") doubts.push({ identity, key: `${digest}@${known.run}`, said: false });
    }
    return { words, doubts };
  },
};

const wordOf = { sent: "sent", doubt: "in doubt", armed: "begun", "not-sent": "not sent" } as const;

/** What the present declaration of a broadcast posts, and the digest of each. */
function digestsOf(declared: Declared): [string, string][] {
  const declaration = { schema: schemaVersion, name: declared.name, ...argsOf(declared) } as Declaration;
  return partsOf(declaration, false).map(({ platform, digest }) => [identityOf(declared, platform), digest]);
}

/** As a program reads its own stack. */
function memoryOf(resources: Held[]): Remembered[] {
  return resources
    .filter((held) => !held.delete)
    .flatMap(({ type, name, outputs }): Remembered[] => {
      if (type === announcementType)
        return [{ name, armed: outputs.armed, ledger: outputs.ledger, madeFrom: outputs.madeFrom }];
      if (type !== deliveryType) return [];
      const { sends, history, doubts, at } = outputs;
      return [{ name, sends: withHub(sends, at), history: withHub(history, at), doubts }];
    });
}
