/** Makes text from outside safe for one line of a message: without control characters and characters that change the direction of text. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, " ").trim();
}
