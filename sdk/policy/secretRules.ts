import type { rules as Rules } from "@secretlint/secretlint-rule-preset-recommend" with { "resolution-mode": "import" };

type Rule = (typeof Rules)[number];
type Context = Parameters<Rule["create"]>[0];
type Source = Parameters<NonNullable<ReturnType<Rule["create"]>["file"]>>[0];

/** What the library's rules find, where the name of the rule does not say it. */
const names: Readonly<Record<string, string>> = {
  aws: "an AWS key",
  gcp: "a Google key",
  privatekey: "a private key",
  npm: "an npm token",
  basicauth: "a password in a link",
  openai: "an OpenAI key",
  anthropic: "an Anthropic key",
  "database-connection-string": "a password of a database",
  "1password": "a 1Password token",
};

let checks: { name: string; file(source: Source): unknown }[] | undefined;
let reported = false;

/** What the rules of secretlint find in a text, with an article. Loads the rules when first called. */
export function findWithRules(text: string): string | undefined {
  checks ??= load();
  const source = {
    filePath: "message.txt",
    contentType: "text",
    ext: ".txt",
    content: text,
    hasBOM: false,
  } as unknown as Source;
  for (const { name, file } of checks ?? []) {
    reported = false;
    file(source);
    if (reported) return name;
  }
  return undefined;
}

/** Loads the rules without the library's core, because that is asynchronous and a policy is not. */
function load(): typeof checks {
  const { rules } =
    require("@secretlint/secretlint-rule-preset-recommend") as typeof import("@secretlint/secretlint-rule-preset-recommend", { with: {
      "resolution-mode": "import",
    }});
  const context = {
    createTranslator: () => () => ({ message: "", messageId: "" }),
    report: () => {
      reported = true;
    },
    ignore: () => undefined,
  } as unknown as Context;
  return rules.flatMap((rule: Rule) => {
    const id = rule.meta.id.replace("@secretlint/secretlint-rule-", "");
    const { file } = rule.create(context, {} as never);
    if (!file || id === "filter-comments") return [];
    return [{ name: names[id] ?? `a token of ${id[0]!.toUpperCase()}${id.slice(1)}`, file }];
  });
}
