import { isPhone, isPossibleInternational } from "./phones";

export const personalDataKinds = ["email", "phone", "card", "iban", "national-id"] as const;

/** A piece of personal data in a text. */
export interface PersonalData {
  /** What it is, with an article: "an email address". */
  name: string;
  match: string;
  /** Index of its first character. */
  index: number;
}

interface Finder {
  name: string;
  /** A cheap test that rules out most texts. */
  hint: RegExp;
  regex: RegExp;
  /** Whether a match is real, by its checksum or by `before`, the text in front of it. */
  holds?: (match: string, before: string) => boolean;
}

const eightDigits = /\d(?:\D{0,3}\d){7}/;
const sevenDigits = /\d(?:\D{0,3}\d){6}/;

// Loaded only when a text looks like what they check.
const isLuhn = (digits: string): boolean =>
  (require("validator/lib/isLuhnNumber") as { default(text: string): boolean }).default(digits);
const isIban = (text: string): boolean =>
  (require("validator/lib/isIBAN") as { default(text: string): boolean }).default(text);
const isTaxId = (text: string, locale: string): boolean =>
  (require("validator/lib/isTaxID") as { default(text: string, locale: string): boolean }).default(text, locale);
const isIdentityCard = (text: string, locale: string): boolean =>
  (require("validator/lib/isIdentityCard") as { default(text: string, locale: string): boolean }).default(text, locale);

const compact = (text: string): string => text.replace(/[^A-Za-z0-9]/g, "").toUpperCase();

const finders: Readonly<Record<string, readonly Finder[]>> = {
  email: [
    {
      name: "an email address",
      hint: /@/,
      regex:
        /(?<![\p{L}\p{N}.+_/-])[\p{L}\p{N}][\p{L}\p{M}\p{N}.+_'-]{0,63}@[\p{L}\p{M}\p{N}-]{1,63}(?:\.[\p{L}\p{M}\p{N}-]{1,63}){1,4}/gu,
    },
    {
      name: "an email address",
      hint: /[([{]\s?(?:at|@|arroba|ät|chez)\s?[)\]}]/i,
      regex:
        /(?<![\p{L}\p{N}.+_-])[\p{L}\p{N}][\p{L}\p{N}.+_-]{0,63}\s{0,2}[([{]\s?(?:at|@|arroba|ät|chez)\s?[)\]}]\s{0,2}[\p{L}\p{N}-]{1,63}\s{0,2}(?:\.|[([{]\s?(?:dot|punkt|point|punto|ponto)\s?[)\]}])\s{0,2}\p{L}{2,24}/giu,
    },
    {
      name: "an email address",
      hint: /\b(?:dot|punkt|punto)\b/i,
      regex: /(?<![\w.-])[\w.-]{2,64} (?:at|ät) [\w-]{2,63} (?:dot|punkt|punto) [a-z]{2,10}\b/gi,
    },
    {
      name: "an email address",
      hint: /%40/,
      regex: /(?<![\w.%+-])[\w.+-]{1,64}%40[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g,
    },
  ],
  phone: [
    {
      name: "a phone number",
      hint: /[+＋]|\b00/,
      regex: /(?<![\w+./=-])(?<!\d:)(?:\+|00)\s?[1-9](?:[ ()./‑–\u00a0-]{0,3}\d){6,14}(?![\w-])/g,
      holds: isPossibleInternational,
    },
    {
      name: "a phone number",
      hint: /tel:|sms(?:to)?:|wa\.me|phone=|callto:|facetime:|signal\.me/i,
      regex: /(?:(?:tel|sms|smsto|callto|facetime):|wa\.me\/|[?&]phone=|signal\.me\/#p\/)(?:\+|%2B)?\d[\d().-]{6,18}/gi,
      holds: (match) => isPossibleInternational(match.replace(/^\D+/, "+")) || /:0/.test(match),
    },
    {
      name: "a phone number",
      hint: sevenDigits,
      regex:
        /(?<![\p{L}\p{N}+.,/=#€$£%-])(?<!\d:|\+\d{1,4} )(?:\(?\d{1,5}\)|\d)(?:[ .()/‑-]{0,3}\d){6,12}(?![\p{L}\p{N}%€$£-]|[.,:]\d)/gu,
      holds: isPhone,
    },
  ],
  card: [
    {
      name: "a card number",
      hint: eightDigits,
      regex:
        /(?<![\p{L}\d.,-])(?:2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)|[3-6]\d{3})(?:[ .‑\u00a0-]?\d{2,6}){2,4}(?![\p{L}\d-])/gu,
      holds: (match) => {
        const digits = match.replace(/\D/g, "");
        return digits.length >= 13 && digits.length <= 19 && isLuhn(digits);
      },
    },
  ],
  iban: [
    {
      name: "a bank account (IBAN)",
      hint: /[A-Za-z]{2}\d{2}/,
      regex:
        /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]{4}){2,7}(?:[ \u00a0-]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])/g,
      // The last group may be the next word of the sentence.
      holds: (match) => [match, match.replace(/[ \u00a0][A-Za-z0-9]+$/, "")].some((text) => isIban(compact(text))),
    },
  ],
  "national-id": [
    {
      name: "a national identity number",
      hint: /\d{3}-\d{2}-\d{4}/,
      regex: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
    },
    {
      name: "a national identity number",
      hint: /\d{3}\.\d{3}\.\d{3}-\d{2}/,
      regex: /(?<![\d.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g,
      holds: (match) => isTaxId(match, "pt-BR"),
    },
    {
      name: "a national identity number",
      hint: /[A-Za-z]{6}\d{2}[A-Za-z]\d{2}/,
      regex: /(?<![A-Za-z0-9])[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z](?![A-Za-z0-9])/g,
      holds: (match) => isTaxId(match.toUpperCase(), "it-IT"),
    },
    {
      name: "a national identity number",
      hint: /\d{7}[ -]?[A-Za-z]/,
      regex: /(?<![A-Za-z0-9])[XYZxyz\d]\d{7}-?[A-Za-z](?![A-Za-z0-9])/g,
      holds: (match) => isIdentityCard(match.replace("-", "").toUpperCase(), "ES"),
    },
    {
      name: "a national identity number",
      hint: /\d{17}[\dXx]/,
      regex: /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])/g,
      holds: (match) => isIdentityCard(match.toUpperCase(), "zh-CN"),
    },
    {
      name: "a national identity number",
      hint: /[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]/,
      regex:
        /(?<![A-Z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Z0-9])/g,
    },
    {
      name: "a national identity number",
      hint: /[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d/,
      regex: /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)/g,
      holds: (match) => isTaxIdOfFrance(match.replaceAll(" ", "")),
    },
    {
      name: "a national identity number",
      hint: /756\.?\d{4}/,
      regex: /(?<![\d.])756\.\d{4}\.\d{4}\.\d{2}(?![\d.])/g,
      holds: (match) => isEan13(match.replaceAll(".", "")),
    },
    {
      name: "a national identity number",
      hint: /[A-Z]{4}\d{6}[HMX]/,
      regex:
        /(?<![A-Z0-9])[A-Z][AEIOUX][A-Z]{2}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[HMX][A-Z]{5}[A-Z0-9]\d(?![A-Z0-9])/g,
    },
    {
      name: "a national identity number",
      hint: /\d{6}-[1-8]\d{6}/,
      regex: /(?<![\w-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}(?![\w-])/g,
    },
    {
      // Plain digits may as well be an order or a parcel, so a word in front of them must say what they are.
      name: "a national identity number",
      hint: /\d/,
      regex: /(?<![\p{L}\p{N}])[A-Z]{0,5}\d(?:[ ./-]?[\dA-Z]){4,16}(?![\p{L}\p{N}])/gu,
      holds: (_, before) => idWords.test(before) || idAcronyms.test(before),
    },
  ],
};

/** Words in front of an identity number. Acronyms count only in capitals, because "pan" and "run" are also words. */
const idWords =
  /(?:\bSSN|social security|national insurance|national id|passport|reisepass|passeport|pasaporte|passaporte|passaporto|paszport|паспорт|护照|護照|パスポート|여권|personalausweis|ausweisnummer|steuer-?id\w*|sozialversicherungsnummer|svnr|sécurité sociale|carte d.identité|codice fiscale|burgerservicenummer|personnummer|henkilötunnus|cpr-nummer|rodné číslo|T\.?C\.? ?kimlik\w*|kimlik (?:no|numara)\w*|aadhaar|आधार|tax file number|isikukood|asmens kodas|personas kods|teudat zehut|(?:\bID|identity|identification) (?:number|no\.?)|nhs (?:number|no\.?)|cédula|cedula|身份证\p{L}{0,4}|身分證\p{L}{0,4}|マイナンバー|주민등록번호|รหัสประจำตัว\p{L}{0,10}|תעודת זהות|رقم الهوية|driver.?s licen[cs]e|führerschein\w*|tax id|date of birth|passnummer|my number|id-?kaart|id card)[^\p{N}\n]{0,20}$/iu;
const idAcronyms =
  /(?<![\p{L}\p{N}])(?:SIN|NINO?|NIR|DNI|NIF|NIE|CPF|RG|PESEL|BSN|CPR|CNP|EGN|ЕГН|AMKA|ΑΜΚΑ|INN|ИНН|СНИЛС|PAN|TFN|AHV|AVS|CURP|RFC|RU[TN]|HKID|NRIC|FIN|OIB|JMBG|EMŠO|TIN|HETU|DUI|CI)(?!\p{Ll})[^\p{N}\n]{0,20}$/u;

/** The checksum of French social security numbers, in which the two departments of Corsica are letters. */
function isTaxIdOfFrance(text: string): boolean {
  const digits = text.replace("2A", "19").replace("2B", "18");
  return 97n - (BigInt(digits.slice(0, 13)) % 97n) === BigInt(digits.slice(13));
}

/** The checksum of Swiss numbers, the same as for bar codes. */
function isEan13(digits: string): boolean {
  const sum = Array.from(digits.slice(0, 12), Number).reduce((all, digit, at) => all + digit * (at % 2 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 === Number(digits[12]);
}

/** Only this much of a text is searched; no platform accepts more. */
const longestText = 65_536;

/** Personal data in a text, of the given kinds. */
export function findPersonalData(text: string, kinds: readonly string[]): PersonalData[] {
  const plain = inPlainDigits(text.slice(0, longestText));
  const found = kinds.flatMap((kind) =>
    finders[kind]!.flatMap(({ name, hint, regex, holds }) => {
      if (!hint.test(plain)) return [];
      return Array.from(plain.matchAll(regex), ({ 0: match, index }) => ({ name, match, index })).filter(
        ({ match, index }) => !holds || holds(match, plain.slice(Math.max(0, index - 60), index)),
      );
    }),
  );
  // Where matches overlap, the longest counts: a card number is not reported as a phone number too.
  const kept: PersonalData[] = [];
  for (const each of found.sort((a, b) => a.index - b.index)) {
    const last = kept.at(-1);
    if (!last || each.index >= last.index + last.match.length) kept.push(each);
    else if (each.match.length > last.match.length) kept[kept.length - 1] = each;
  }
  return kept;
}

/** Digits of every script become 0 to 9 and full-width letters ASCII; every index stays the same. */
function inPlainDigits(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  return text.replace(
    /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\uff01-\uff5e]/g,
    (character) => {
      const code = character.charCodeAt(0);
      if (code >= 0xff01) return String.fromCharCode(code - 0xfee0);
      return String(
        code -
          (code >= 0x0e50
            ? 0x0e50
            : code >= 0x09e6
              ? 0x09e6
              : code >= 0x0966
                ? 0x0966
                : code >= 0x06f0
                  ? 0x06f0
                  : 0x0660),
      );
    },
  );
}
