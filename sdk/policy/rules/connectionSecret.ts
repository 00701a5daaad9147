import { findSecrets } from "../findSecrets";
import { defineRule } from "../rule";

export const connectionSecret = defineRule({
  code: "NH501",
  name: "connection-secret",
  group: "operations",
  severity: "error",
  preset: "recommended",
  description: "Stack configuration holds connection strings and keys as secrets only.",
  prevents: "Whoever reads the repository can ring every phone.",
  config: {},
  judge: () => () => [],
  judgeStack: () => (config) =>
    Object.entries(config).flatMap(([key, { value, secret }]) => {
      const [name] = secret ? [] : findSecrets(value);
      if (!name) return [];
      return [
        {
          keys: ["config", key],
          message: `holds ${name} in plain text`,
          fix: `pulumi config set --secret ${key}, and change the key`,
        },
      ];
    }),
});
