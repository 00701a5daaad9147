import { useEffect, useRef, useState } from "preact/hooks";
import type { View } from "../view";
import { getView, watch } from "./api";

/** Views come no faster than this while a hub is busy. */
const restMs = 150;

export interface Live {
  view?: View;
  online: boolean;
  fault?: string;
}

/** The view for a query, kept up to date. An earlier one stays until the next is there. */
export function useView(query: string): Live {
  const [live, setLive] = useState<Live>({ online: true });
  const asked = useRef({ query, busy: false, again: false });
  asked.current.query = query;

  async function refresh() {
    const { current } = asked;
    current.again = current.busy || document.hidden;
    if (current.again) return;
    current.busy = true;
    const sent = current.query;
    try {
      const view = await getView(new URLSearchParams(sent));
      if (sent === current.query) setLive(({ online }) => ({ online, view }));
    } catch (error) {
      if (error instanceof TypeError) setLive((before) => ({ ...before, online: false }));
      else setLive((before) => ({ ...before, fault: error instanceof Error ? error.message : String(error) }));
    }
    if (sent === current.query) await new Promise((resolve) => setTimeout(resolve, restMs));
    current.busy = false;
    if (current.again || sent !== current.query) await refresh();
  }

  useEffect(() => {
    const seen = () => void (asked.current.again && refresh());
    document.addEventListener("visibilitychange", seen);
    const end = watch(
      () => void refresh(),
      (online) => setLive((before) => ({ ...before, online })),
    );
    return () => {
      end();
      document.removeEventListener("visibilitychange", seen);
    };
  }, []);
  useEffect(() => void refresh(), [query]);
  return live;
}
