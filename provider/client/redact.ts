const mask = "***";

/** Masks secrets in text that a person may see, both plain and percent-encoded, in upper or lower case. */
export function redact(text: string, secrets: readonly string[]): string {
  if (text === "") return text;
  let clean = text.replace(/SharedAccessSignature\s[^\s"'<>]*/gi, `SharedAccessSignature ${mask}`);
  clean = clean.replace(/(\bsig=)[^&\s"'<>]+/gi, `$1${mask}`).replace(/(\bSharedAccessKey=)[^;\s"'<>]+/gi, `$1${mask}`);
  for (const secret of secrets) {
    for (const form of new Set([secret, encodeURIComponent(secret)])) {
      // Masking shorter ones would hide ordinary words.
      if (form.length >= 4) clean = clean.replace(new RegExp(form.replace(/[^\w%-]/g, "\\$&"), "gi"), mask);
    }
  }
  return clean;
}
