/**
 * The test runner of `npm run mutants`, a plugin of Stryker: all tests of the solver in one process, without Vitest.
 *
 * Vitest's own plugin starts a worker and loads every module anew for each mutant, seconds for each of some thousands.
 * Here the tests and the solver are bundled once, and a mutant costs one evaluation of the bundle, so that no state
 * outlives it, and the tests that reach it, until one fails: first those of the file of the same name, then those that kill
 * most mutants in the least time.
 * `expect` is Vitest's; of the rest there is what the tests of the solver use. Slow tests are left out: those that have a
 * time limit of their own, the third argument of `it`, and those that take long where all visits are counted.
 */
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

/** Folders below test/ whose tests are run: all that are quick, or those that are asked for, `TEST_FOLDERS=rule,pairs`. */
const FOLDERS = (
  process.env.TEST_FOLDERS?.split(",") ?? [
    "checks",
    "special",
    "linear",
    "junction",
    "bands",
    "electrons",
    "bosons",
    "pairs",
    "rule",
    "second-order",
    "transport",
  ]
).map((folder) => join("test", folder));

/** A mutant may slow a test down, but not beyond this many milliseconds and times. */
const GRACE = 1000;
const SLOWDOWN = 5;
/** How much longer the first run without a mutant may take: it says whether tests pass, not how fast. */
const FIRST_RUN = 20;

/** A mutant survives when it has passed the tests of its own file and others that took this many milliseconds in the first run. */
const BUDGET = 1000;

/** Tests of other files come after those of the file that is named as the mutant's, whatever these take. */
const LATER = 1e9;

/** A mutant of what modules compute when they are loaded, which any test may notice, has so many times as much. */
const STATIC_BUDGET = 20;

/** In the first run, where every visit of every mutant is counted, a test that takes longer is left out. */
const SLOWEST = 4000;

/** Stands for no mutant at all, when the first run checks that every test passes this way too. */
const NONE = "none";

/** Where survivors are listed as they are found: an interrupted run has told something. */
const SURVIVORS = "survivors.txt";

/** Where the durations of the first run are kept for a runner that Stryker starts anew. */
const DURATIONS = "durations.json";

function testFiles() {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => join(folder, name)),
  );
}

/** One script, in which "vitest" is the last thing required: a function of `require` and `import.meta.url`. */
async function bundle(files) {
  const { rolldown } = await import("rolldown");
  const entry = "\0tests";
  const built = await rolldown({
    input: entry,
    platform: "node",
    external: (id) => !id.startsWith(".") && !id.startsWith("/") && !id.startsWith("\0"),
    treeshake: false,
    plugins: [
      {
        name: "tests",
        resolveId: (id, importer) => {
          if (id === entry) return id;
          if (!importer || importer === entry || !id.startsWith(".")) return null;
          return join(importer, "..", id).replace(/\.js$/, ".ts");
        },
        load: (id) =>
          id === entry
            ? files.map((file) => `import ${JSON.stringify(join(process.cwd(), file))};`).join("\n")
            : null,
        // so that a test knows its file
        transform: (code, id) =>
          id.endsWith(".test.ts")
            ? `globalThis.__mutationRunnerFile = ${JSON.stringify(basename(id, ".test.ts"))};\n${code}`
            : null,
      },
    ],
    transform: { define: { "import.meta.url": "testsUrl" } },
  });
  const { output } = await built.generate({ format: "cjs" });
  return new vm.Script(
    `(function (require, exports, module, testsUrl) { "use strict";${output[0].code}\n})`,
    {
      filename: join(process.cwd(), "test", "bundle.cjs"),
    },
  );
}

async function vitestExpect() {
  const { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } = await import("@vitest/expect");
  for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
  return Object.assign((value, message) => chai.expect(value, message), chai.expect);
}

/** `describe` and `it` that collect tests as { id, run, file }. */
function collector(expect) {
  const tests = [];
  const names = [];
  const taken = new Map();
  const describe = (name, body) => {
    names.push(name);
    body();
    names.pop();
  };
  const it = (name, body, limit) => {
    if (limit !== undefined) return;
    const full = [...names, name].join(" ");
    const count = taken.get(full) ?? 0;
    taken.set(full, count + 1);
    const file = globalThis.__mutationRunnerFile;
    tests.push({ id: count === 0 ? full : `${full} #${count}`, run: body, file });
  };
  const each = (of) => (rows) => (name, body, limit) => {
    const isTable = rows.every(Array.isArray);
    for (const row of rows) of(name, () => (isTable ? body(...row) : body(row)), limit);
  };
  Object.assign(describe, { each: each(describe) });
  // an expected failure: the test of a known fault
  const fails = (name, body, limit) =>
    it(
      name,
      () => {
        try {
          body();
        } catch {
          return;
        }
        throw new Error("expected to fail");
      },
      limit,
    );
  Object.assign(it, { each: each(it), fails: Object.assign(fails, { each: each(fails) }) });
  return { tests, vitest: { describe, it, test: it, expect } };
}

/** Runs `body`, but not for ever. */
function within(milliseconds, body) {
  globalThis.__mutationRunnerBody = body;
  vm.runInThisContext("__mutationRunnerBody()", { timeout: Math.ceil(milliseconds) });
}

const described = ({ fileName, location, mutatorName, replacement }) =>
  `${fileName}:${location.start.line + 1}:${location.start.column + 1} ${mutatorName} ${replacement}`;

class Runner {
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.kills = new Map();
    this.state = globalThis.__stryker__ ?? {};
    globalThis.__stryker__ = this.state;
    this.expect = await vitestExpect();
    this.script = await bundle(testFiles());
    const require = createRequire(join(process.cwd(), "test", "bundle.cjs"));
    this.require = (vitest) => (id) => (id === "vitest" ? vitest : require(id));
    try {
      this.known = JSON.parse(readFileSync(DURATIONS, "utf8"));
    } catch {
      this.known = undefined; // before the first run
    }
  }

  /** Fresh tests over a fresh solver. */
  load() {
    const { tests, vitest } = collector(this.expect);
    const module = { exports: {} };
    const url = pathToFileURL(join(process.cwd(), "test", "bundle.cjs")).href;
    this.script.runInThisContext()(this.require(vitest), module.exports, module, url);
    return tests;
  }

  async dryRun() {
    this.state.activeMutant = undefined;
    this.state.mutantCoverage = { static: {}, perTest: {} };
    const results = [];
    const tests = this.load();
    const durations = {};
    for (const { id, run } of tests) {
      this.state.currentTestId = id;
      const start = performance.now();
      try {
        within(SLOWEST, () => {
          if (run() instanceof Promise) throw new Error("a test of the solver must not be asynchronous");
        });
        results.push({ id, name: id, status: 0, timeSpentMs: performance.now() - start });
      } catch (error) {
        if (error?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
          delete this.state.mutantCoverage.perTest[id];
          continue;
        }
        const failureMessage = String(error?.stack ?? error);
        results.push({ id, name: id, status: 1, timeSpentMs: performance.now() - start, failureMessage });
      }
      durations[id] = performance.now() - start;
      this.state.currentTestId = undefined;
    }
    const { mutantCoverage } = this.state;
    this.state.mutantCoverage = undefined;
    const reaching = {};
    for (const [test, mutants] of Object.entries(mutantCoverage.perTest)) {
      for (const mutant of Object.keys(mutants)) {
        reaching[mutant] ??= [];
        reaching[mutant].push(test);
      }
    }
    this.known = { durations, reaching };
    const untouched = await this.mutantRun({ activeMutant: { id: NONE }, mutantActivation: "static" });
    if (untouched.status !== "survived") {
      return { status: "error", errorMessage: `without a mutant: ${JSON.stringify(untouched)}` };
    }
    writeFileSync(DURATIONS, JSON.stringify(this.known));
    return { status: "complete", tests: results, mutantCoverage };
  }

  /** Tests that reach a mutant; all, where it acts only while the modules are loaded. */
  testsFor({ activeMutant, testFilter }) {
    return new Set(testFilter ?? this.known.reaching[activeMutant.id] ?? Object.keys(this.known.durations));
  }

  /** Time per mutant killed, had it killed one more. */
  costOf(id) {
    return (this.known.durations[id] ?? 0) / (1 + (this.kills.get(id) ?? 0));
  }

  async mutantRun(options) {
    const { activeMutant, hitLimit, mutantActivation } = options;
    const { durations } = this.known;
    const wanted = this.testsFor(options);
    this.state.hitLimit = hitLimit;
    this.state.hitCount = 0;
    let nrOfTests = 0;
    let current = "loading";
    try {
      let tests = [];
      this.state.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined;
      within(5 * GRACE, () => {
        tests = this.load();
      });
      this.state.activeMutant = activeMutant.id;
      const own = basename(activeMutant.fileName ?? "", ".ts");
      const rank = ({ id, file }) => this.costOf(id) + (file === own ? 0 : LATER);
      const ordered = tests.filter(({ id }) => wanted.has(id)).sort((a, b) => rank(a) - rank(b));
      const budget = mutantActivation === "static" ? STATIC_BUDGET * BUDGET : BUDGET;
      let spent = 0;
      for (const { id, run, file } of ordered) {
        if (spent > budget && activeMutant.id !== NONE) break;
        current = id;
        nrOfTests++;
        if (file !== own) spent += durations[id] ?? 0;
        const patience = activeMutant.id === NONE ? FIRST_RUN : 1;
        within(patience * (GRACE + SLOWDOWN * (durations[id] ?? 0)), run);
      }
      if (activeMutant.id !== NONE) appendFileSync(SURVIVORS, `${described(activeMutant)}\n`);
      return { status: "survived", nrOfTests };
    } catch (error) {
      if (error?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT" || this.state.hitCount > hitLimit) {
        return { status: "timeout", reason: current };
      }
      this.kills.set(current, (this.kills.get(current) ?? 0) + 1);
      return { status: "killed", killedBy: [current], failureMessage: String(error), nrOfTests };
    } finally {
      this.state.activeMutant = undefined;
      this.state.hitCount = undefined;
      this.state.hitLimit = undefined;
    }
  }
}

const create = () => new Runner();
create.inject = [];

export const strykerPlugins = [{ kind: "TestRunner", name: "solver", factory: create }];
