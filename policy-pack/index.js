require("../dist/sdk/policy/analyzer.js").serve("recommended");
