import { columnFigure } from "../style.js";

/**
 * Joins figures of equal height into one, from left to right, without a gap.
 *
 * ```ts
 * sideBySide([levelDiagram(dots, hot, { frameWidth: 130 }), levelDiagram(dots, cold, { frameWidth: 130, axis: null })]);
 * ```
 *
 * Throws for no figures, and for an element without width and height.
 */
export function sideBySide(figures: readonly SVGSVGElement[]): SVGSVGElement {
  if (figures.length === 0) throw new Error("sideBySide: there are no figures");
  const document = columnFigure.document!;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  let width = 0;
  let height = 0;
  for (const figure of figures) {
    const [own, tall] = [Number(figure.getAttribute("width")), Number(figure.getAttribute("height"))];
    if (!(own > 0 && tall > 0)) throw new Error("sideBySide: a figure must have a width and a height in px");
    const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    group.setAttribute("transform", `translate(${width},0)`);
    for (const name of ["fill", "font-size", "font-family", "text-anchor", "style"]) {
      const value = figure.getAttribute(name);
      if (value !== null) group.setAttribute(name, value);
    }
    for (const child of Array.from(figure.childNodes)) group.append(child.cloneNode(true));
    svg.append(group);
    width += own;
    height = Math.max(height, tall);
  }
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return svg as SVGSVGElement;
}
