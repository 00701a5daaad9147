import { randomBytes } from "node:crypto";

export type Right = "Listen" | "Send" | "Manage";

export interface AccessRule {
  name: string;
  rights: ReadonlySet<Right>;
  key: string;
}

/** One string per rule: every right, Send only, Listen only. */
export interface ConnectionStrings {
  full: string;
  send: string;
  listen: string;
}

/** The two rules every new hub has, and one that may only send. */
export class AccessRules {
  private readonly rules: Record<keyof ConnectionStrings, AccessRule> = {
    full: rule("DefaultFullSharedAccessSignature", "Listen", "Send", "Manage"),
    send: rule("SendOnlySharedAccessSignature", "Send"),
    listen: rule("DefaultListenSharedAccessSignature", "Listen"),
  };

  find(name: string): AccessRule | undefined {
    return Object.values(this.rules).find((candidate) => candidate.name === name);
  }

  rotate(): void {
    for (const candidate of Object.values(this.rules)) candidate.key = newKey();
  }

  /** Strings for an endpoint; `suffix` is what follows the three parts. */
  connectionStrings(endpoint: string, suffix = ""): ConnectionStrings {
    const text = ({ name, key }: AccessRule) =>
      `Endpoint=${endpoint};SharedAccessKeyName=${name};SharedAccessKey=${key}${suffix}`;
    return { full: text(this.rules.full), send: text(this.rules.send), listen: text(this.rules.listen) };
  }
}

function rule(name: string, ...rights: Right[]): AccessRule {
  return { name, rights: new Set(rights), key: newKey() };
}

function newKey(): string {
  return randomBytes(32).toString("base64");
}
