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
      <p class="status" aria-hidden="true">
        <span class="island" />
        <Signs />
      </p>
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
        <Signs />
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

/** Signal, network and battery. */
function Signs() {
  return (
    <svg class="signs" viewBox="0 0 54 14" aria-hidden="true">
      <path d="M0 9h2.500v4H0zM4 6.500h2.500V13H4zM8 3.500h2.500V13H8zM12 1h2.500v12H12z" />
      <path d="M18.500 5.500a9 9 0 0 1 12 0l-1.500 1.700a6.700 6.700 0 0 0-9 0zM21.200 8.600a5 5 0 0 1 6.600 0l-3.300 3.900z" />
      <path
        d="M37 1.500h12a2.500 2.500 0 0 1 2.500 2.500v6a2.500 2.500 0 0 1-2.500 2.500H37a2.500 2.500 0 0 1-2.500-2.500V4A2.500 2.500 0 0 1 37 1.500z"
        fill="none"
        stroke="currentColor"
      />
      <path d="M37 3h9.500a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H37a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM52.500 5.200v3.600a2 2 0 0 0 0-3.600z" />
    </svg>
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
  const { title, subtitle, body, image, actions = [] } = screen;
  const source = sourceOf(platform, screen);
  return (
    <article class={`card${open ? " open" : ""}${chosen ? " chosen" : ""}`}>
      <header>
        <span class="app" aria-hidden="true" />
        {source !== "" && (
          <span class="source" dir="auto">
            {source}
          </span>
        )}
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

/** Who a card says it is from. iOS names the app only where there is no title, and an urgency above it. */
function sourceOf(platform: string, { title, label = "" }: Screen): string {
  if (platform === "apple") return label || (title === undefined ? "Your app" : "");
  return [platform === "browser" ? "app.example.com" : "Your app", label].filter(Boolean).join(" · ");
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
    ["Replaces", collapseId === undefined ? undefined : `earlier ones with id ${collapseId}`],
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
