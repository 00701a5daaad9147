import { argsOf, type HubArgument } from "./declared";
import type { Place } from "./place";
import type { Program } from "./program";

/** A program with these broadcasts as a person writes it (JavaScript). */
export function sourceOf(program: Program, hubs: readonly HubArgument[]): string {
  const { broadcasts } = program;
  const lines = broadcasts.map((declared) => {
    const { slot, place, aliases, after } = declared;
    const options = [
      place.parent && `parent: ${variableOf(place)}`,
      aliases.length > 0 && `aliases: [${aliases.map(aliasOf).join(", ")}]`,
      after.length > 0 && `dependsOn: [${after.map((other) => `broadcast${other}`).join(", ")}]`,
    ].filter(Boolean);
    const args = JSON.stringify(argsOf(declared, hubs));
    return {
      slot,
      after,
      line: `const broadcast${slot} = new Broadcast(${JSON.stringify(place.name)}, ${args}, { ${options.join(", ")} });`,
    };
  });
  return `const pulumi = require("@pulumi/pulumi");
const { Broadcast } = require("pulumi-broadcast");
const web = new pulumi.ComponentResource("my:app:Web", "web");
const mobile = new pulumi.ComponentResource("my:app:Mobile", "mobile");
${lines
  // What others depend on has the lower number.
  .sort((a, b) => a.slot - b.slot)
  .map(({ line }) => line)
  .join("\n")}
`;
}

const variableOf = ({ parent }: Place): string => (parent === "" ? "pulumi.rootStackResource" : parent.toLowerCase());
const aliasOf = (place: Place): string => `{ name: ${JSON.stringify(place.name)}, parent: ${variableOf(place)} }`;
