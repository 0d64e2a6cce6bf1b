"use strict";
/*
 * In a cell `{ d }` with `d` from an earlier cell is a ReferenceError: tslab finds the earlier variables of a cell by
 * their uses, and does not take a shorthand property for one. The kernel therefore compiles `{ d: d }` in its place.
 */

/** The shorthand properties of a cell, each with the place where it ends. */
function shorthandIn(ts, source) {
  const found = [];
  const visit = (node) => {
    if (ts.isShorthandPropertyAssignment(node)) found.push({ name: node.name.text, end: node.name.end });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest));
  return found;
}

/** The cell with the names of earlier cells written out; `places` tells where, in the text as it was. */
function writtenOut(ts, earlier, source) {
  const places = shorthandIn(ts, source).filter(({ name }) => mentions(earlier, name));
  const text = places.reduceRight(
    (rest, { name, end }) => `${rest.slice(0, end)}: ${name}${rest.slice(end)}`,
    source,
  );
  return { text, places };
}

function mentions(declarations, name) {
  return new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(declarations);
}

/** A position in the text with names written out, as one in the text that the user wrote. */
function asWritten(source, places, { line, character, offset }) {
  const before = places.filter(({ end }, i) => end + addedBy(places.slice(0, i)) < offset);
  const onLine = before.filter(({ end }) => source.slice(0, end).split("\n").length - 1 === line);
  return { line, character: character - addedBy(onLine), offset: offset - addedBy(before) };
}

const addedBy = (places) => places.reduce((sum, { name }) => sum + name.length + 2, 0);

/** A converter of cells to JavaScript, as tslab makes them, that knows shorthand. */
function withShorthand(ts, converter) {
  return {
    ...converter,
    convert(earlier, source) {
      const { text, places } = writtenOut(ts, earlier, source);
      const converted = converter.convert(earlier, text);
      const diagnostics = converted.diagnostics.map((one) =>
        one.fileName
          ? one
          : { ...one, start: asWritten(source, places, one.start), end: asWritten(source, places, one.end) },
      );
      return { ...converted, diagnostics };
    },
  };
}

module.exports = { withShorthand, writtenOut };
