import type { DeviceRow, View } from "../view";
import { Badge, Choice, moveInList, platformNames, Time } from "./parts";
import { addressOf, type Place } from "./place";

export interface DeviceFilter {
  findDevice: string;
  platform: string;
  devices: number;
}

export const noDeviceFilter: DeviceFilter = { findDevice: "", platform: "", devices: 100 };

export function Devices(props: {
  view: View;
  place: Place;
  filter: DeviceFilter;
  set(change: Partial<DeviceFilter>): void;
  add(): void;
}) {
  const { view, place, filter, set, add } = props;
  const { rows, total, matching, reached } = view.devices;
  const filtered = filter.findDevice + filter.platform !== "";
  return (
    <>
      <div class="tools">
        <h2>
          Devices <span class="soft">{filtered ? `${matching} of ${total}` : total}</span>
        </h2>
        <input
          type="search"
          aria-label="Find devices by name or tag"
          placeholder="Find by name or tag"
          value={filter.findDevice}
          onInput={(event) => set({ findDevice: event.currentTarget.value })}
        />
        <div class="filters">
          <Choice
            label="Platform of devices"
            value={filter.platform}
            options={[["", "Platform"], ...platformNames]}
            onChange={(platform) => set({ platform })}
          />
          <button type="button" onClick={add}>
            Add devices
          </button>
        </div>
        {reached !== undefined && total > 0 && (
          <p class="soft note" dir="auto">
            {reached} of {matching} for “{view.send?.headline}”
          </p>
        )}
      </div>
      {rows.length === 0 ? (
        <p class="empty">
          {filtered
            ? "No device matches."
            : "No devices yet. Add some here, or let an app register itself with this hub."}
        </p>
      ) : (
        <ol class="rows" aria-label="Devices" onKeyDown={moveInList}>
          {rows.map((device) => (
            <li key={device.key}>
              <a
                class="row"
                href={addressOf({ send: place.send, device: device.key })}
                aria-current={device.key === place.device ? "true" : undefined}
              >
                <Badge format={device.platform} />
                <span class="what">
                  <span class="line">
                    <b dir="auto">{device.name}</b>
                    {device.last && <Time at={device.last.at} now={view.hub.now} />}
                  </span>
                  <Tags device={device} />
                  <span class="line">
                    {device.verdict ? (
                      <span class={`verdict ${device.verdict.fate.replaceAll(" ", "-")}`} dir="auto">
                        {device.verdict.why}
                      </span>
                    ) : (
                      <span class="soft" dir="auto">
                        {device.last?.headline ?? "nothing received"}
                      </span>
                    )}
                  </span>
                  {device.outcome !== "Success" && (
                    <span class="line">
                      <span class="state bad">next: {device.outcome}</span>
                    </span>
                  )}
                </span>
              </a>
            </li>
          ))}
        </ol>
      )}
      {matching > rows.length && (
        <button type="button" class="more" onClick={() => set({ devices: filter.devices + 200 })}>
          Show {Math.min(200, matching - rows.length)} more of {matching - rows.length}
        </button>
      )}
    </>
  );
}

export function Tags({ device }: { device: Pick<DeviceRow, "tags" | "platform" | "templates" | "registered"> }) {
  const { tags, platform, templates, registered } = device;
  return (
    <span class="tags">
      <span class="soft">
        {platform}
        {templates > 0 && ` · ${templates} ${templates === 1 ? "template" : "templates"}`}
        {!registered && " · not registered"}
      </span>
      {tags.map((tag) => (
        <span class="tag" key={tag} dir="auto">
          {tag}
        </span>
      ))}
    </span>
  );
}
