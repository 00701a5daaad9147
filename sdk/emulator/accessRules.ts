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

/** A token whose signature is right; when and where it counts is seen to with each request. */
export interface VerifiedToken {
  rule: AccessRule;
  /** Unix seconds. */
  expiry: number;
  /** Lower-case host, with a port where the token names one, and path. */
  host: string;
  path: string;
}

/** Tokens kept; a client uses each for minutes, and one that signs every request makes the same within a second. */
const maxVerified = 100;

/** The two rules every new hub has, and one that may only send. */
export class AccessRules {
  private readonly rules: Record<keyof ConnectionStrings, AccessRule> = {
    full: rule("DefaultFullSharedAccessSignature", "Listen", "Send", "Manage"),
    send: rule("SendOnlySharedAccessSignature", "Send"),
    listen: rule("DefaultListenSharedAccessSignature", "Listen"),
  };

  /** Tokens verified with the present keys, by their text. */
  readonly verified = new Map<string, VerifiedToken>();

  /** Grows with every change. */
  changes = 0;

  remember(authorization: string, token: VerifiedToken): void {
    if (this.verified.size >= maxVerified) this.verified.clear();
    this.verified.set(authorization, token);
  }

  find(name: string): AccessRule | undefined {
    return Object.values(this.rules).find((candidate) => candidate.name === name);
  }

  rotate(): void {
    this.changes++;
    for (const candidate of Object.values(this.rules)) candidate.key = newKey();
    this.verified.clear();
  }

  keys(): Record<keyof ConnectionStrings, string> {
    const { full, send, listen } = this.rules;
    return { full: full.key, send: send.key, listen: listen.key };
  }

  /** Puts keys of an earlier run in the place of the new ones. */
  restore(keys: Record<keyof ConnectionStrings, string>): void {
    this.rules.full.key = keys.full;
    this.rules.send.key = keys.send;
    this.rules.listen.key = keys.listen;
    this.verified.clear();
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
