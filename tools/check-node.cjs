"use strict";
// Ends with a sentence where Node.js is too old for the kernel, in which cells require modules of the new kind.

if (!process.features.require_module) {
  const { engines } = require("../package.json");
  process.stderr.write(
    `This needs Node.js ${engines.node.replace(/^\D+/, "")} or later, or 22.12 or later; it runs in ${process.versions.node}.\n`,
  );
  process.exit(1);
}
