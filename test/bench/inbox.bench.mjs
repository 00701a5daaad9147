// The inbox of a full hub, 10,000 sends and 40,000 devices: what the page asks for, its first paint, and how long a send takes to appear in it.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const { startEmulator } = createRequire(import.meta.url)(`${dist}/sdk/emulator/index.js`);
const executablePath = "/usr/bin/chromium";

const emulator = await startEmulator();
const inbox = `${emulator.inbox}_emulator/inbox/`;
const platforms = ["apple", "fcmv1", "windows", "browser"];
const post = async (path, body) => {
  const response = await fetch(inbox + path, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
};
const send = (title, tags) =>
  post("send", {
    format: "apple",
    tags,
    headers: {},
    body: JSON.stringify({ aps: { alert: { title, body: "there" } } }),
  });

for (let at = 0; at < 40_000; at += 1000) {
  const devices = Array.from({ length: 1000 }, (_, index) => ({
    platform: platforms[index % 4],
    name: `device-${at + index}`,
    tags: [`t${index % 50}`],
  }));
  await post("devices", devices);
}
for (let at = 0; at < 10_000; at += 10)
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => send(`Release ${at + index}`, at === 9990 ? "t0" : "few")),
  );

const view = [];
for (let round = 0; round < 9; round++) {
  const began = performance.now();
  await (await fetch(`${inbox}view`)).json();
  view.push(performance.now() - began);
}
console.log(`the view: ${median(view).toFixed(0)} ms (median of ${view.length})`);

if (!existsSync(executablePath)) console.log(`paint: skipped, there is no ${executablePath}`);
else {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const first = [];
  const filled = [];
  const news = [];
  for (let round = 0; round < 5; round++) {
    const page = await browser.newPage();
    const began = performance.now();
    await page.goto(emulator.inbox);
    await page.locator(".devices .row").first().waitFor();
    filled.push(performance.now() - began);
    first.push(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
    const sent = performance.now();
    await send(`News ${round}`, "few");
    await page.getByText(`News ${round}`).first().waitFor();
    news.push(performance.now() - sent);
    await page.close();
  }
  await browser.close();
  console.log(
    `first paint: ${median(first).toFixed(0)} ms, with all its rows: ${median(filled).toFixed(0)} ms (at most 1000)`,
  );
  console.log(`a send appears after ${median(news).toFixed(0)} ms (at most 1000)`);
}
await emulator.close();

function median(list) {
  return list.sort((a, b) => a - b)[list.length >> 1];
}
