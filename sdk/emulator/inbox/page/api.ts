import type { View } from "../view";

const base = "/_emulator/inbox/";

/** Answers with the view, or throws when the emulator does not answer. */
export async function getView(query: URLSearchParams): Promise<View> {
  const response = await fetch(`${base}view?${query}`);
  if (!response.ok) throw new Error(await sentence(response));
  return response.json();
}

export interface Connection {
  plain: Record<string, string>;
  tls?: Record<string, string>;
}

export async function getConnection(): Promise<Connection> {
  return (await fetch(`${base}connection`)).json();
}

/** Carries an order out; throws an Error whose message says what the emulator has against it. */
export async function order(method: "POST" | "DELETE", path: string, body?: unknown): Promise<void> {
  const response = await fetch(path.startsWith("/") ? path : base + path, { method, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await sentence(response));
}

/** The detail of the hub's error document, without its tracking id. */
async function sentence(response: Response): Promise<string> {
  const document = new DOMParser().parseFromString(await response.text(), "text/xml");
  const detail = document.querySelector("Detail")?.textContent ?? `The emulator answered ${response.status}`;
  return detail.replace(/\.?TrackingId:.*$/s, "");
}

/** Calls back at once, after each change, and whenever the emulator goes or comes back. Returns what ends it. */
export function watch(onNews: () => void, onOnline: (online: boolean) => void): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout>;
  const connect = () => {
    source = new EventSource(`${base}events`);
    source.onopen = () => onOnline(true);
    source.onmessage = onNews;
    source.onerror = () => {
      onOnline(false);
      // The browser itself tries again, unless it was answered with an error.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, 1000);
    };
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
