import { arrowHead, at, direction } from "./arrow.js";
import { boson } from "./palette.js";
import { type Point, path, type Shape } from "./shape.js";

/** Settings of {@link wiggle}. */
export interface WiggleOptions {
  /** Colour; default that of bosons. */
  readonly stroke?: string;
  /** Width of the line in px; default 1.2. */
  readonly strokeWidth?: number;
  /** Height of the waves above the axis in px; default 2.6. */
  readonly amplitude?: number;
  /** Length of one wave in px, changed a little so that whole half waves fit; default 7. */
  readonly wavelength?: number;
  /** Length of the arrow head in px; default 6. */
  readonly head?: number;
}

/** Control points of a cubic Bezier half wave: its height is 3/4 of theirs. */
const overshoot = 4 / 3;
/** Where along a half wave they stand, for the slope of a sine. */
const lead = 0.3642;

/** A wavy arrow, the sign of a boson that goes from one place to another. Throws if it is shorter than its head. */
export function wiggle(from: Point, to: Point, options: WiggleOptions = {}): Shape {
  const { stroke = boson.line, strokeWidth = 1.2, amplitude = 2.6, wavelength = 7, head = 6 } = options;
  const { unit, length } = direction(from, to);
  const straight = 2;
  const waves = length - head - straight;
  if (waves <= 0) throw new Error(`wiggle: ${length} px are too short for a head of ${head} px`);
  const count = Math.max(2, Math.round((2 * waves) / wavelength));
  const half = waves / count;
  let data = `M${from.join(",")}`;
  for (let k = 0; k < count; k++) {
    const side = (k % 2 === 0 ? 1 : -1) * overshoot * amplitude;
    const points = [
      at(from, unit, (k + lead) * half, side),
      at(from, unit, (k + 1 - lead) * half, side),
      at(from, unit, (k + 1) * half),
    ];
    data += `C${points.map((point) => point.join(",")).join(" ")}`;
  }
  data += `L${at(to, unit, -0.8 * head).join(",")}`;
  return {
    tag: "g",
    attributes: {},
    children: [{ ...path(data, { stroke, strokeWidth }) }, arrowHead(to, unit, head, stroke)],
  };
}
