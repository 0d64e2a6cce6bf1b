"use strict";
/*
 * Observable Plot draws into a browser's document. In a cell there is none, and `Plot.plot({ ... })` would fail with
 * "Cannot read properties of undefined (reading 'documentElement')"; it gets one that needs no browser. What it draws
 * is shown, where the value of a cell would be printed otherwise.
 */

const NAMESPACE = "http://www.w3.org/2000/svg";

let document;

function withDocument(options) {
  document ??= require("linkedom").parseHTML("<!doctype html><html><body></body></html>").document;
  return { document, ...options };
}

/** The module that cells import instead of Plot's own. */
function plotWithDocument(Plot) {
  const { plot } = Plot.Mark.prototype;
  Plot.Mark.prototype.plot = function (options) {
    return plot.call(this, withDocument(options));
  };
  return {
    ...Plot,
    plot: (options) => Plot.plot(withDocument(options)),
    legend: (options) => Plot.legend(withDocument(options)),
  };
}

/** Shows an element, such as Plot returns; tells whether the value was one. */
function showElement(value, display) {
  if (value?.nodeType !== 1 || typeof value.outerHTML !== "string") return false;
  const text = value.outerHTML;
  if (value.localName !== "svg") display.html(text);
  else display.svg(/^<svg[^>]* xmlns=/.test(text) ? text : text.replace("<svg", `<svg xmlns="${NAMESPACE}"`));
  return true;
}

module.exports = { plotWithDocument, showElement };
