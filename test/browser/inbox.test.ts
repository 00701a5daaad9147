import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../sdk/emulator";

const executablePath = "/usr/bin/chromium";
/** How long it takes is measured by the bench; here it is that it comes by itself. */
const soon = { timeout: 5000 };
const hostile = `<img src=x onerror=alert(1)>&amp;\u202e${"W".repeat(2000)}`;

/** A send as the page itself orders one. */
interface Message {
  format?: string;
  tags?: string;
  headers?: Record<string, string>;
  body: unknown;
  afterMinutes?: number;
}

describe("the inbox in a browser", () => {
  let browser: Browser;
  let emulator: Emulator;
  let page: Page;

  before(async function () {
    if (!existsSync(executablePath)) {
      console.log(`    skipped: there is no ${executablePath}; install Debian's package chromium`);
      this.skip();
    }
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  beforeEach(async () => {
    emulator = await startEmulator({ devices: "demo" });
  });
  afterEach(async () => {
    await page?.close();
    await emulator?.close();
  });
  after(() => browser?.close());

  async function open(options: BrowserContextOptions = {}, hash = "") {
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
    await page.goto(`${emulator.inbox}${hash}`);
    await page.getByRole("heading", { name: "Sends" }).waitFor();
  }

  async function send({ format = "apple", tags = "", headers = {}, body, afterMinutes = 0 }: Message) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${emulator.inbox}_emulator/inbox/send`, {
      method: "POST",
      body: JSON.stringify({ format, tags, headers, body: text, afterMinutes }),
    });
    assert.equal(response.status, 204, await response.text());
  }

  const alert = (title: string, body = "there") => ({ aps: { alert: { title, body } } });
  const rows = () => page.getByRole("list", { name: "Sends, newest first" });
  const devices = () => page.getByRole("list", { name: "Devices" });
  const screen = () => page.getByRole("region", { name: "What a device shows" });
  const choose = (name: string) => devices().getByRole("link", { name }).click();

  it("a send appears by itself, without a reload, and each device says why it got it or not", async () => {
    await open();
    await page.getByText("Nothing sent yet").waitFor();
    await send({ body: alert("Hello"), tags: "missing" });
    await rows().getByText("Hello").waitFor(soon);
    await devices().getByText("no tag missing").waitFor(soon);
    await devices().getByText("went to apple, not windows").waitFor();
  });

  it("a later send of the same collapse id takes the earlier one's place on the phone", async () => {
    const headers = { "apns-collapse-id": "release" };
    await send({ body: alert("First"), headers });
    await open();
    await choose("iphone");
    await screen().getByText("First").waitFor();
    await send({ body: alert("Second"), headers });
    await screen().getByText("Second").waitFor(soon);
    assert.equal(await screen().getByText("First").count(), 0);
    await rows().getByRole("link", { name: "First" }).click();
    await page.getByText("replaced by a later one of collapse id release").first().waitFor();
  });

  it("faults, an expired device and a clock moved forward show", async () => {
    await send({ body: alert("Tomorrow"), tags: "release", afterMinutes: 60 });
    await open();
    await rows().getByText("Due").waitFor();
    await page.getByRole("button", { name: "Faults" }).click();
    await page.getByRole("button", { name: "Add fault" }).click();
    await page.getByRole("button", { name: "Faults 1" }).waitFor(soon);
    await choose("iphone");
    await page.getByRole("button", { name: "Expire" }).click();
    await devices().getByText("next: ExpiredChannel").waitFor(soon);
    await page.getByRole("button", { name: "Clock" }).click();
    await page.getByRole("button", { name: "+ 1 day" }).click();
    await page.keyboard.press("Escape");
    await rows().getByText("1 failed").waitFor(soon);
    await page.getByText("clock 1 d 00:00:00 ahead").waitFor();
  });

  for (const [what, message, shown] of [
    ["a silent push", { body: { aps: { "content-available": 1 } } }, "wakes the app, shows nothing"],
    ["one that a phone drops", { body: { hello: 1 } }, "has no aps, so iOS shows nothing"],
    ["a text by key", { body: { aps: { alert: { "loc-key": "NEW", "loc-args": ["2.4.0"] } } } }, "NEW (2.4.0)"],
    [
      "a toast",
      {
        format: "windows",
        headers: { "x-wns-type": "wns/toast" },
        body: "<toast><visual><binding><text>Tom&apos;s</text></binding></visual><actions><action content='Open &amp; read'/></actions></toast>",
      },
      "Open & read",
    ],
  ] as const) {
    it(`${what} is shown as what a device makes of it`, async () => {
      await send(message);
      await open();
      await screen().getByText(shown).waitFor();
      if (what === "a toast") await screen().getByText("Tom's", { exact: true }).waitFor();
    });
  }

  it("a send and a device have addresses of their own; headers that name a device are masked", async () => {
    await send({ body: alert("One") });
    await send({ body: alert("Two") });
    const [one] = emulator.sends();
    await open({}, `#/sends/${one?.id}`);
    await page.getByRole("heading", { name: "One", exact: true }).waitFor();
    await choose("iphone");
    const address = page.url();
    await page.goto("about:blank");
    await page.goto(address);
    await page.getByRole("heading", { name: "iphone" }).waitFor();
    const handles = emulator.devices().map(({ handle }) => handle);
    const text = await page.evaluate<string>("document.body.innerText");
    for (const handle of handles) assert.ok(!text.includes(handle));
    assert.match(text, /authorization: SharedAccessSignature ••••••/);
  });

  it("search and filters find sends and devices", async () => {
    await send({ body: alert("Apples") });
    await send({ format: "fcmv1", body: { message: { notification: { title: "Pears" } } }, tags: "release" });
    await open();
    await page.getByRole("searchbox", { name: "Find sends" }).fill("pear");
    await rows().getByText("Apples").waitFor({ state: "detached" });
    await page.getByRole("searchbox", { name: "Find sends" }).fill("");
    await page.getByLabel("Audience").selectOption("everyone");
    await rows().getByText("Pears").waitFor({ state: "detached" });
    await page.getByLabel("Platform of devices").selectOption("windows");
    await devices().getByText("iphone").waitFor({ state: "detached" });
    assert.equal(await devices().getByRole("link").count(), 1);
  });

  it("an update leaves focus, selected text and scrolling where they were", async () => {
    for (let index = 0; index < 30; index++) await send({ body: alert(`Number ${index}`) });
    await open();
    await rows().getByRole("link", { name: "Number 3 " }).click();
    await page.getByRole("heading", { name: "Number 3" }).waitFor();
    const state = `({
      focus: document.activeElement.textContent,
      selected: String(getSelection()),
      scroll: document.querySelector(".sends").scrollTop,
    })`;
    await page.evaluate(`getSelection().selectAllChildren(document.querySelector(".id code"))`);
    const before = await page.evaluate<{ focus: string; selected: string; scroll: number }>(state);
    assert.match(before.focus, /Number 3/);
    assert.ok(before.selected.length > 40 && before.scroll > 0, JSON.stringify(before));
    await send({ body: alert("New") });
    await rows().getByText("New").waitFor(soon);
    const { scroll, ...after } = await page.evaluate<typeof before>(state);
    assert.deepEqual(after, { focus: before.focus, selected: before.selected });
    // The browser keeps what is in view where it is, below one row more.
    assert.ok(scroll >= before.scroll, `${before.scroll} to ${scroll}`);
  });

  it("keys go from row to row, to the search and out of a dialog", async () => {
    await send({ body: alert("One") });
    await send({ body: alert("Two") });
    await open();
    await rows().getByRole("link", { name: "Two" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "One", exact: true }).waitFor(soon);
    await page.keyboard.press("/");
    assert.equal(await page.evaluate("document.activeElement.id"), "find");
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByText("SharedAccessKey=").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("SharedAccessKey=").first().waitFor({ state: "detached" });
  });

  it("what the page itself sends and adds goes through, and what is wrong is said beside the button", async () => {
    await open();
    await page.getByRole("button", { name: "Test send" }).click();
    await page.getByLabel("Tag expression").fill("a &&");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Tag expression").fill("web");
    await page.getByRole("dialog").getByRole("combobox", { name: "Platform" }).selectOption("browser");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await rows().getByText("2.4.0 is here").waitFor(soon);
    await page.getByRole("button", { name: "Add devices" }).click();
    await page.getByLabel("Installation id").fill("spare");
    await page.getByRole("button", { name: "Add this one" }).click();
    await devices().getByText("spare").waitFor(soon);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("button", { name: "Clear everything" }).click();
    await page.getByText("No devices yet").waitFor(soon);
  });

  it("a stopped emulator is said at once, and the page goes on when it is back", async () => {
    const options: EmulatorOptions = { port: Number(new URL(emulator.endpoint).port), devices: "demo" };
    await open();
    await emulator.close();
    await page.getByText("The emulator does not answer").waitFor(soon);
    emulator = await startEmulator(options);
    await page.getByText("The emulator does not answer").waitFor({ state: "detached", timeout: 10_000 });
    await send({ body: alert("Back") });
    await rows().getByText("Back").waitFor(soon);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`axe finds nothing, and hostile texts neither overflow at 360 px nor become markup: ${colorScheme}`, async () => {
      const tag = "t".repeat(110);
      await fetch(`${emulator.inbox}_emulator/inbox/devices`, {
        method: "POST",
        body: JSON.stringify([{ platform: "apple", name: `<b>${"n".repeat(200)}`, tags: [tag] }]),
      });
      await send({
        body: {
          aps: {
            alert: { title: hostile, subtitle: hostile, body: hostile.slice(0, 900) },
            sound: hostile.slice(0, 99),
          },
          link: `https://${"l".repeat(900)}`,
        },
        tags: `release || ${tag}`,
        headers: { "apns-collapse-id": "c".repeat(64) },
      });
      await send({ format: "browser", body: { title: hostile, body: "b", actions: [{ title: hostile }] } });
      await send({
        format: "windows",
        headers: { "x-wns-type": "wns/toast" },
        body: `<toast><visual><binding><text>${"W".repeat(2000)}</text></binding></visual></toast>`,
      });
      await send({
        format: "fcmv1",
        body: { message: { notification: { title: "x", body: hostile, image: hostile } } },
      });
      const sent = emulator.sends().map(({ id }) => id);
      await open({ colorScheme, viewport: { width: 360, height: 780 } });
      const { source } = require("axe-core") as typeof import("axe-core");
      await page.evaluate(source);
      const check = async (where: string) => {
        const found = await page.evaluate(
          "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
        );
        assert.deepEqual(found, [], where);
        assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= 360, where);
        assert.equal(await page.locator("img[src=x], .what > b > b").count(), 0);
      };
      for (const pane of ["Sends", "Devices"]) {
        await page.getByRole("navigation", { name: "Columns" }).getByRole("button", { name: pane }).click();
        await check(pane);
      }
      for (const id of sent) {
        await page.evaluate(`location.hash = "#/sends/${id}"`);
        await screen().waitFor();
        await check(id);
      }
      for (const name of ["Test send", "Add devices", "Faults", "Clock", "Connect", "Clear"]) {
        const devicesPane = page.getByRole("navigation", { name: "Columns" }).getByRole("button", { name: "Devices" });
        if (name === "Add devices") await devicesPane.click();
        await page.getByRole("button", { name, exact: true }).click();
        await check(name);
        await page.keyboard.press("Escape");
      }
    });
  }

  it("nothing overflows from 360 to 1920 px", async () => {
    await send({ body: alert(hostile.slice(0, 900), hostile.slice(0, 900)) });
    await open();
    await choose("iphone");
    for (const width of [360, 390, 600, 768, 960, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= width, String(width));
      const wide = `[...document.querySelectorAll("main section")].filter((each) => each.scrollWidth > each.clientWidth + 1).length`;
      assert.equal(await page.evaluate(wide), 0, `a column at ${width}`);
    }
  });

  describe("a page of another origin", () => {
    let foreign: Server;
    beforeEach(async () => {
      foreign = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"));
      await new Promise<void>((resolve) => foreign.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => void foreign.close());

    it("neither drives the control paths nor reads or frames the inbox", async () => {
      await send({ body: alert("Private") });
      page = await browser.newPage();
      await page.goto(`http://localhost:${(foreign.address() as AddressInfo).port}/`);
      const { endpoint } = emulator;
      const outcomes = await page.evaluate(`(async () => {
        const tried = async (path, options) => {
          try { const response = await fetch(${JSON.stringify(endpoint)} + path, options); return response.type; }
          catch { return "refused"; }
        };
        return [
          await tried("_emulator/sends"),
          await tried("_emulator/inbox/connection"),
          await tried("_emulator/sends", { mode: "no-cors" }),
          await tried("_emulator/reset", { method: "POST", mode: "no-cors" }),
          await tried("_emulator/rotate", { method: "POST", mode: "no-cors" }),
        ];
      })()`);
      assert.deepEqual(outcomes, ["refused", "refused", "refused", "refused", "refused"]);
      assert.equal(emulator.sends().length, 1);
      await page.evaluate(`document.body.innerHTML = '<iframe src="${endpoint}"></iframe>'`);
      await page.waitForTimeout(500);
      const frames = await Promise.all(page.frames().map((frame) => frame.evaluate("document.body.innerText")));
      assert.ok(!frames.some((text) => String(text).includes("Private")));
    });
  });
});
