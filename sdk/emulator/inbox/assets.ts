import { readFileSync } from "node:fs";
import path from "node:path";
import { Refusal, type Reply } from "../reply";

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
export const pageHeaders: Record<string, string> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
};

const types: Record<string, string> = {
  "index.html": "text/html; charset=utf-8",
  "inbox.js": "text/javascript; charset=utf-8",
  "inbox.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

const texts = new Map<string, string>();

/** A file of the page, which the build bundled beside this one; read once. */
export function asset(name: string): Reply {
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined) throw new Refusal(404, "The inbox has no such path");
  let text = texts.get(name);
  if (text === undefined) {
    try {
      text = readFileSync(path.join(__dirname, "page", name), "utf8");
    } catch {
      throw new Refusal(500, "The inbox's page is not built; run npm run build");
    }
    texts.set(name, text);
  }
  return { status: 200, headers: { ...pageHeaders, "Content-Type": type }, body: text };
}
