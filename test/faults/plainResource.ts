import type { Held } from "./checkpoint";
import { type Declared, identityOf, type Program, platforms, tagOf } from "./program";
import type { Subject, Word } from "./subject";

const type = "pulumi-nodejs:dynamic:Resource";
/** The provider's text in the state, as short as the Broadcast's own. */
const line = `exports.handler = () => require(${JSON.stringify(require.resolve("./plain"))}).provider`;

/** The control: one plain dynamic resource for each post. A harness that finds nothing here proves nothing. */
export const plainResource: Subject = {
  chains: (program) =>
    postsOf(program).map(({ declared, platform, name }) => [
      {
        type,
        name,
        aliases: declared.aliases.map((alias) => `${alias}-${platform}`),
        inputs: () => ({ ...inputsOf(declared, platform), __provider: line }),
      },
    ]),

  source(program) {
    const lines = postsOf(program).map(({ declared, platform, name }) => {
      const opts = { aliases: declared.aliases.map((alias) => ({ name: `${alias}-${platform}` })) };
      return `new Post(${JSON.stringify(name)}, ${JSON.stringify(inputsOf(declared, platform))}, ${JSON.stringify(opts)});`;
    });
    return `const pulumi = require("@pulumi/pulumi");
class Post extends pulumi.CustomResource {
  constructor(name, props, opts) {
    super(${JSON.stringify(type)}, name, { ...props, __provider: ${JSON.stringify(line)} }, opts);
  }
}
${lines.join("\n")}`;
  },

  digests: (program) =>
    new Map(
      postsOf(program).map(({ declared, platform }) => {
        const identity = identityOf(declared, platform);
        return [identity, identity];
      }),
    ),

  names: ({ name, aliases }) =>
    [name, ...aliases].flatMap((each) => platforms.map((platform) => `${each}-${platform}`)),

  testimony(identities, resources) {
    const sent = new Set(resources.filter(({ delete: gone }) => !gone).map(({ outputs }) => identityOfPost(outputs)));
    const word = (identity: string): Word => (sent.has(identity) ? "sent" : undefined);
    return { words: new Map([...identities.keys()].map((identity) => [identity, word(identity)])), doubts: [] };
  },
};

const postsOf = (program: Program) =>
  program.broadcasts.flatMap((declared) =>
    declared.platforms.map((platform) => ({ declared, platform, name: `${declared.name}-${platform}` })),
  );

const inputsOf = ({ slot, text, revision }: Declared, platform: string) => ({
  platform,
  text,
  revision,
  tag: tagOf(slot),
});

const identityOfPost = ({ tag, platform, text, revision }: Held["outputs"]): string =>
  `${tag} ${platform} ${text} revision ${revision}`;
