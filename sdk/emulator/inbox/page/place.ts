import { useEffect, useState } from "preact/hooks";

/** What is open, as the address says: `#/sends/ID`, `#/devices/KEY`, or both. */
export interface Place {
  send?: string;
  device?: string;
}

export function addressOf({ send, device }: Place): string {
  const parts = [send && `sends/${encodeURIComponent(send)}`, device && `devices/${encodeURIComponent(device)}`];
  return `#/${parts.filter(Boolean).join("/")}`;
}

function readPlace(): Place {
  const match = /^#\/(?:sends\/([^/]+))?\/?(?:devices\/([^/]+))?$/.exec(location.hash);
  return { send: decode(match?.[1]), device: decode(match?.[2]) };
}

function decode(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export function usePlace(): Place {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const read = () => setPlace(readPlace());
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return place;
}
