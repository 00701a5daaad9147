import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { packageSchema } from "../../../plugin/schema";
import { formats } from "../../../provider/client/format";
import { declarationKeys } from "../../../provider/message/declaration";
import { messagePlatforms } from "../../../provider/message/platforms";
import { root } from "../../support/engine";

const schema: any = packageSchema("0.1.0");
const broadcast = schema.resources["broadcast:index:Broadcast"];
const valuesOf = (name: string): string[] =>
  schema.types[`broadcast:index:${name}`].enum.map(({ value }: any) => value);

describe("the package's schema", () => {
  it("is what plugin/schema.json holds; npm run schema writes it", async () => {
    const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
    const kept = JSON.parse(await readFile(path.join(root, "plugin/schema.json"), "utf8"));
    assert.deepEqual(kept, packageSchema(version));
  });

  it("takes what check takes, and the hub", () => {
    assert.deepEqual(Object.keys(broadcast.inputProperties).sort(), [...declarationKeys, "hub"].sort());
    assert.deepEqual(broadcast.requiredInputs, ["audience"]);
    assert.equal(broadcast.isComponent, true);
    assert.deepEqual(Object.keys(schema.resources), ["broadcast:index:Broadcast"]);
  });

  it("names the platforms", () => {
    assert.deepEqual(valuesOf("MessagePlatform"), messagePlatforms);
    assert.deepEqual(valuesOf("Platform"), formats);
  });

  it("says of every property what it is and what a change does", () => {
    const owners: [string, any][] = [["Broadcast", broadcast.inputProperties]];
    for (const [name, { properties }] of Object.entries<any>(schema.types))
      if (properties) owners.push([name, properties]);
    for (const [owner, properties] of owners) {
      for (const [key, { description }] of Object.entries<any>(properties))
        assert.match(description, /\b(chang|rais|post|turning)/i, `${owner}.${key}`);
    }
    assert.match(broadcast.inputProperties.onInDoubt.description, /Default: hold\.$/);
    assert.match(broadcast.inputProperties.template.description, / A change posts again\.$/);
  });

  it("marks what is secret", () => {
    assert.equal(broadcast.inputProperties.hub.secret, true);
    assert.equal(schema.config.variables.connectionString.secret, true);
    assert.equal(schema.types["broadcast:index:Device"].properties.handle.secret, true);
  });
});
