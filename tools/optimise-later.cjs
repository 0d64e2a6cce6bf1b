"use strict";
/*
 * Loaded with --require in front of a compiler that is written in JavaScript. V8 of Node 20 optimises it too early, and much of
 * it anew: a fifth of a notebook's time.
 */
const { setFlagsFromString } = require("node:v8");

/** Invocations and loops until V8 thinks of optimising, in its own unit. Later versions have no such setting. */
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=600000");
