// From git comes no built code: what installs the plugin builds it. From npm it is there.
const { execSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
if (!existsSync(path.join(root, "dist/plugin/plugin.js")))
  // The engine installs plugins without what only builds them.
  execSync("npm ci --include=dev --no-audit --no-fund", { cwd: root, stdio: "inherit" });
