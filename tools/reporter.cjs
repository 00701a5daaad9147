// Prints Mocha's dots, and writes the counts and the time of each test file to a file for tools/test.mjs.
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { reporters } = require("mocha");

module.exports = class Reporter extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const seconds = {};
    let began = Date.now();
    // Measured from the end of one test to the end of the next, so hooks count too.
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
