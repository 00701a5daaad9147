import type { SendRow, View } from "../view";
import { Badge, Choice, moveInList, platformNames, Time } from "./parts";
import { addressOf, type Place } from "./place";

export interface SendFilter {
  find: string;
  format: string;
  state: string;
  audience: string;
  sends: number;
}

export const noSendFilter: SendFilter = { find: "", format: "", state: "", audience: "", sends: 100 };

export function Sends(props: { view: View; place: Place; filter: SendFilter; set(change: Partial<SendFilter>): void }) {
  const { view, place, filter, set } = props;
  const { rows, total, matching } = view.sends;
  const filtered = filter.find + filter.format + filter.state + filter.audience !== "";
  return (
    <>
      <div class="tools">
        <h2>
          Sends <span class="soft">{filtered ? `${matching} of ${total}` : total}</span>
        </h2>
        <input
          type="search"
          id="find"
          aria-label="Find sends by message, tag or id"
          placeholder="Find in messages, tags, ids"
          value={filter.find}
          onInput={(event) => set({ find: event.currentTarget.value })}
        />
        <div class="filters">
          <Choice
            label="Platform"
            value={filter.format}
            options={[["", "Platform"], ...platformNames, ["template", "Template"]]}
            onChange={(format) => set({ format })}
          />
          <Choice
            label="Audience"
            value={filter.audience}
            options={[
              ["", "Audience"],
              ["everyone", "Everyone"],
              ["tags", "Tags"],
              ["handles", "Handles"],
            ]}
            onChange={(audience) => set({ audience })}
          />
          <Choice
            label="State"
            value={filter.state}
            options={[
              ["", "State"],
              ["Completed", "Completed"],
              ["NoTargetFound", "No target"],
              ["Scheduled", "Scheduled"],
              ["Canceled", "Canceled"],
            ]}
            onChange={(state) => set({ state })}
          />
        </div>
      </div>
      {rows.length === 0 ? (
        <p class="empty">
          {filtered
            ? "No send is like that."
            : "Nothing sent yet. What a client posts to this hub appears here at once."}
        </p>
      ) : (
        <ol class="rows" aria-label="Sends, newest first" onKeyDown={moveInList}>
          {rows.map((send) => (
            <li key={send.id}>
              <a
                class="row"
                href={addressOf({ send: send.id, device: place.device })}
                aria-current={send.id === view.send?.id ? "true" : undefined}
              >
                <Badge format={send.format} />
                <span class="what">
                  <span class="line">
                    <b dir="auto">{send.headline}</b>
                    <Time at={send.at} now={view.hub.now} />
                  </span>
                  <span class="line soft">
                    <span dir="auto">
                      {send.format}
                      {send.kind !== "send" && ` · ${send.kind}`} · {send.audience}
                    </span>
                  </span>
                  <span class="line">
                    <State send={send} now={view.hub.now} />
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ol>
      )}
      {matching > rows.length && (
        <button type="button" class="more" onClick={() => set({ sends: filter.sends + 200 })}>
          Show {Math.min(200, matching - rows.length)} older of {matching - rows.length}
        </button>
      )}
    </>
  );
}

export function State({ send, now }: { send: SendRow; now: string }) {
  const { state, succeeded, failed, scheduledFor, fate } = send;
  if (state === "Scheduled" && scheduledFor !== undefined) {
    return (
      <span class="state wait">
        Due <Time at={scheduledFor} now={now} />
      </span>
    );
  }
  if (state === "NoTargetFound") return <span class="state bad">Reached nobody</span>;
  if (state === "Canceled") return <span class="state off">Canceled</span>;
  if (succeeded + failed === 0) return <span class="state bad">Reached nobody</span>;
  return (
    <>
      {succeeded > 0 && <span class="state good">{succeeded} delivered</span>}
      {failed > 0 && <span class="state bad">{failed} failed</span>}
      {fate === "silent" && <span class="state">silent</span>}
      {fate === "dropped" && <span class="state wait">not shown</span>}
    </>
  );
}
