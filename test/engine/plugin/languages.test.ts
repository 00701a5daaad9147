import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { languageHost, root, strictPack, TestStack } from "../../support/engine";
import { TestHub } from "../../support/testHub";

const execute = promisify(execFile);
/** Python and the SDK that the example asks for, kept from one run to the next. */
const environment = path.join(root, ".cache/python");
const python = path.join(environment, "bin/python");
const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];

interface Language {
  example: string;
  host: "python" | "go";
  /** Gets the stack's program what it needs beside the host. */
  getTools(stack: TestStack): Promise<unknown>;
}

const languages: Record<string, Language> = {
  Python: {
    example: "10-python",
    host: "python",
    async getTools(stack) {
      if (!existsSync(path.join(environment, "complete"))) {
        await rm(environment, { recursive: true, force: true });
        await execute("python3", ["-m", "venv", environment]);
        await execute(python, [...pip, "-r", path.join(root, "examples/10-python/requirements.txt")]);
        await execute(python, ["-c", `open(${JSON.stringify(path.join(environment, "complete"))}, "w")`]);
      }
      await symlink(environment, path.join(stack.directory, "venv"));
    },
  },
  Go: {
    example: "11-go",
    host: "go",
    async getTools(stack) {
      const go = (args: string[], cwd: string) => execute("go", args, { cwd, env: stack.env });
      // The versions that an engine built here was compiled with: then there is little left to compile.
      const { stdout } = await go(["mod", "edit", "-json"], path.join(root, "tools/engine/hosts"));
      const { Require } = JSON.parse(stdout) as { Require: { Path: string; Version: string }[] };
      const versions = Require.map(({ Path, Version }) => `-require=${Path}@${Version}`);
      await go(["mod", "edit", ...versions], stack.directory);
      // What the host does before a run, tried without the program: modules that can be had and compiled.
      await go(["build", "-mod=mod", "-trimpath", "github.com/pulumi/pulumi/sdk/v3/go/pulumi"], stack.directory);
    },
  },
};

/** Arguments that take a text or an object: each as text, as a dictionary and as the package's own class. */
const choices = (scheduled: string) => `
import os
import pulumi_broadcast as broadcast

connection, hub = os.environ["NOTIFICATIONHUBS_CONNECTION_STRING"], os.environ["NOTIFICATION_HUB_NAME"]
subscription = {"endpoint": "https://push.example/1", "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}
everyone = {"everyone": True}

def announce(name, audience=everyone, platforms=["apple"], **args):
    broadcast.Broadcast(name, message={"title": name, "body": "A"}, platforms=platforms, audience=audience, **args)

announce("time-text", schedule="${scheduled}Z")
announce("time-dictionary", schedule={"local": "${scheduled}", "zone": "UTC"})
announce("time-class", schedule=broadcast.LocalTimeArgs(local="${scheduled}", zone="UTC"))
announce("hub-text", hub=f"{connection};EntityPath={hub}")
announce("hub-dictionary", hub={"connection_string": connection, "hub": hub})
announce("hub-class", hub=broadcast.HubArgs(connection_string=connection, hub=hub))
announce("handle-text", {"devices": [{"platform": "apple", "handle": "${"0f".repeat(32)}"}]})
announce("handle-dictionary", {"devices": [{"platform": "browser", "handle": subscription}]}, ["browser"])
announce("handle-class", broadcast.AudienceArgs(devices=[
    broadcast.DeviceArgs(platform="browser", handle=broadcast.BrowserHandleArgs(**subscription))]), ["browser"])
broadcast.Broadcast("payloads", audience=everyone,
    payloads={"apple": '{"aps": {"alert": "A"}}', "fcmv1": {"message": {"notification": {"title": "A"}}}})
`;

for (const [name, { example, host, getTools }] of Object.entries(languages)) {
  describe(`a program in ${name}`, () => {
    let hub: TestHub;
    let stack: TestStack;
    before(async function () {
      hub = await TestHub.open();
      try {
        await languageHost(host);
        // The cache of an engine that is built with the same flags.
        stack = await TestStack.create({ example }, { ...hub.env, CGO_ENABLED: "0" });
        await getTools(stack);
      } catch (error) {
        console.log(`    programs in ${name}: skipped, because what runs them cannot be had here: ${error}`);
        this.skip();
      }
    });
    after(async () => {
      await stack?.close();
      await hub?.close();
    });

    it("announces once, with a package that `pulumi package add` made from the plugin's folder", async () => {
      await stack.must("package", "add", path.join(root, "plugin"));
      await stack.must("preview", ...strictPack);
      await stack.up();
      assert.equal(hub.state().sent, 1);
      assert.match(hub.sends()[0]!.body, /2\.4\.0 is here/);
      assert.equal((await stack.must("stack", "output", "status")).output.trim(), "sent");
      const again = await stack.up();
      assert.deepEqual({ ...again.operations, same: 0 }, { create: 0, update: 0, delete: 0, replace: 0, same: 0 });
      assert.equal(hub.state().sent, 1);
    });

    if (host === "python")
      it("takes a text, a dictionary or a class where an argument is one or the other", async () => {
        const before = hub.state().sent;
        await stack.write(choices(new Date(Date.now() + 2 * 3_600_000).toISOString().slice(0, 19)), "__main__.py");
        await stack.up();
        assert.deepEqual({ ...hub.state() }, { sent: before + 8, scheduled: 3, canceled: 0 });
      });
  });
}
