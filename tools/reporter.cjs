// Mocha's dots for people, and in a file the counts for the script that adds them up and what the files of tests took.
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { reporters } = require("mocha");

module.exports = class Reporter extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const seconds = {};
    let began = Date.now();
    // Hooks count too: from the end of one test to the end of the next.
    runner.on("test end", ({ file }) => {
      const name = path.relative("dist/test", file ?? "");
      const now = Date.now();
      seconds[name] = (seconds[name] ?? 0) + (now - began) / 1000;
      began = now;
    });
    runner.once("end", () => {
      const { passes, failures } = this.stats;
      writeFileSync(options.reporterOptions.output, JSON.stringify({ passes, failures, seconds }));
    });
  }
};
