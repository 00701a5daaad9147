import { findSecrets } from "../findSecrets";
import { defineRule } from "../rule";

export const connectionSecret = defineRule({
  code: "NH501",
  name: "connection-secret",
  group: "operations",
  severity: "error",
  preset: "recommended",
  description: "Connection strings and keys in the stack configuration are secrets.",
  prevents: "Anyone who can read the repository can ring every phone.",
  config: {},
  judge: () => () => [],
  judgeStack: () => (config) =>
    Object.entries(config).flatMap(([key, { value, secret }]) => {
      const [name] = secret ? [] : findSecrets(value);
      if (!name) return [];
      return [
        {
          keys: ["config", key],
          message: `contains ${name} in plain text`,
          fix: `pulumi config set --secret ${key}, and change the key`,
        },
      ];
    }),
});
