import { createHash } from "node:crypto";
import type { DeviceRecord, TrayEntry } from "../device";
import type { Hub } from "../hub";
import type { EmulatorSend } from "../outbox";
import { type Format, platforms } from "../platforms";
import type { Reply } from "../reply";
import { escapeAttribute as safe } from "../xml";
import { previewOf } from "./preview";
import { style } from "./style";

/** What one page shows; the control plane has the rest. */
const maxDevices = 60;
const maxSends = 50;
const maxTray = 4;
const maxBody = 2000;
const maxTags = 8;

/** Looks for news every other second and swaps in what changed, so that scroll and opened details stay. */
const script = `
const open = (root) => new Set([...root.querySelectorAll("details[open]")].map((each) => each.id));
async function refresh() {
  if (document.hidden) return;
  const text = await (await fetch(location.href)).text();
  const next = new DOMParser().parseFromString(text, "text/html");
  for (const part of ["header", "main"]) {
    const old = document.querySelector("body > " + part), fresh = next.querySelector("body > " + part);
    for (const id of open(old)) fresh.querySelector("#" + CSS.escape(id))?.setAttribute("open", "");
    if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  }
}
setInterval(() => refresh().catch(() => {}), 2000);
`;

/** GET /: devices with what each shows, and sends. Keys never, handles only as a fingerprint. */
export function inboxPage(hub: Hub): Reply {
  return {
    status: 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy": `default-src 'none'; style-src ${source(style)}; script-src ${source(script)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(hub.name)} · Notification hub emulator</title>
<style>${style}</style>
</head>
<body>
<header>${heading(hub)}</header>
<main>${devicesSection(hub)}${sendsSection(hub)}</main>
<script>${script}</script>
</body>
</html>
`,
  };
}

/** The one text a policy lets through. */
function source(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function heading(hub: Hub): string {
  const ahead = Math.round((hub.clock.now() - hub.clock.real()) / 1000);
  const clock = ahead === 0 ? "" : ` · clock ${duration(ahead)} ahead`;
  return `<h1>${safe(hub.name)}</h1><p>notification hub emulator · ${hub.tier} tier · in memory${clock}</p>`;
}

function devicesSection(hub: Hub): string {
  const devices = [...hub.devices.list()].sort((left, right) => newest(right).localeCompare(newest(left)));
  if (devices.length === 0) {
    return `<section>${title("Devices", "")}<div class="empty"><p>No devices yet.</p><p>Put an installation or a registration, or send to a device handle, and its screen shows here.</p></div></section>`;
  }
  const shown = devices.slice(0, maxDevices).map(deviceCard).join("");
  return `<section>${title("Devices", String(devices.length))}<ul class="devices">${shown}</ul>${more(devices.length - maxDevices, "devices")}</section>`;
}

function deviceCard(device: DeviceRecord): string {
  const { platform, handle, installationId, outcome, tags, tray } = device;
  const name = installationId ?? `handle ${fingerprint(handle)}`;
  const about = `${platform}${installationId === undefined ? "" : ` · handle ${fingerprint(handle)}`}`;
  const failing = outcome === "Success" ? "" : ` · <span class="failed">${outcome}</span>`;
  const own = tags.filter((tag) => !tag.startsWith("$"));
  const shownTags = own.slice(0, maxTags).map((tag) => `<li>${safe(tag)}</li>`);
  if (own.length > maxTags) shownTags.push(`<li>+${own.length - maxTags}</li>`);
  const entries = tray
    .slice(-maxTray)
    .reverse()
    .map((entry) => trayItem(device, entry))
    .join("");
  return `<li class="device"><header>${badge(platform)}<div><h3>${safe(name)}</h3><p>${about}${failing}</p></div></header>${
    shownTags.length === 0 ? "" : `<ul class="tags">${shownTags.join("")}</ul>`
  }${entries === "" ? '<p class="none">Nothing received</p>' : `<ol class="tray">${entries}</ol>`}${more(tray.length - maxTray, "below")}</li>`;
}

function trayItem({ platform }: DeviceRecord, entry: TrayEntry): string {
  const { title: heading, text } = previewOf(platform, entry.body);
  const shown = heading === undefined && text === undefined ? `<code>${safe(clip(entry.body, 160))}</code>` : "";
  const collapse =
    entry.collapseId === undefined ? "" : ` · collapse id <code>${safe(clip(entry.collapseId, 40))}</code>`;
  return `<li>${heading === undefined ? "" : `<b>${safe(clip(heading, 120))}</b>`}${safe(clip(text ?? "", 300))}${shown}<br><small>${time(entry.at)}${collapse}</small></li>`;
}

function sendsSection(hub: Hub): string {
  const sends = hub.outbox.list();
  if (sends.length === 0) {
    return `<section>${title("Sends", "")}<div class="empty"><p>Nothing sent yet.</p><p>Accepted sends appear here as they come.</p></div></section>`;
  }
  const shown = sends.slice(-maxSends).reverse().map(sendCard).join("");
  return `<section>${title("Sends", String(sends.length))}<ol class="sends">${shown}</ol>${more(sends.length - maxSends, "sends")}</section>`;
}

function sendCard(record: EmulatorSend): string {
  const { id, format, kind, state, at, scheduledFor, note, body } = record;
  const { title: heading, text } = previewOf(format, body);
  const what = kind === "send" ? format : `${format} · ${kind}`;
  const due = scheduledFor === undefined ? "" : `<br>for ${scheduledFor.slice(0, 16).replace("T", " ")} UTC`;
  return `<li class="send"><div>${badge(format)}<p><b>${safe(clip(heading ?? text ?? format, 80))}</b><span class="to">${what} · ${safe(
    audienceOf(record),
  )}</span></p><p class="when"><span class="state ${state}">${state}</span><br>${time(at)}${due}</p></div>${
    note === undefined ? "" : `<p class="note">${safe(note)}</p>`
  }<details id="${safe(id)}"><summary><span>${countsOf(record)}</span>Message</summary><pre>${safe(
    clip(pretty(body), maxBody),
  )}</pre></details></li>`;
}

function countsOf({ counts }: EmulatorSend): string {
  const all = Object.values(counts).flatMap((each) => Object.entries(each));
  return all
    .map(([outcome, count]) => `<span class="${outcome === "Success" ? "" : "failed"}">${outcome} ${count}</span>`)
    .join(" · ");
}

function audienceOf({ kind, tags, targets }: EmulatorSend): string {
  if (kind === "batch") return `${targets} device handles`;
  if (kind === "direct") return "one device handle";
  return tags === undefined ? "everyone" : `to ${tags}`;
}

function badge(platform: Format): string {
  const letters = platform === "template" ? "{ }" : platforms[platform].letters;
  return `<span class="badge ${platform}" aria-hidden="true">${letters ?? platform.slice(0, 3).toUpperCase()}</span>`;
}

function title(name: string, count: string): string {
  return `<h2>${name} <span>${count}</span></h2>`;
}

function more(count: number, what: string): string {
  return count > 0 ? `<p class="more">and ${count} more ${what}</p>` : "";
}

/** Tells handles apart without showing any part of one. */
function fingerprint(handle: string): string {
  return createHash("sha256").update(handle).digest("hex").slice(0, 6);
}

function newest({ tray }: DeviceRecord): string {
  return tray.at(-1)?.at ?? "";
}

function time(at: string): string {
  return `<time datetime="${at}">${at.slice(11, 19)} UTC</time>`;
}

function duration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const clock = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
  return days === 0 ? clock : `${days} d ${clock}`;
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
