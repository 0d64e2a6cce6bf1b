"use strict";
// Ends with a sentence where Node.js is too old for the kernel, in which cells require modules of the new kind.

if (!process.features.require_module) {
  const { engines } = require("../package.json");
  const least = engines.node.split("||").map((range) => `${range.replace(/[^\d.]/g, "")} or later`);
  process.stderr.write(`This needs Node.js ${least.join(", or ")}; it runs in ${process.versions.node}.\n`);
  process.exit(1);
}
