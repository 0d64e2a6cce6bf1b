"use strict";
/*
 * A quarter of the compiler's work in a kernel is to read the comments of other packages' declarations, which are text
 * for tooltips. Where nobody points at a name, the compiler gets the declarations without them, line for line.
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

module.exports = { readWithoutComments, withoutComments };
