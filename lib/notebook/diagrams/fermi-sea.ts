import { labelSize } from "../style.js";
import type { Palette } from "./palette.js";
import { label, type Point, polyline, rectangle, type Shape } from "./shape.js";

/** Settings of {@link fermiSea}. */
export interface FermiSeaOptions {
  /** Left end of its surface, which is the chemical potential. */
  readonly surface: Point;
  readonly width: number;
  readonly depth: number;
  readonly colour: Palette;
  /** Name of the electrode, written at the bottom; default none. */
  readonly name?: string;
}

/** The occupied states of an electrode at zero temperature: an area below a line, the chemical potential. */
export function fermiSea({ surface, width, depth, colour, name }: FermiSeaOptions): Shape {
  const [x, y] = surface;
  return {
    tag: "g",
    attributes: {},
    children: [
      rectangle(surface, width, depth, { fill: colour.area }),
      polyline([surface, [x + width, y]], { stroke: colour.line, strokeWidth: 1.5 }),
      ...(name === undefined
        ? []
        : [label(name, [x + width / 2, y + depth - 0.75 * labelSize], { fill: colour.line })]),
    ],
  };
}
