import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { DeviceDetail, SendDetail, TrayItem, View } from "../view";
import { order } from "./api";
import { Tags } from "./devices";
import { Badge, Choice, Copy, Time } from "./parts";
import { Facts, type Item, Phone } from "./phone";
import { State } from "./sends";

/** The right side: the screen of the selected device, or of an example, with the details next to it or below it. */
export function Detail({ view, say }: { view: View; say(fault: unknown): void }) {
  const { send, device, hub } = view;
  if (send === undefined && device === undefined) {
    return (
      <p class="empty">
        {view.sends.total === 0
          ? "What devices show appears here. Try a test send."
          : "This is no longer available: the emulator keeps only the newest sends and the registered devices."}
      </p>
    );
  }
  const items = device?.tray.map((item) => ({ ...item, chosen: item.send === send?.id })) ?? [];
  const arrived = items.find(({ chosen }) => chosen) ?? (send === undefined ? items[0] : undefined);
  return (
    <div class="detail">
      <section class="stage" aria-label="What a device shows">
        {device === undefined ? (
          send && <Example send={send} now={hub.now} />
        ) : (
          <>
            <h2 class="heading">
              <Badge format={device.platform} />
              <span dir="auto">{device.name}</span>
            </h2>
            <Tags device={device} />
            <Phone platform={device.platform} items={items} now={hub.now} />
          </>
        )}
      </section>
      <div class="beside">
        {device === undefined ? (
          send && <Facts screen={send.screen} />
        ) : (
          <TheDevice device={device} send={send} arrived={arrived} say={say} />
        )}
        {send && <TheSend send={send} now={hub.now} />}
      </div>
    </div>
  );
}

const likes: Record<string, string> = {
  ...{ apple: "On an iPhone", fcmv1: "On an Android phone", gcm: "On an Android phone", windows: "On a Windows PC" },
  ...{ browser: "In a browser", template: "A template" },
};

/** A send on an example device of its platform that has received nothing else. */
function Example({ send, now }: { send: SendDetail; now: string }) {
  const { screen, format, id, deliveredAt, scheduledFor, at } = send;
  const item: Item = { send: id, at: deliveredAt ?? scheduledFor ?? at, screen, chosen: false };
  const moment = deliveredAt === undefined && scheduledFor !== undefined ? scheduledFor : now;
  return (
    <>
      <h2>{likes[format] ?? `On ${format}`}</h2>
      {format === "template" ? (
        <p class="empty">{screen.why}.</p>
      ) : (
        <Phone platform={format} items={[item]} now={moment} />
      )}
    </>
  );
}

const outcomes: readonly (readonly [value: string, text: string])[] = [
  ["Success", "Accepts notifications"],
  ["ExpiredChannel", "Expired: ExpiredChannel"],
  ["BadChannel", "Bad handle: BadChannel"],
  ["WrongToken", "Other app: WrongToken"],
  ["Throttled", "Throttled"],
  ["Dropped", "Dropped"],
  ["PnsUnavailable", "Push service down: PnsUnavailable"],
];

function TheDevice(props: { device: DeviceDetail; send?: SendDetail; arrived?: TrayItem; say(fault: unknown): void }) {
  const { device, send, arrived, say } = props;
  const { key, outcome, verdict } = device;
  const known = outcomes.some(([value]) => value === outcome);
  const act = (method: "POST" | "DELETE", path: string, body?: unknown) => order(method, path, body).catch(say);
  return (
    <section aria-label="The device">
      {verdict && verdict.fate !== "received" && (
        <p class={`verdict ${verdict.fate.replaceAll(" ", "-")}`} dir="auto">
          “{send?.headline}”: {verdict.why}
        </p>
      )}
      {arrived && (
        <>
          <Facts screen={arrived.screen} collapseId={arrived.collapseId} />
          <details class="arrived">
            <summary>What arrived</summary>
            <Body body={arrived.body} what="what arrived" />
          </details>
        </>
      )}
      <div class="filters">
        <Choice
          label="What its push service answers next"
          value={outcome}
          options={known ? outcomes : [[outcome, outcome], ...outcomes]}
          onChange={(chosen) => void act("POST", `devices/${key}/outcome`, { outcome: chosen })}
        />
        {outcome === "Success" && (
          <button
            type="button"
            onClick={() => void act("POST", `devices/${key}/outcome`, { outcome: "ExpiredChannel" })}
          >
            Expire
          </button>
        )}
        {device.registered && (
          <button type="button" onClick={() => void act("DELETE", `devices/${key}`)}>
            Unregister
          </button>
        )}
      </div>
    </section>
  );
}

function TheSend({ send, now }: { send: SendDetail; now: string }) {
  const { id, headline, request, counts, note, at, scheduledFor, deliveredAt, audience } = send;
  const headers = request.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return (
    <section aria-label="The send">
      <h2 class="heading">
        <Badge format={send.format} />
        <span dir="auto">{headline}</span>
      </h2>
      <p class="line">
        <State send={send} now={now} />
      </p>
      {note && <p class="verdict failed">{note}</p>}
      <dl class="plain">
        <div>
          <dt>To</dt>
          <dd dir="auto">
            {audience} · {send.format} · {send.kind}
          </dd>
        </div>
        <div>
          <dt>Accepted</dt>
          <dd>
            <Time at={at} now={now} utc />
          </dd>
        </div>
        {scheduledFor && (
          <div>
            <dt>Due</dt>
            <dd>
              <Time at={scheduledFor} now={now} utc />
            </dd>
          </div>
        )}
        {deliveredAt && scheduledFor && (
          <div>
            <dt>Delivered</dt>
            <dd>
              <Time at={deliveredAt} now={now} utc />
            </dd>
          </div>
        )}
        {Object.entries(counts).map(([platform, each]) => (
          <div key={platform}>
            <dt>{platform}</dt>
            <dd>
              {Object.entries(each)
                .map(([outcome, count]) => `${outcome} ${count}`)
                .join(" · ")}
            </dd>
          </div>
        ))}
        <div>
          <dt>Id</dt>
          <dd class="id">
            <code>{id}</code>
            <Copy text={id} what="id" />
          </dd>
        </div>
      </dl>
      <h3>
        Request <Copy text={`${request.line}\n${headers}\n\n${request.body}`} what="request" />
      </h3>
      <pre tabIndex={0}>
        {request.line}
        {request.headers.map(([name, value]) => (
          <span key={name}>
            {"\n"}
            <span class="soft">{name}:</span> {value}
          </span>
        ))}
      </pre>
      <Body body={request.body} what="body" />
    </section>
  );
}

/** A body formatted for reading, or byte for byte. */
function Body({ body, what }: { body: string; what: string }) {
  const [raw, setRaw] = useState(false);
  return (
    <>
      <h3>
        Body <span class="soft">{new TextEncoder().encode(body).length} bytes</span>
        <button type="button" class="small" aria-pressed={raw} onClick={() => setRaw(!raw)}>
          Raw
        </button>
        <Copy text={body} what={what} />
      </h3>
      <pre tabIndex={0} dir="auto">
        {raw ? body : colored(pretty(body))}
      </pre>
    </>
  );
}

/** A member's name or an element with its attributes; a text; anything else that JSON has no quotes for. */
const words =
  /("(?:[^"\\]|\\.)*")(?=\s*:)|(<\/?[\w:.-]+|\/?>)|("(?:[^"\\]|\\.)*"|'[^']*')|\b(true|false|null|-?\d[\d.eE+-]*)\b/g;
const kinds = ["name", "name", "text", "value"];

/** Its words in the colors of an editor. */
function colored(source: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let read = 0;
  for (const match of source.matchAll(words)) {
    const kind = kinds[match.slice(1).findIndex((each) => each !== undefined)];
    parts.push(source.slice(read, match.index), <span class={kind}>{match[0]}</span>);
    read = match.index + match[0].length;
  }
  return [...parts, source.slice(read)];
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body.trimStart().startsWith("<") ? indented(body) : body;
  }
}

/** Each element on a line of its own; texts stay with theirs. */
function indented(xml: string): string {
  let depth = 0;
  const lines = xml.replace(/>\s*</g, ">\n<").split("\n");
  return lines
    .map((line) => {
      if (/^<\//.test(line)) depth = Math.max(0, depth - 1);
      const text = "  ".repeat(depth) + line;
      if (/^<[^!?/]/.test(line) && !/\/>$|<\//.test(line)) depth++;
      return text;
    })
    .join("\n");
}
