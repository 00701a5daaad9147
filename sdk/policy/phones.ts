import type { CountryCode } from "libphonenumber-js/min";

const library = () => require("libphonenumber-js/min") as typeof import("libphonenumber-js/min");

/** Whether a match that begins with + or 00 is a valid number of that country, and not a service number. */
export function isPossibleInternational(match: string): boolean {
  const number = library().parsePhoneNumberFromString(match.replace(/^00/, "+").replace("%2B", "+"));
  if (!number?.isValid()) return false;
  // Toll-free numbers belong to companies.
  return !isService.test(number.number);
}

const isService =
  /^\+(?:1(?:800|833|844|855|866|877|888)|44(?:80[08]|84|87|3)|49(?:800|180|900)|33[89]|(?:39|34|351|31|32|41|43|46|47|45|61|64|48|90|55)800|800|808)/;

/** Countries to try for a number without a country code. */
const countries: readonly CountryCode[] = [
  "US",
  "GB",
  "DE",
  "FR",
  "ES",
  "IT",
  "PT",
  "NL",
  "PL",
  "SE",
  "BR",
  "IN",
  "JP",
  "KR",
  "CN",
  "TR",
  "RU",
  "AU",
];

const said =
  /(?:\b(?:tel(?:e?f\p{L}{0,8}|\.)?|phone|call|ring|dial|text|sms|mobile?|mob|cell|whatsapp|viber|signal|ruf\p{L}{0,3}|anruf\p{L}{0,3}|handy|rappel\p{L}{0,3}|appel\p{L}{0,3}|portable|ll[aá]m\p{L}{0,5}|móvil|celular|ligue|telemóvel|chiam\p{L}{0,4}|cellulare|bel|mobiel|ring|zadzwoń|komórka|volejte|hívja|sun\p{L}{0,2}|arayın|gsm|puh|soita)|тел\p{L}{0,6}|звон\p{L}{0,5}|номер|дзвон\p{L}{0,5}|τηλ\p{L}{0,8}|电话|電話|手机|手機|携帯|전화|연락처|휴대폰|هاتف|جوال|اتصل|تلفن|טלפון|फ़ोन|फोन|मोबाइल|ফোন|โทร|điện thoại|gọi|☎|📞|📱)[^\p{N}\n]{0,25}$/iu;

/** Formats that only phone numbers have: of North America, France, China and neighbors. */
const homeForms = [
  /^\(\d{2,5}\) ?\d{3,5}[ -‑]?\d{3,4}$/,
  /^(?:1[-.‑])?\d{3}[-.‑]\d{3}[-.‑]\d{4}$/,
  /^[6-9]\d{4}[- ]\d{5}$/,
  /^[2-9]\d{2} [2-9]\d{2} \d{4}$/,
  /^[5-7]\d{2}-\d{3}-\d{3}$/,
  /^1[3-9]\d[ -]?\d{4}[ -]?\d{4}$/,
  /^8[ -]?\(?9\d{2}\)?[ -]\d{3}[ -]?\d{2}[ -]?\d{2}$/,
  /^0[5-9]\d{8}$/,
];

/** Whether digits are a national phone number: by their format, or after a word such as "call". */
export function isPhone(match: string, before: string): boolean {
  const digits = match.replace(/\D/g, "");
  if (digits.length < 7 || digits.length > 12) return false;
  if (/^0?800|^(?:1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\D/.test(match)) return false;
  // Years, lottery numbers and counts are not phone numbers.
  if (isDate(match) || /^(?:\(?00|(?:19|20)\d{2}[ –-])/.test(match)) return false;
  if (said.test(before)) return !/^(?:19|20)\d{2}$/.test(match);
  if (isAscending(match)) return false;
  if (homeForms.some((form) => form.test(match))) return true;
  // In other countries, numbers begin with 0 and are written in groups.
  if (!/^\(?0[ (]{0,2}\d/.test(match) || !/[ ./‑-]/.test(match) || digits.length < 9) return false;
  const { parsePhoneNumberFromString } = library();
  return countries.some((country) => parsePhoneNumberFromString(match, country)?.isValid() === true);
}

const isDate = (match: string): boolean =>
  /^\d{1,2}[./-]\d{1,2}[./-](?:\d{2}){1,2}(?![./-]?\d)|^\d{4}[./-]\d{1,2}[./-]\d{1,2}(?![./-]?\d)|^(?:19|20)\d{2}[-–](?:19|20)\d{2}$/.test(
    match,
  );

/** Whether these are lottery numbers: two digits each, ascending, within the range of a lottery. */
function isAscending(match: string): boolean {
  const pairs = match.split(" ");
  return (
    pairs.length > 4 &&
    pairs.every((pair, at) => /^\d{2}$/.test(pair) && (at === 0 || pair > pairs[at - 1]!) && pair <= "70")
  );
}
