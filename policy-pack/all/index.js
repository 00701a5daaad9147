require("../../dist/sdk/policy/analyzer.js").serve("all");
