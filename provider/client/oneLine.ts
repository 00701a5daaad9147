/** Text of others as one line of a message: a terminal gets no control characters and nothing that turns its direction. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, " ").trim();
}
