import { type Finding, finding, type Keys, pointer } from "./finding";
import { checkText, withoutUnshowable } from "./text";

/** No platform needs more, and walking through a payload must end. */
const mostLevels = 200;

/** The findings in every text of a value, including the names of properties. */
export function checkTexts(value: unknown, keys: Keys = []): Finding[] {
  if (typeof value === "string") return checkOneText(value, keys);
  if (typeof value !== "object" || value === null) return [];
  if (keys.length > mostLevels) {
    return [finding("NH101", keys.slice(0, 4), `has more than ${mostLevels} levels of objects; flatten it`)];
  }
  if (Array.isArray(value)) return value.flatMap((each, index) => checkTexts(each, [...keys, index]));
  return Object.entries(value).flatMap(([key, each]) => {
    const reason = checkText(key);
    const named = reason ? [finding("NH120", keys, `has a property whose name ${reason}`)] : [];
    return [...named, ...checkTexts(each, [...keys, key])];
  });
}

const pulumiOutput = /Calling \[to(?:String|JSON)\] on an \[Output<T>\]/;
/** The placeholders of template languages: Mustache, shells, hubs, ERB, Jinja, Mailchimp, Salesforce, Smarty, ICU. */
const placeholder = new RegExp(
  [
    /\{\{[^{}]*\}\}/,
    /\$\{[^{}\n]{1,80}\}/,
    /(?<![\d%])[$#%]\([A-Za-z_][\w.]{0,40}\)/,
    /#\(\d{1,2}\)/,
    /<%(?:(?!<%).)*?%>/,
    /\{%[^{}]{0,200}%\}/,
    /\*\|[A-Za-z_][\w:. ]{0,60}\|\*/,
    /%%(?:[A-Za-z_]\w{0,40}|=[^%\n]{1,200}=|\[[^%\n]{1,200}\])%%/,
    /\{\$[A-Za-z_][\w.]{0,60}\}/,
    /\{[A-Za-z_]\w{0,40},\s?(?:plural|select|selectordinal|number|date|time)\s?[,}]/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

/** The bytes 0x80 to 0xBF of UTF-8, read as Latin-1 or Windows-1252. */
const rest =
  "[\\u0080-\\u00bf\\u0152\\u0153\\u0160\\u0161\\u0178\\u017d\\u017e\\u0192\\u02c6\\u02dc\\u2013-\\u203a\\u20ac\\u2122]";

/** Text in UTF-8 that was read as Latin-1 or Windows-1252: European letters and signs, then letters of other scripts. */
const mojibake = new RegExp(
  `${/[ÃÂ][\u0080-\u00bf]|[ÐÑ][\u0080-\u00bf\u2018-\u203a]?[ÐÑ][\u0080-\u00bf]|ï»¿|ðŸ[\u0080-\u00bf\u2018-\u203a\u0152-\u017e\u02dc™]/.source}|â${rest}{2}|[ÄÅ][\u0080-\u009f\u00a1-\u00aa\u00ac-\u00b1\u00b4-\u00b8\u00bc-\u00bf\u201a\u0192\u201e\u2020-\u2022\u02c6\u2030\u0160\u0152\u2122\u0161\u0153\u0178]|(?:[\u00c2-\u00df]${rest}){3}|(?:[\u00e0-\u00ef]${rest}{2}){2}`,
);

/** Why people would not see a text as it was written, or undefined. */
function misread(text: string): string | undefined {
  const lost = text.indexOf("\ufffd");
  if (lost >= 0) return `contains U+FFFD at character ${lost + 1}, where a character was lost; write it again`;
  const turned = /[\u202a-\u202e]/.exec(text);
  if (turned) {
    const code = turned[0].charCodeAt(0).toString(16).toUpperCase();
    return `contains the control character U+${code} at character ${turned.index + 1}, which reverses the order of letters; remove it`;
  }
  const opened = text.match(/[\u2066-\u2068]/g)?.length ?? 0;
  const closed = text.match(/\u2069/g)?.length ?? 0;
  if (opened !== closed)
    return "has an unbalanced directional isolate (U+2066 to U+2068 without U+2069, or the reverse)";
  const broken = mojibake.exec(text);
  if (broken) return `was read in the wrong encoding, at character ${broken.index + 1}; save the file as UTF-8`;
  return undefined;
}
/** The properties whose text people read. */
const read = /^(?:title|subtitle|body|description|alert|text|message|ticker)$/;
const wholeNonValue = /^\s*(?:undefined|null|NaN|None)\s*$/;
/** In prose, these words are followed by others: undefined behavior, NaN values. */
const nonValue =
  /(?<!["'`“‘])\b(?:undefined|NaN|Invalid Date)\b(?!["'`”’]| (?:behaviou?r|values?|variables?|references?|symbols?|propert|methods?|functions?|index)|-)/;
/** In prose, null is a word too; not so in place of a name or a number. */
const namedNull = /(?<=\b(?:[Dd]ear|[Hh](?:i|ey|ello|allo|ola)|[Oo]lá|[Cc]iao|[Bb]onjour|[Ll]iebe[rs]?) |#)null\b/;

function checkOneText(text: string, keys: Keys): Finding[] {
  const found: Finding[] = [];
  const reason = checkText(text);
  if (reason) {
    const patch = [{ op: "replace", path: pointer(...keys), value: withoutUnshowable(text) } as const];
    found.push(finding("NH120", keys, reason, { fix: { description: "remove the character", patch } }));
  }
  const unread = misread(text);
  if (unread) found.push(finding("NH120", keys, unread, { severity: "warning" }));
  if (pulumiOutput.test(text)) {
    found.push(
      finding("NH119", keys, "is Pulumi's warning about an output joined to a string; use pulumi.interpolate or apply"),
    );
    return found;
  }
  if (/\[(?:native code|object [A-Z]\w{0,40}|Function(?:: \w{1,40}| \(anonymous\)))\]/.test(text)) {
    const reason = "contains what JavaScript writes for an object, such as [object Object]";
    found.push(finding("NH117", keys, `${reason}; name the property of it that people should read`));
  }
  const left = placeholder.exec(text);
  if (left)
    found.push(finding("NH116", keys, `contains an unfilled placeholder, at character ${left.index + 1}; fill it in`));
  if (wholeNonValue.test(text)) {
    // For the app, the word may be a value.
    const severity = read.test(String(keys.at(-1) ?? "text")) ? "error" : "warning";
    found.push(finding("NH118", keys, `is the word ${text.trim()}; write the value that is missing`, { severity }));
    return found;
  }
  const word = nonValue.exec(text) ?? namedNull.exec(text);
  if (word) {
    const reason = `contains the word ${word[0]}; if a value is missing, write it`;
    found.push(finding("NH118", keys, reason, { severity: "warning" }));
  }
  return found;
}
