require("../../dist/sdk/policy/analyzer.js").serve("strict");
