export const personalDataKinds = ["email", "phone", "card", "iban"] as const;

/** A piece of personal data in a text. */
export interface PersonalData {
  /** What it is, with its article. */
  name: string;
  match: string;
  /** Where it begins, counted from 0. */
  index: number;
}

interface Finder {
  name: string;
  /** Cheap test that most texts fail. */
  hint: RegExp;
  regex: RegExp;
  /** Whether a match is more than a shape. */
  holds?: (match: string) => boolean;
}

const eightDigits = /\d(?:\D{0,3}\d){7}/;

const finders: Readonly<Record<string, Finder>> = {
  email: {
    name: "an email address",
    hint: /@/,
    regex:
      /(?<![\p{L}\p{N}.+_/-])[\p{L}\p{N}][\p{L}\p{N}.+_-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu,
  },
  phone: {
    name: "a phone number",
    hint: eightDigits,
    // With a country code, or in groups as people write national numbers: (555) 123-4567, 06 12 34 56 78.
    regex:
      /(?<![\w+./:=-])(?:\+\d[\d ()./-]{6,18}\d|\(\d{2,4}\) ?\d{3,4}[ -]\d{3,4}|\d{3}-\d{3}-\d{4}|0\d(?:[ .]\d{2}){4})(?![\w-])/g,
    holds: (match) => {
      const digits = match.replace(/\D/g, "").length;
      return digits >= 8 && digits <= 15;
    },
  },
  card: {
    name: "a card number",
    hint: eightDigits,
    regex: /(?<![\d.,-])[2-6]\d{3}(?:[ -]?\d{2,6}){2,4}(?![\d-])/g,
    holds: (match) => {
      const digits = match.replace(/\D/g, "");
      return digits.length >= 13 && digits.length <= 19 && luhn(digits);
    },
  },
  iban: {
    name: "a bank account (IBAN)",
    hint: /[A-Z]{2}\d{2}/,
    regex: /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])/g,
    holds: (match) => mod97(match.replaceAll(" ", "")),
  },
};

/** Personal data in a text, of the given kinds. */
export function findPersonalData(text: string, kinds: readonly string[]): PersonalData[] {
  return kinds.flatMap((kind) => {
    const { name, hint, regex, holds } = finders[kind]!;
    if (!hint.test(text)) return [];
    return Array.from(text.matchAll(regex), ({ 0: match, index }) => ({ name, match, index })).filter(
      ({ match }) => !holds || holds(match),
    );
  });
}

/** The checksum of card numbers (ISO/IEC 7812). */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The checksum of bank accounts (ISO 13616). */
function mod97(account: string): boolean {
  const moved = account.slice(4) + account.slice(0, 4);
  let rest = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
