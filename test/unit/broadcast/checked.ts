import assert from "node:assert/strict";
import { createProvider } from "../../../provider/broadcast/provider";
import { Settings } from "../../../provider/broadcast/settings";

/** The key of the connection: no reason may hold it. */
export const key = "c2VjcmV0LXBsYW50ZWQta2V5";
export const connectionString = `Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=${key}=;EntityPath=releases`;
const memory = `0 ${JSON.stringify({ scope: "releases/dev", preview: false, resources: [] })}`;
export const of = "urn:pulumi:dev::releases::broadcast:index:Broadcast::news";
/** Inputs of an Announcement that check takes. */
export const good = {
  schema: 1,
  of,
  name: "news",
  memory,
  message: { title: "News", body: "A" },
  platforms: ["apple"],
  audience: { tags: ["t"] },
};

/** What check says of the good inputs with some of them replaced. */
export function check(
  inputs: object,
  config: Record<string, string> = { "broadcast:connectionString": connectionString },
) {
  const provider = createProvider({ settings: new Settings((name) => config[name], {}) });
  return provider.check({}, { ...good, ...inputs });
}

/** Why it refuses them: each reason is one line, without a property whose value the engine would print. */
export async function reasons(inputs: object, config?: Record<string, string>): Promise<string[]> {
  const { failures = [] } = await check(inputs, config);
  for (const { property, reason } of failures) {
    assert.equal(property, "", "a named property makes the engine print its value");
    assert.equal(reason.includes(key), false, "a key in a reason");
    assert.equal(reason.includes("\n"), false, "one line");
  }
  return failures.map(({ reason }) => reason);
}
