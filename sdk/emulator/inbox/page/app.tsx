import { useEffect, useState } from "preact/hooks";
import { Detail } from "./detail";
import { Devices, noDeviceFilter } from "./devices";
import { AddDevices, Clear, Clock, Connect, Faults, TestSend } from "./dialogs";
import { addressOf, usePlace } from "./place";
import { noSendFilter, Sends } from "./sends";
import { useView } from "./useView";

type Open = "send" | "devices" | "faults" | "clock" | "connect" | "clear" | undefined;
/** What a narrow window shows of the three columns. */
type Pane = "sends" | "devices" | "screen";

export function App() {
  const place = usePlace();
  const [sendFilter, setSendFilter] = useState(noSendFilter);
  const [deviceFilter, setDeviceFilter] = useState(noDeviceFilter);
  const [open, setOpen] = useState<Open>();
  const [pane, setPane] = useState<Pane>("sends");
  const [said, setSaid] = useState("");

  const asked = Object.entries({ ...sendFilter, ...deviceFilter, ...place }).filter(([, value]) => value);
  const { view, online, fault } = useView(
    new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString(),
  );
  const say = (error: unknown) => setSaid(error instanceof Error ? error.message : String(error));
  const close = () => setOpen(undefined);

  useEffect(() => {
    if (place.send !== undefined || place.device !== undefined) setPane("screen");
  }, [place]);
  useEffect(() => {
    if (view) document.title = `${view.hub.name} · Notification hub emulator`;
  }, [view?.hub.name]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select, dialog *");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "/") {
        event.preventDefault();
        setPane("sends");
        document.getElementById("find")?.focus();
      }
      if (event.key === "Escape" && location.hash.length > 2) location.hash = addressOf({});
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  const trouble = online ? fault || said : "The emulator does not answer. This page reconnects when it is back.";
  const ahead = view?.hub.aheadSeconds ?? 0;
  return (
    <>
      <header class="top">
        <a class="brand" href={addressOf({})}>
          <img src="/_emulator/inbox/icon.svg" alt="" width="28" height="28" />
          <h1>{view?.hub.name ?? "Hub"}</h1>
        </a>
        <p class="soft about">
          <span class={online ? "live" : "live off"}>{online ? "live" : "offline"}</span> emulator ·{" "}
          {view?.hub.tier ?? "…"} tier
          {ahead > 0 && ` · clock ${duration(ahead)} ahead`}
        </p>
        <nav aria-label="Actions">
          <button type="button" class="primary" onClick={() => setOpen("send")}>
            Test send
          </button>
          <button type="button" onClick={() => setOpen("faults")}>
            Faults {view && view.faults.length > 0 && <span class="count">{view.faults.length}</span>}
          </button>
          <button type="button" onClick={() => setOpen("clock")}>
            Clock
          </button>
          <button type="button" onClick={() => setOpen("connect")}>
            Connect
          </button>
          <button type="button" onClick={() => setOpen("clear")}>
            Clear
          </button>
        </nav>
      </header>
      <div role="status" class={trouble ? "trouble" : ""}>
        {trouble && <p dir="auto">{trouble}</p>}
        {online && said && (
          <button type="button" class="small" onClick={() => setSaid("")}>
            Close
          </button>
        )}
      </div>
      <nav class="panes" aria-label="Columns">
        {(["sends", "devices", "screen"] as const).map((each) => (
          <button type="button" key={each} aria-pressed={pane === each} onClick={() => setPane(each)}>
            {each[0]!.toUpperCase() + each.slice(1)}
            {each !== "screen" && view && <span class="soft"> {view[each].total}</span>}
          </button>
        ))}
      </nav>
      <main class={`show-${pane}`}>
        <section class="sends" aria-label="Sends">
          {view && (
            <Sends
              view={view}
              place={place}
              filter={sendFilter}
              set={(change) => setSendFilter({ ...sendFilter, ...change })}
            />
          )}
        </section>
        <section class="devices" aria-label="Devices">
          {view && (
            <Devices
              view={view}
              place={place}
              filter={deviceFilter}
              set={(change) => setDeviceFilter({ ...deviceFilter, ...change })}
              add={() => setOpen("devices")}
            />
          )}
        </section>
        <section class="screen" aria-label="Screen">
          {view && <Detail view={view} say={say} />}
        </section>
      </main>
      {open === "send" && <TestSend close={close} />}
      {open === "devices" && <AddDevices close={close} />}
      {open === "faults" && view && <Faults view={view} close={close} say={say} />}
      {open === "clock" && view && <Clock view={view} close={close} say={say} />}
      {open === "connect" && <Connect close={close} say={say} />}
      {open === "clear" && <Clear close={close} />}
    </>
  );
}

function duration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const time = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
  return days === 0 ? time : `${days} d ${time}`;
}
