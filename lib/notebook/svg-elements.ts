// SVG elements for marks of our own, beside those of Plot.
import { labelSize } from "./style.js";

/** An SVG element with the given attributes. */
export function svgElement(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, string>>,
): SVGElement {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** A text of label size that begins at (x, y), half way up its letters. */
export function svgLabel(document: Document, text: string, x: number, y: number): SVGElement {
  const node = svgElement(document, "text", {
    x: String(x),
    y: String(y),
    dy: "0.34em",
    "text-anchor": "start",
    "font-size": String(labelSize),
  });
  node.textContent = text;
  return node;
}
