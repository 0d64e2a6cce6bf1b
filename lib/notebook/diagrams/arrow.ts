import { type Paint, type Point, path, polyline, type Shape } from "./shape.js";

/** Settings of {@link arrow}. */
export interface ArrowOptions {
  /** Colour; default black. */
  readonly stroke?: string;
  /** Width of the line in px; default 1.2. */
  readonly strokeWidth?: number;
  /** Length of the head in px; default 6. */
  readonly head?: number;
  /** Heads at both ends; default one at the end. */
  readonly both?: boolean;
  /** Free px between the given places and the arrow, at both ends; default 0. */
  readonly gap?: number;
  /** Lengths of dash and gap of the line in px; default a full line. */
  readonly dash?: string;
}

/** Width of an arrow's head, relative to its length. */
const headShape = 0.75;

/** The unit vector from one place to another, and their distance. Throws if they coincide. */
export function direction([ax, ay]: Point, [bx, by]: Point): { unit: Point; length: number } {
  const length = Math.hypot(bx - ax, by - ay);
  if (!(length > 0)) throw new Error(`a line needs two different ends (got (${ax}, ${ay}) twice)`);
  return { unit: [(bx - ax) / length, (by - ay) / length], length };
}

/** The place at `along` px from `from` in the direction of `unit`, and `aside` px to the right of it. */
export const at = ([x, y]: Point, [ux, uy]: Point, along: number, aside = 0): Point => [
  x + along * ux - aside * uy,
  y + along * uy + aside * ux,
];

/** The head of an arrow whose tip stands at `tip` and points along `unit`. */
export function arrowHead(tip: Point, unit: Point, length: number, fill: string): Shape {
  const corner = (side: number): string => at(tip, unit, -length, side * length * (headShape / 2)).join(",");
  const notch = at(tip, unit, -0.75 * length).join(",");
  return path(`M${tip.join(",")}L${corner(1)}L${notch}L${corner(-1)}Z`, { fill });
}

/** A straight arrow. Throws if nothing is left of it between the gaps. */
export function arrow(from: Point, to: Point, options: ArrowOptions = {}): Shape {
  const { stroke = "#000000", strokeWidth = 1.2, head = 6, both = false, gap = 0, dash } = options;
  const { unit, length } = direction(from, to);
  const heads = both ? 2 * head : head;
  if (length - 2 * gap < heads) {
    throw new Error(`arrow: ${length} px are too short for heads of ${heads} px and gaps of ${gap} px`);
  }
  const [start, end] = [at(from, unit, gap), at(to, unit, -gap)];
  const paint: Paint = { stroke, strokeWidth, ...(dash !== undefined && { dash }) };
  const line = polyline([at(start, unit, both ? 0.8 * head : 0), at(end, unit, -0.8 * head)], paint);
  const back: Point = [-unit[0], -unit[1]];
  return {
    tag: "g",
    attributes: {},
    children: [
      line,
      arrowHead(end, unit, head, stroke),
      ...(both ? [arrowHead(start, back, head, stroke)] : []),
    ],
  };
}
