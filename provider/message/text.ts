/**
 * Why some platforms cannot show a text; undefined if all can. A lone surrogate has no UTF-8 form, and XML 1.0 cannot express control
 * characters other than tab and line ends.
 */
export function checkText(text: string): string | undefined {
  const bad = unshowable.exec(text);
  if (!bad) return undefined;
  const code = bad[0].charCodeAt(0);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const what =
    code >= 0xd800 && code <= 0xdfff
      ? "the lone surrogate"
      : code >= 0xfffe
        ? "the noncharacter"
        : "the control character";
  return `contains ${what} ${name} at character ${bad.index + 1}; remove it`;
}

/** Removes from a text what checkText refuses. */
export function withoutUnshowable(text: string): string {
  return text.replace(new RegExp(unshowable, "g"), "");
}

const unshowable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Whether a text shows nothing: only blanks and invisible characters (U+200B, U+3164, U+2800). */
export function isBlank(text: string): boolean {
  return /^[\s\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u.test(text);
}

/** The visible characters of a text: an emoji with its modifiers, or a letter with its accents, is one. */
export function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

let segmenter: Intl.Segmenter | undefined;

const wide =
  /^(?:\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\u3000-\u303f\uff00-\uff60])/u;

/** The width of a text on a line, in letters: Chinese, Japanese and Korean characters and emoji are two letters wide. */
export function widthOf(text: string): number {
  return graphemes(text).reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);
}

/** The longest beginning of a text that fits into a width. */
export function firstWidth(text: string, width: number): string {
  let used = 0;
  let kept = "";
  for (const character of graphemes(text)) {
    used += wide.test(character) ? 2 : 1;
    if (used > width) return kept;
    kept += character;
  }
  return text;
}
