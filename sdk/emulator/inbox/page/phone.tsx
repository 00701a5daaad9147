import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Screen } from "../screen";
import type { TrayItem } from "../view";
import { Text, Time } from "./parts";

export interface Item extends Omit<TrayItem, "body"> {
  chosen: boolean;
}

/** A device's screen with what is on it, newest first. */
export function Phone({ platform, items, now }: { platform: string; items: Item[]; now: string }) {
  const shown = items.filter(({ screen }) => screen.fate === "shown");
  const Frame = frames[platform] ?? Android;
  return (
    <>
      <Frame now={new Date(now)}>
        {shown.length === 0 ? (
          <p class="blank">{items.length === 0 ? "No notifications" : "Nothing to see on the screen"}</p>
        ) : (
          <ol>
            {shown.map((item) => (
              <li key={`${item.send} ${item.at}`}>
                <Card platform={platform} item={item} now={now} />
              </li>
            ))}
          </ol>
        )}
      </Frame>
      <Unseen items={items} now={now} />
    </>
  );
}

type FrameProps = { now: Date; children: ComponentChildren };

const hour = new Intl.DateTimeFormat([], { hour: "numeric", minute: "2-digit", hourCycle: "h23" });
const weekday = new Intl.DateTimeFormat([], { weekday: "long", day: "numeric", month: "long" });

const frames: Record<string, (props: FrameProps) => ComponentChildren> = {
  apple: Apple,
  windows: Windows,
  windowsphone: Windows,
  browser: Browser,
};

function Apple({ now, children }: FrameProps) {
  return (
    <div class="device apple-screen">
      <div class="island" />
      <p class="date">{weekday.format(now)}</p>
      <p class="clock">{hour.format(now)}</p>
      {children}
      <div class="home" />
    </div>
  );
}

function Android({ now, children }: FrameProps) {
  return (
    <div class="device android-screen">
      <p class="status">
        <span>{hour.format(now)}</span>
        <span class="signs" aria-hidden="true" />
      </p>
      <p class="date">{weekday.format(now)}</p>
      <div class="quick" aria-hidden="true">
        <span class="on">Internet</span>
        <span class="on">Bluetooth</span>
        <span>Do not disturb</span>
        <span>Flashlight</span>
      </div>
      {children}
      <div class="home" />
    </div>
  );
}

function Windows({ now, children }: FrameProps) {
  return (
    <div class="device windows-screen">
      {children}
      <p class="taskbar">
        <span class="start" aria-hidden="true" />
        <span>{hour.format(now)}</span>
      </p>
    </div>
  );
}

function Browser({ children }: FrameProps) {
  return (
    <div class="device browser-screen">
      <p class="window" aria-hidden="true">
        <span class="dots" />
        <span class="address">app.example.com</span>
      </p>
      {children}
    </div>
  );
}

/** One notification, cut as its platform cuts it until it is expanded. */
function Card({ platform, item, now }: { platform: string; item: Item; now: string }) {
  const [open, setOpen] = useState(false);
  const { screen, at, chosen } = item;
  const { title, subtitle, body, image, label, actions = [] } = screen;
  const browser = platform === "browser";
  return (
    <article class={`card${open ? " open" : ""}${chosen ? " chosen" : ""}`}>
      <header>
        <span class="app" aria-hidden="true" />
        <span class="source">
          {browser ? "app.example.com" : "Your app"}
          {label !== undefined && <span dir="auto"> · {label}</span>}
        </span>
        <span class="when">
          <Ago at={at} now={now} />
        </span>
        <button type="button" class="expand" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span class="hidden">{open ? "Show as it arrives" : "Show all of it"}</span>
          <svg viewBox="0 0 10 6" aria-hidden="true">
            <path d="M1 1l4 4 4-4" />
          </svg>
        </button>
      </header>
      <div class="texts">
        {title !== undefined && (
          <p class="title" dir="auto">
            <Text words={title} />
          </p>
        )}
        {subtitle !== undefined && (
          <p class="subtitle" dir="auto">
            <Text words={subtitle} />
          </p>
        )}
        {body !== undefined && (
          <p class="body" dir="auto">
            <Text words={body} />
          </p>
        )}
      </div>
      {image !== undefined && <Picture address={image} />}
      {actions.length > 0 && (
        <div class="actions">
          {actions.map((action, index) => (
            <span key={index} dir="auto">
              {action}
            </span>
          ))}
        </div>
      )}
    </article>
  );
}

/** The page asks nothing of other hosts, so an image is a place with its address. */
function Picture({ address }: { address: string }) {
  return (
    <div class="picture" title={address}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01" />
      </svg>
      <span>{address.split(/[/\\?#]/).findLast((part) => part !== "") ?? address}</span>
    </div>
  );
}

function Ago({ at, now }: { at: string; now: string }) {
  const minutes = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 60_000));
  if (minutes < 1) return <>now</>;
  if (minutes < 60) return <>{minutes}m ago</>;
  return <>{minutes < 1440 ? `${Math.floor(minutes / 60)}h ago` : `${Math.floor(minutes / 1440)}d ago`}</>;
}

/** What came and was not shown, and why. */
function Unseen({ items, now }: { items: Item[]; now: string }) {
  const unseen = items.filter(({ screen }) => screen.fate !== "shown");
  if (unseen.length === 0) return null;
  return (
    <ul class="unseen" aria-label="Not on the screen">
      {unseen.map(({ send, at, screen, chosen }) => (
        <li key={`${send} ${at}`} class={chosen ? "chosen" : undefined}>
          <b>{screen.fate === "silent" ? "Silent push" : "Dropped"}</b>
          <span dir="auto">{screen.why}</span>
          <Time at={at} now={now} />
        </li>
      ))}
    </ul>
  );
}

/** Everything about a notification that its card has no place for. */
export function Facts({ screen, collapseId }: { screen: Screen; collapseId?: string }) {
  const { sound, badge, link, image, actions = [], notes = [] } = screen;
  const facts: [string, string | undefined][] = [
    ["Sound", sound],
    ["Badge", badge],
    ["Tap opens", link],
    ["Image", image],
    ["Buttons", actions.length > 0 ? actions.join(" · ") : undefined],
    ["Takes the place of", collapseId === undefined ? undefined : `earlier ones with id ${collapseId}`],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  if (known.length + notes.length === 0) return null;
  return (
    <div class="facts">
      <dl>
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note} dir="auto">
              {note}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
