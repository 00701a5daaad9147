import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { type Emulator, startEmulator } from "../../sdk/emulator";

const executablePath = "/usr/bin/chromium";

describe("the inbox in a browser", () => {
  let browser: Browser;
  let emulator: Emulator;

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
  afterEach(() => emulator?.close());
  after(() => browser?.close());

  const send = (body: unknown, tags = "") =>
    fetch(`${emulator.inbox}_emulator/inbox/send`, {
      method: "POST",
      body: JSON.stringify({ format: "apple", tags, headers: {}, body: JSON.stringify(body) }),
    });

  it("a send appears without a reload, and says which tag a device lacks", async () => {
    const page = await browser.newPage();
    await page.goto(emulator.inbox);
    await page.getByText("Nothing sent yet").waitFor();
    assert.equal((await send({ aps: { alert: { title: "Hello", body: "there" } } }, "missing")).status, 204);
    await page.getByText("no tag missing").waitFor({ timeout: 5000 });
    await page.close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`axe finds nothing, and hostile texts neither overflow at 360 px nor become markup: ${colorScheme}`, async () => {
      await send({
        aps: { alert: { title: `<img src=x onerror=alert(1)>${"x".repeat(900)}`, body: "y".repeat(900) } },
      });
      const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 780 } });
      await page.goto(emulator.inbox);
      await page.locator(".row").first().waitFor();
      const { source } = require("axe-core") as typeof import("axe-core");
      await page.evaluate(source);
      for (const pane of ["Sends", "Devices", "Screen"]) {
        await page.getByRole("navigation", { name: "Columns" }).getByRole("button", { name: pane }).click();
        const found = await page.evaluate(
          "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
        );
        assert.deepEqual(found, [], pane);
        assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= 360, pane);
        assert.equal(await page.locator("img[src=x]").count(), 0);
      }
      await page.close();
    });
  }
});
