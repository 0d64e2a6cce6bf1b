"use strict";
/*
 * Loaded with --require in front of the tslab kernel, by the headless runner and by the Jupyter kernel spec alike.
 *
 * 1. The kernel's publisher drops messages once a synchronous cell has sent about 500 of them: zeromq.js then waits
 *    for the event loop, and further sends fail. A publisher which never waits and whose queue has no limit loses
 *    nothing.
 * 2. Node warns on stderr that require(esm) is experimental, and newer ones that a dependency uses a deprecated module.
 *    It says so once per kernel and means nothing here.
 * 3. A kernel of the headless runner must not outlive the runner, however the runner ends. The runner holds the other
 *    end of a pipe; when the pipe closes, the kernel and everything its cells started are killed. This happens in a
 *    worker, so that a cell in an endless loop is killed too.
 * 4. Nor must a kernel outlive the Jupyter server that started it. Jupyter names itself in JPY_PARENT_PID; when a
 *    kernel whose parent that is gets another parent, the server has died without ending its kernels. Kernels which
 *    are meant to live on, or have a launcher between, are left alone.
 * 5. tslab ends with "Unexpected pending rebuildTimer" if a folder with modules changes at the wrong moment, as when
 *    the library is built or packages are installed while a notebook runs. Its compiler is therefore not told of
 *    folders and files. A kernel sees new modules after a restart, and changed ones it could not load anew anyway.
 * 6. What a cell may write, a front end may ask and a tooltip should show beyond what tslab knows: kernel-cures/.
 * 7. Without modules that can be required, in an older Node, every import of a cell would fail with ERR_REQUIRE_ESM.
 * 8. V8 of Node 20 optimises the compiler of cells too early: optimise-later.cjs.
 * 9. Without a front end there are no tooltips, and no need to read their texts: kernel-cures/declarations.cjs.
 *    The compiler does for every cell what is needed for none: kernel-cures/programs.cjs.
 * 10. math.js is a thousand small files, which danfo.js loads with every table: a second in each kernel. It comes as one
 *    file too.
 */
require("./check-node.cjs");
const { writeSync } = require("node:fs");
const Module = require("node:module");
const { sep } = require("node:path");
const { isMainThread, Worker } = require("node:worker_threads");
const {
  leaveUnlikelyModules,
  readWithoutComments,
  withUnlikelyModules,
} = require("./kernel-cures/declarations.cjs");
const { answerAll } = require("./kernel-cures/messages.cjs");
const { plotWithDocument, showElement } = require("./kernel-cures/plot.cjs");
const { hostOfLeanPrograms } = require("./kernel-cures/programs.cjs");
const { withShorthand } = require("./kernel-cures/shorthand.cjs");
const { tooltipOf } = require("./kernel-cures/tooltip.cjs");

/** Names the file descriptor of the pipe to the runner; not set under Jupyter, which sets JPY_PARENT_PID. */
const LIFELINE = "EHP_KERNEL_LIFELINE";
const isHeadless = process.env[LIFELINE] !== undefined;
/** The exit status of a kernel which wrote to a stream after its sockets were closed. */
const LATE_OUTPUT_STATUS = 70;

function losslessPublisher(Publisher) {
  return class extends Publisher {
    constructor(options) {
      super({ ...options, sendHighWaterMark: 0, sendTimeout: 0 });
    }

    send(message) {
      if (!this.closed) return super.send(message);
      reportLateOutput(message);
      return Promise.resolve();
    }
  };
}

/** An error in a timer which is still pending at shutdown has no socket left to be sent over. */
function reportLateOutput(message) {
  const content = JSON.parse(String(message.at(-1)));
  if (content.name !== "stderr") return;
  writeSync(2, content.text);
  process.exitCode = LATE_OUTPUT_STATUS;
}

/** Has the compiler read all modules of Node, if it has not yet: kernel-cures/declarations.cjs. */
let readAllModules = () => false;

/** What is done to a module when it is loaded first; what is returned, if anything, takes its place. */
const patches = {
  zeromq: (loaded) => {
    loaded.Publisher = losslessPublisher(loaded.Publisher);
  },
  "@tslab/typescript-for-tslab": (ts) => {
    const { sys } = ts;
    sys.watchDirectory = () => ({ close() {} });
    sys.watchFile = () => ({ close() {} });
    if (isHeadless) {
      sys.readFile = readWithoutComments(sys.readFile);
      readAllModules = leaveUnlikelyModules(ts);
    }
    return { ...ts, createWatchCompilerHost: hostOfLeanPrograms(ts) };
  },
  "@observablehq/plot": plotWithDocument,
};

/** The same for modules of tslab itself, by the names under which it requires them. */
const patchesOfTslab = {
  "./executor": (loaded) => {
    loaded.createExecutor = curedExecutor(loaded.createExecutor);
  },
  "./inspect": (loaded) => {
    loaded.printQuickInfo = tooltipOf;
  },
  "./jupyter": ({ ZmqServer }) => answerAll(ZmqServer),
};

const TSLAB = `${sep}tslab${sep}dist${sep}`;

/** tslab's executor of cells, which gets another converter, and shows a last value that is a picture. */
function curedExecutor(createExecutor) {
  return (folder, converters, console) => {
    const load = Module.createRequire(require.resolve("tslab"));
    const ts = load("@tslab/typescript-for-tslab");
    const { display } = load("tslab");
    const node = withShorthand(ts, withUnlikelyModules(converters.node, readAllModules));
    const log = (value, ...rest) => showElement(value, display) || console.log(value, ...rest);
    return createExecutor(folder, Object.create(converters, { node: { value: node } }), { ...console, log });
  };
}

/** The same module as one file, if it comes as that. */
function inOneFile(request, parent) {
  if (request !== "mathjs") return request;
  try {
    return Module._resolveFilename("mathjs/lib/browser/math.js", parent);
  } catch {
    return request;
  }
}

function patchModules() {
  const load = Module._load;
  const patched = new Map();
  Module._load = function (request, parent, ...rest) {
    const loaded = load.call(this, inOneFile(request, parent), parent, ...rest);
    const known = parent?.filename?.includes(TSLAB) ? { ...patches, ...patchesOfTslab } : patches;
    if (!Object.hasOwn(known, request)) return loaded;
    if (!patched.has(loaded)) patched.set(loaded, known[request](loaded) ?? loaded);
    return patched.get(loaded);
  };
}

function silenceWarningsOfNode() {
  process.noDeprecation = true;
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === "string" ? rest[0] : rest[0]?.type;
    if ((warning?.name ?? type) === "ExperimentalWarning" || type === "ExperimentalWarning") return;
    emitWarning.call(process, warning, ...rest);
  };
}

/** Milliseconds between two looks at who the parent is. */
const PARENT_INTERVAL = 1000;

const DIE = `
  function die() {
    try {
      process.kill(-process.pid, "SIGKILL");
    } catch {
      process.kill(process.pid, "SIGKILL");
    }
  }
`;

const WATCH_LIFELINE = `
  ${DIE}
  const { Socket } = require("node:net");
  const { workerData } = require("node:worker_threads");
  new Socket({ fd: workerData, readable: true, writable: false }).on("error", die).on("close", die).resume();
`;

const WATCH_PARENT = `
  ${DIE}
  const { workerData } = require("node:worker_threads");
  setInterval(() => { if (process.ppid !== workerData) die(); }, ${PARENT_INTERVAL});
`;

function watch(program, workerData) {
  new Worker(program, { eval: true, execArgv: [], workerData }).unref();
}

function followParent() {
  const descriptor = Number(process.env[LIFELINE]);
  delete process.env[LIFELINE];
  if (descriptor) return watch(WATCH_LIFELINE, descriptor);
  const server = Number(process.env.JPY_PARENT_PID);
  if (process.platform !== "win32" && server > 1 && server === process.ppid) watch(WATCH_PARENT, server);
}

if (isMainThread) {
  require("./optimise-later.cjs");
  patchModules();
  silenceWarningsOfNode();
  followParent();
}
