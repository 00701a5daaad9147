import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** What one property of an azure-native type takes. */
type Rule =
  | { kind: "text" | "number" | "boolean" | "any" }
  | { kind: "enum"; values: string[] }
  | { kind: "list"; of: Rule }
  | { kind: "map"; of: Rule }
  | { kind: "object"; properties: Map<string, { optional: boolean; rule: Rule }> };

const folder = path.dirname(require.resolve("@pulumi/azure-native/package.json"));
const shapes = new Map<string, Rule>();

/** Text that Pulumi puts where a value is not known yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * What azure-native's own type declarations say against a resource's inputs, as sentences; nothing when they take them.
 * Inputs are plain: without secrets' envelopes.
 */
export function checkInputs(token: string, inputs: Record<string, unknown>): string[] {
  const [, module, type] = token.split(":") as [string, string, string];
  let shape = shapes.get(token);
  if (!shape) {
    const file = path.join(folder, module, `${type[0]!.toLowerCase()}${type.slice(1)}.d.ts`);
    shape = shapeOf(readFileSync(file, "utf8"), `${type}Args`, module);
    shapes.set(token, shape);
  }
  return problems(shape, inputs, "");
}

function problems(rule: Rule, value: unknown, at: string): string[] {
  if (value === unknownValue || rule.kind === "any") return [];
  const expected = (what: string) => [`${at}: must be ${what}, is ${Array.isArray(value) ? "a list" : typeof value}`];
  switch (rule.kind) {
    case "text":
      return typeof value === "string" ? [] : expected("text");
    case "number":
    case "boolean":
      return typeof value === rule.kind ? [] : expected(`a ${rule.kind}`);
    case "enum":
      return rule.values.includes(value as string) ? [] : [`${at}: must be one of ${rule.values.join(", ")}`];
    case "list":
      return Array.isArray(value)
        ? value.flatMap((item, i) => problems(rule.of, item, `${at}[${i}]`))
        : expected("a list");
    case "map":
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => problems(rule.of, item, `${at}.${key}`))
        : expected("an object");
    case "object": {
      if (!isObject(value)) return expected("an object");
      const dot = at === "" ? "" : `${at}.`;
      const unknown = Object.keys(value).filter((key) => !rule.properties.has(key));
      return [
        ...unknown.map((key) => `${dot}${key}: is not a property`),
        ...[...rule.properties].flatMap(([key, { optional, rule: inner }]) =>
          value[key] === undefined
            ? optional
              ? []
              : [`${dot}${key}: is required`]
            : problems(inner, value[key], `${dot}${key}`),
        ),
      ];
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function shapeOf(text: string, name: string, module: string): Rule {
  const source = ts.createSourceFile("types.d.ts", text, ts.ScriptTarget.Latest, true);
  let found: ts.InterfaceDeclaration | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === name) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(source);
  if (!found) throw new Error(`azure-native declares no ${name}`);
  const properties = found.members.filter(ts.isPropertySignature).map((member) => {
    const optional = member.questionToken !== undefined;
    return [(member.name as ts.Identifier).text, { optional, rule: ruleOf(member.type!, module) }] as const;
  });
  return { kind: "object", properties: new Map(properties) };
}

function ruleOf(type: ts.TypeNode, module: string): Rule {
  if (ts.isParenthesizedTypeNode(type)) return ruleOf(type.type, module);
  if (ts.isUnionTypeNode(type)) {
    const parts = type.types.filter((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword);
    const named = parts.find((part) => part.getText().startsWith("enums."));
    return ruleOf(named ?? parts[0]!, module);
  }
  if (ts.isArrayTypeNode(type)) return { kind: "list", of: ruleOf(type.elementType, module) };
  if (ts.isTypeLiteralNode(type)) {
    const index = type.members.find(ts.isIndexSignatureDeclaration)!;
    return { kind: "map", of: ruleOf(index.type, module) };
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    if (name === "pulumi.Input") return ruleOf(type.typeArguments![0]!, module);
    if (name.startsWith("inputs.")) return shapeOf(inputTypesOf(module), name.split(".").at(-1)!, module);
    if (name.startsWith("enums.")) return { kind: "enum", values: enumValues(name.split(".").at(-1)!, module) };
    return { kind: "any" };
  }
  if (type.kind === ts.SyntaxKind.StringKeyword) return { kind: "text" };
  if (type.kind === ts.SyntaxKind.NumberKeyword) return { kind: "number" };
  if (type.kind === ts.SyntaxKind.BooleanKeyword) return { kind: "boolean" };
  return { kind: "any" };
}

const inputTypes = new Map<string, string>();

/** One module's part of azure-native's input types, a file of several megabytes. */
function inputTypesOf(module: string): string {
  let text = inputTypes.get(module);
  if (text === undefined) {
    const all = readFileSync(path.join(folder, "types/input.d.ts"), "utf8");
    const start = all.indexOf(`export declare namespace ${module} {`);
    text = all.slice(start, all.indexOf("\n}\n", start) + 2);
    inputTypes.set(module, text);
  }
  return text;
}

function enumValues(name: string, module: string): string[] {
  const text = readFileSync(path.join(folder, "types/enums", module, "index.d.ts"), "utf8");
  const start = text.indexOf(`declare const ${name}: {`);
  return [...text.slice(start, text.indexOf("};", start)).matchAll(/: "([^"]*)";/g)].map(([, value]) => value!);
}
