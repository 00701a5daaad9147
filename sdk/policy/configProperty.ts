/** A property of a rule's configuration as JSON Schema, for the engine and the linter. */
export type ConfigProperty = { readonly description: string } & (
  | { readonly type: "string"; readonly default?: string; readonly enum?: readonly string[] }
  | { readonly type: "integer"; readonly default?: number; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: "boolean"; readonly default: boolean }
  | {
      readonly type: "array";
      readonly items: { readonly type: "string"; readonly enum?: readonly string[] };
      readonly default: readonly string[];
    }
);

export type ConfigProperties = Readonly<Record<string, ConfigProperty>>;

type Value<P> = P extends { type: "string" }
  ? string
  : P extends { type: "integer" }
    ? number
    : P extends { type: "boolean" }
      ? boolean
      : readonly string[];

/** The type of the configuration that the properties describe; one without a default may be absent. */
export type ConfigOf<P extends ConfigProperties> = {
  readonly [K in keyof P]: P[K] extends { default: unknown } ? Value<P[K]> : Value<P[K]> | undefined;
};

/** What is wrong with the value of a property; undefined if nothing is. */
export function checkProperty(property: ConfigProperty, value: unknown): string | undefined {
  switch (property.type) {
    case "string":
      if (typeof value !== "string") return "must be a string";
      return oneOf(property.enum, value);
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value)) return "must be a whole number";
      if (property.minimum !== undefined && value < property.minimum) return `must be ${property.minimum} or more`;
      if (property.maximum !== undefined && value > property.maximum) return `must be at most ${property.maximum}`;
      return undefined;
    case "boolean":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "array": {
      if (!Array.isArray(value) || value.some((each) => typeof each !== "string")) return "must be a list of strings";
      return value.map((each) => oneOf(property.items.enum, each)).find((reason) => reason !== undefined);
    }
  }
}

function oneOf(words: readonly string[] | undefined, value: string): string | undefined {
  return words && !words.includes(value) ? `must be one of ${words.join(", ")}` : undefined;
}
