// Drawings made of plain objects: a shape is an SVG element that has not met a document yet.
import { columnFigure, labelSize } from "../style.js";

/** A place in px: x to the right, y downwards. */
export type Point = readonly [x: number, y: number];

/** An SVG element as a plain object, so that pieces of a drawing can be made, moved and tested without a document. */
export interface Shape {
  /** Name of the element, as "path". */
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Its text, with the markup of figures (`*μ*_{L}`). */
  readonly text?: string;
  readonly children?: readonly Shape[];
}

/** How a shape is painted; what is not given is not painted. */
export interface Paint {
  /** Colour of the inside; default none. */
  readonly fill?: string;
  /** Opacity of the inside between 0 and 1; default 1. */
  readonly fillOpacity?: number;
  /** Colour of the line; default none. */
  readonly stroke?: string;
  /** Width of the line in px; default 1. */
  readonly strokeWidth?: number;
  /** Lengths of dash and gap in px, as "3 2"; default a full line. */
  readonly dash?: string;
}

/** Settings of {@link label}. */
export interface LabelOptions {
  /** Which end of the text stands at the given place; default "middle". */
  readonly anchor?: "start" | "middle" | "end";
  /** Font size in px; default that of tick labels, 7.5 pt on paper. */
  readonly size?: number;
  /** Colour; default black. */
  readonly fill?: string;
  readonly bold?: boolean;
}

const painted = (paint: Paint): Record<string, string | number> => ({
  fill: paint.fill ?? "none",
  ...(paint.fillOpacity !== undefined && { "fill-opacity": paint.fillOpacity }),
  ...(paint.stroke !== undefined && { stroke: paint.stroke, "stroke-width": paint.strokeWidth ?? 1 }),
  ...(paint.dash !== undefined && { "stroke-dasharray": paint.dash }),
});

/** A path of SVG path data. */
export const path = (data: string, paint: Paint): Shape => ({
  tag: "path",
  attributes: { d: data, ...painted(paint) },
});

/** Straight lines through the given points. Throws for fewer than two. */
export function polyline(points: readonly Point[], paint: Paint): Shape {
  if (points.length < 2) throw new Error(`polyline: needs two points at least (got ${points.length})`);
  return path(`M${points.map(([x, y]) => `${x},${y}`).join("L")}`, paint);
}

/** A rectangle; `corner` is the radius of its corners, default 0. */
export const rectangle = ([x, y]: Point, width: number, height: number, paint: Paint, corner = 0): Shape => ({
  tag: "rect",
  attributes: { x, y, width, height, ...(corner > 0 && { rx: corner }), ...painted(paint) },
});

export const circle = ([cx, cy]: Point, radius: number, paint: Paint): Shape => ({
  tag: "circle",
  attributes: { cx, cy, r: radius, ...painted(paint) },
});

/** One line of text whose middle stands at the height of the given place. */
export const label = (text: string, [x, y]: Point, options: LabelOptions = {}): Shape => ({
  tag: "text",
  text,
  attributes: {
    x,
    y,
    dy: "0.34em",
    "text-anchor": options.anchor ?? "middle",
    "font-size": options.size ?? labelSize,
    ...(options.fill !== undefined && { fill: options.fill }),
    ...(options.bold && { "font-weight": "bold" }),
  },
});

/** Shapes that stay together, moved by (x, y). */
export const moved = ([x, y]: Point, children: readonly Shape[]): Shape => ({
  tag: "g",
  attributes: { transform: `translate(${x},${y})` },
  children,
});

/** The shape as an element of a document. */
export function toElement(document: Document, shape: Shape): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", shape.tag);
  for (const [name, value] of Object.entries(shape.attributes)) element.setAttribute(name, String(value));
  if (shape.text !== undefined) element.textContent = shape.text;
  for (const child of shape.children ?? []) element.append(toElement(document, child));
  return element;
}

/**
 * A drawing of the given size in px as an SVG element for `notebook.figure`; 325 px are one journal column.
 *
 * ```ts
 * notebook.figure("sketch", drawing(325, 100, [arrow([20, 50], [120, 50]), label("*μ*_{L}", [140, 50])]), { ... });
 * ```
 */
export function drawing(width: number, height: number, shapes: readonly Shape[]): SVGSVGElement {
  const attributes = { width, height, viewBox: `0 0 ${width} ${height}` };
  return toElement(columnFigure.document!, { tag: "svg", attributes, children: shapes }) as SVGSVGElement;
}
