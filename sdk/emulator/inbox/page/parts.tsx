import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Words } from "../screen";

const letters: Record<string, string> = {
  ...{ apple: "iOS", fcmv1: "FCM", gcm: "GCM", windows: "Win", windowsphone: "WP", browser: "Web" },
  ...{ adm: "ADM", baidu: "Bai", xiaomi: "Mi", template: "{ }" },
};

export function Badge({ format }: { format: string }) {
  return (
    <span class={`badge ${format}`} aria-hidden="true">
      {letters[format] ?? format.slice(0, 3)}
    </span>
  );
}

const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat([], { day: "numeric", month: "short" });

/** Local time, with the day unless it is today's; UTC beside it, or on hovering over it. */
export function Time({ at, now, utc }: { at: string; now: string; utc?: boolean }) {
  const date = new Date(at);
  const today = date.toDateString() === new Date(now).toDateString();
  const beside = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
  return (
    <time dateTime={at} title={beside}>
      {today ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`}
      {utc && <span class="soft"> · {beside}</span>}
    </time>
  );
}

export function Text({ words }: { words: Words }) {
  if (typeof words === "string") return <>{words}</>;
  return (
    <>
      <code class="key" title="A key of the app's own texts">
        {words.key}
      </code>
      {words.args.length > 0 && ` (${words.args.join(", ")})`}
    </>
  );
}

export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  }
  return (
    <button type="button" class="small" aria-label={`Copy ${what}`} onClick={() => void copy()}>
      {copied ? "Copied" : "Copy"}
    </button>
  );
}

/** A dialog that closes by Escape, its button, or a click beside it. */
export function Dialog({ title, close, children }: { title: string; close(): void; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => element.current?.showModal(), []);
  return (
    <dialog
      ref={element}
      aria-labelledby="dialog-title"
      onClose={close}
      onClick={(event) => event.target === element.current && close()}
    >
      <div class="dialog">
        <header>
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="small" onClick={close}>
            Close
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** The choices of a filter; the empty one is no filter. */
export function Choice(props: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange(value: string): void;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      {props.options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

export const platformNames: readonly (readonly [value: string, text: string])[] = [
  ["apple", "Apple"],
  ["fcmv1", "Android (FCM v1)"],
  ["windows", "Windows"],
  ["browser", "Browser"],
  ["gcm", "Android (GCM)"],
  ["adm", "Amazon"],
  ["baidu", "Baidu"],
  ["xiaomi", "Xiaomi"],
  ["windowsphone", "Windows Phone"],
];

/** Up and down go from row to row, as in a mail program. */
export function moveInList(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (step === undefined || !(event.target instanceof HTMLAnchorElement)) return;
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLAnchorElement>("a.row")];
  const next = rows[rows.indexOf(event.target) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  next.click();
}
