"use strict";
/*
 * A quarter of the compiler's work in a kernel is to read the comments of other packages' declarations, which are text
 * for tooltips. Where nobody points at a name, the compiler gets the declarations without them, line for line.
 * Half of what is left declares modules of Node that hardly a cell imports. They are read when a cell does not compile
 * without them.
 */

const isForeign = (path) => path.endsWith(".d.ts") && path.includes("/node_modules/");

/** The text without the comments for documentation that begin a line; all else stays on its line. */
const withoutComments = (text) =>
  text.replace(/^[ \t]*\/\*\*(?!\/)[\s\S]*?\*\//gm, (comment) => comment.replace(/.+/g, ""));

/** Reads files as `readFile` does, declarations of other packages without comments. */
function readWithoutComments(readFile) {
  return (path, ...rest) => {
    const text = readFile(path, ...rest);
    return typeof text === "string" && isForeign(path) ? withoutComments(text) : text;
  };
}

/** Modules of Node that a cell knows without an import, or that belong to what it knows. */
const KNOWN =
  /^(?:index|globals.*|(?:compatibility|web-globals|ts\d.*)\/.*|stream\/web)$|^(?:buffer|console|events|net|perf_hooks|process|stream|timers|tty|url|util)$/;

const isUnlikely = (path) => {
  const [, module] = path.match(/\/@types\/node\/(.*)\.d\.ts$/) ?? [];
  return module !== undefined && !KNOWN.test(module);
};

/**
 * Has the compiler's `sys` read the declarations of other modules of Node as empty. The function that is returned has
 * them read as they are from then on, and tells whether they were empty till then.
 */
function leaveUnlikelyModules(ts) {
  const { readFile, watchFile } = ts.sys;
  const changes = [];
  let readAll = false;
  ts.sys.readFile = (path, ...rest) => (!readAll && isUnlikely(path) ? "" : readFile(path, ...rest));
  ts.sys.watchFile = (path, changed, ...rest) => {
    if (isUnlikely(path)) changes.push(() => changed(path, ts.FileWatcherEventKind.Changed));
    return watchFile(path, changed, ...rest);
  };
  return () => {
    const wereEmpty = !readAll;
    readAll = true;
    for (const change of changes.splice(0)) change();
    return wereEmpty;
  };
}

/** A converter of cells that tries again, with all modules of Node, what does not compile. */
function withUnlikelyModules(converter, readAll) {
  const again =
    (attempt, diagnosticsOf) =>
    (...cell) => {
      const result = attempt(...cell);
      return diagnosticsOf(result).length > 0 && readAll() ? attempt(...cell) : result;
    };
  return {
    ...converter,
    convert: again(converter.convert, ({ diagnostics }) => diagnostics),
    addModule: again(converter.addModule, (diagnostics) => diagnostics),
  };
}

module.exports = { leaveUnlikelyModules, readWithoutComments, withoutComments, withUnlikelyModules };
