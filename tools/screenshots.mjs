// Makes docs/images/*.png, the pictures of the inbox in README and docs: `npm run screenshots`, with Debian's chromium, fonts-inter and pngquant installed.
import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { startEmulator } = createRequire(import.meta.url)("../dist/sdk/emulator/index.js");
const images = path.join(root, "docs/images");
const title = "2.4.0 is here";
const body = "Dark mode, at last. And your lists open twice as fast as before.";
const link = "https://contoso.com/releases/2.4.0";

let now = Date.parse("2026-12-01T09:02:00Z");
const emulator = await startEmulator({ now: () => now, hub: "releases", devices: "demo" });
const send = async (format, message, tags = "release", headers = {}, afterMinutes = 0) => {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  const order = { format, tags, headers, body: text, afterMinutes };
  const options = { method: "POST", body: JSON.stringify(order) };
  const response = await fetch(`${emulator.inbox}_emulator/inbox/send`, options);
  if (!response.ok) throw new Error(await response.text());
  now += 97_000;
};
const apple = (alert, more = {}) => ({ aps: { alert, sound: "default", ...more }, link });

await send(
  "apple",
  apple({ title: "Scheduled maintenance", body: "Sign-in is away on Thursday from 22:00 to 22:30 UTC." }),
);
await send("apple", { aps: { "content-available": 1 } }, "release", {
  "apns-push-type": "background",
  "apns-priority": "5",
});
await send("fcmv1", {
  message: {
    notification: { title: "Scheduled maintenance", body: "Sign-in is away on Thursday from 22:00 to 22:30 UTC." },
  },
});
await send("apple", apple({ title: "Try the new search", body: "You are among the first." }), "beta && !internal");
await send("apple", apple({ title, body }), "release && nightly");
await send("apple", apple({ title: "2.5.0 is here", body: "Widgets." }), "release", {}, 60);
await send("browser", {
  title,
  body,
  data: { link },
  actions: [
    { action: "open", title: "What is new" },
    { action: "later", title: "Later" },
  ],
});
await send(
  "windows",
  `<toast activationType="protocol" launch="${link}"><visual><binding template="ToastGeneric"><text>${title}</text><text>${body}</text></binding></visual><actions><action content="What is new" activationType="protocol" arguments="${link}"/><action content="Later" arguments="later"/></actions></toast>`,
  "release",
  { "x-wns-type": "wns/toast" },
);
await send("fcmv1", {
  message: {
    notification: { title, body },
    android: { notification: { channel_id: "Releases", tag: "release" }, priority: "high" },
    data: { link },
  },
});
await send("apple", apple({ title, subtitle: "Release", body }, { badge: 1 }), "release", {
  "apns-collapse-id": "release",
});

const view = await (await fetch(`${emulator.inbox}_emulator/inbox/view`)).json();
const deviceOf = (name) => view.devices.rows.find((device) => device.name === name).key;
const newest = view.sends.rows[0].id;

await mkdir(images, { recursive: true });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  await picture("inbox", `#/sends/${newest}/devices/${deviceOf("iphone")}`, "light", 1440, 860);
  await picture("inbox-dark", `#/devices/${deviceOf("surface")}`, "dark", 1440, 860);
  await picture("inbox-narrow", `#/devices/${deviceOf("pixel")}`, "light", 390, 780);
} finally {
  await browser.close();
  await emulator.close();
}

async function picture(name, hash, colorScheme, width, height) {
  const viewport = { width, height };
  const page = await browser.newPage({ colorScheme, viewport, timezoneId: "UTC", locale: "en-US", bypassCSP: true });
  await page.goto(`${emulator.inbox}${hash}`);
  await page.locator(".device").waitFor();
  // On a server, system-ui is not the font that people see.
  await page.addStyleTag({ content: ":root { font-family: Inter }" });
  const file = path.join(images, `${name}.png`);
  await page.screenshot({ path: file });
  execFileSync("pngquant", ["--force", "--output", file, file]);
  console.log(`docs/images/${name}.png`);
  await page.close();
}
