import { columnFigure } from "../style.js";

/**
 * Joins figures of equal width into one, from top to bottom, without a gap.
 *
 * ```ts
 * stacked([columnPlot({ panel: "(a)", ... }), columnPlot({ panel: "(b)", ... })]);
 * ```
 *
 * Throws for no figures, and for an element without width and height.
 */
export function stacked(figures: readonly SVGSVGElement[]): SVGSVGElement {
  if (figures.length === 0) throw new Error("stacked: there are no figures");
  const document = columnFigure.document!;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  let [width, height] = [0, 0];
  for (const figure of figures) {
    const [wide, own] = [Number(figure.getAttribute("width")), Number(figure.getAttribute("height"))];
    if (!(wide > 0 && own > 0)) throw new Error("stacked: a figure must have a width and a height in px");
    const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    group.setAttribute("transform", `translate(0,${height})`);
    for (const name of ["fill", "font-size", "font-family", "text-anchor", "style"]) {
      const value = figure.getAttribute(name);
      if (value !== null) group.setAttribute(name, value);
    }
    for (const child of Array.from(figure.childNodes)) group.append(child.cloneNode(true));
    svg.append(group);
    width = Math.max(width, wide);
    height += own;
  }
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return svg as SVGSVGElement;
}
