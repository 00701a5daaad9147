import type { Registration } from "./device";
import { matches, type TagExpression } from "./tagExpressionTree";

const none: ReadonlySet<Registration> = new Set();

/** Registrations by tag, so that a send costs what it reaches and not what there is. */
export class TagIndex {
  private readonly all = new Set<Registration>();
  private readonly byTag = new Map<string, Set<Registration>>();

  add(registration: Registration): void {
    this.all.add(registration);
    for (const tag of registration.folded) {
      const tagged = this.byTag.get(tag);
      if (tagged === undefined) this.byTag.set(tag, new Set([registration]));
      else tagged.add(registration);
    }
  }

  remove(registration: Registration): void {
    this.all.delete(registration);
    for (const tag of registration.folded) {
      const tagged = this.byTag.get(tag);
      tagged?.delete(registration);
      if (tagged?.size === 0) this.byTag.delete(tag);
    }
  }

  everyone(): Iterable<Registration> {
    return this.all;
  }

  tagged(tag: string): ReadonlySet<Registration> {
    return this.byTag.get(tag) ?? none;
  }

  *select(expression: TagExpression): Iterable<Registration> {
    for (const registration of this.candidates(expression) ?? this.all) {
      if (matches(expression, registration.folded)) yield registration;
    }
  }

  /** A set that holds every match and as little else as the index can tell; undefined for all. */
  private candidates(expression: TagExpression): ReadonlySet<Registration> | undefined {
    switch (expression.kind) {
      case "tag":
        return this.tagged(expression.tag);
      case "not":
        return expression.operand.kind === "not" ? this.candidates(expression.operand.operand) : undefined;
      case "and": {
        const left = this.candidates(expression.left);
        const right = this.candidates(expression.right);
        if (left === undefined || right === undefined) return left ?? right;
        return left.size <= right.size ? left : right;
      }
      case "or": {
        const left = this.candidates(expression.left);
        const right = this.candidates(expression.right);
        return left && right && new Set([...left, ...right]);
      }
    }
  }
}
