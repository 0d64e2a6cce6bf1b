/**
 * Panels for a function that varies in many places: as many as its sharpest features ask for and no more. N levels make
 * N^2 features, most of which lie within one another's widths; break points around each of them (`gradedPanels`) would
 * resolve the same stretch of the axis over and over.
 */
import type { Feature } from "../special/quadrature.js";

/**
 * Break points over [from, to], from halving until no panel is longer than `ratio` times its distance from any feature:
 * a pole at height `width` over `centre`.
 * @param from lower end
 * @param to upper end, > from
 * @param features where the function varies, and on which scale; one of width 0, a kink or a step, is a break point
 * @param ratio largest ratio of length and distance
 * @returns ascending break points
 */
export function boundedPanels(
  from: number,
  to: number,
  features: readonly Feature[],
  ratio: number,
): number[] {
  const smooth = features.filter(({ width }) => width > 0);
  const kinks = features.filter(({ width, centre }) => width === 0 && centre > from && centre < to);
  const ends = [...new Set([from, ...kinks.map(({ centre }) => centre), to])].sort((a, b) => a - b);
  const fits = (a: number, b: number): boolean =>
    smooth.every(({ centre, width }) => b - a <= ratio * (width + Math.max(0, a - centre, centre - b)));
  const points = [from];
  const halve = (a: number, b: number): void => {
    const middle = (a + b) / 2;
    if (fits(a, b) || !(middle > a && middle < b)) {
      points.push(b);
      return;
    }
    halve(a, middle);
    halve(middle, b);
  };
  for (let k = 1; k < ends.length; k++) halve(ends[k - 1]!, ends[k]!);
  return points;
}
