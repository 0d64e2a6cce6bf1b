import * as Plot from "@observablehq/plot";
import { giveHints, type Hints, type LineStyle, labelSize, lineStyles, lineWeight } from "./style.js";
import { svgElement, svgLabel } from "./svg-elements.js";
import { lineWidth } from "./typeset.js";

/** A corner or the middle of an edge inside the frame. */
export type LegendPosition = "top-left" | "top" | "top-right" | "bottom-left" | "bottom" | "bottom-right";

/** Which columns {@link curves} draws, and how it names the curves. */
export interface CurvesOptions {
  /** Column of the horizontal coordinate. */
  readonly x: string;
  /** Column of the vertical coordinate; where it is NaN or not given the line has a gap. */
  readonly y: string;
  /** Column whose value tells one curve from another; default none: all rows are one curve. */
  readonly series?: string;
  /** Text for a curve, with the markup of figures (`*T*_{ph}`); default the value itself. */
  readonly label?: (value: string | number) => string;
  /** Text above the labels, as `*μ* =`; default none. */
  readonly title?: string;
  /** Labels at the right ends of the curves, a legend inside the frame, or none; default "ends". */
  readonly legend?: "ends" | "inside" | "none";
  /** Where the legend inside stands; default where it covers least of the curves. */
  readonly position?: LegendPosition;
  /**
   * All values of `series` in the order in which they take their style; default in the order of the rows. Name the
   * values that are missing here as well, and a quantity looks the same in every figure.
   */
  readonly order?: readonly (string | number)[];
  /** The styles, in the order of the curves; default {@link lineStyles}. */
  readonly styles?: readonly LineStyle[];
  /** Width of the lines in px; default 1.5. */
  readonly strokeWidth?: number;
}

interface Curve {
  readonly text: string;
  readonly style: LineStyle;
  readonly points: readonly Point[];
}

type Point = readonly [x: number, y: number];

const rowHeight = labelSize * 1.3;
const sampleWidth = 22;
const leader = 9;

/**
 * Marks for one line per value of `series`, each with a colour and a dash pattern of its own, and their labels: at the
 * right ends, moved apart where they would touch, or as a legend inside the frame, which is better for curves that leave
 * the frame before its right edge.
 *
 * Points are joined in the order of the rows. Labels at the ends need room at the right, which {@link columnPlot}
 * makes; with `Plot.plot` give `marginRight`.
 *
 * Throws for no rows, a column that no row has, a value of `series` that `order` does not name, and more curves than
 * styles.
 */
export function curves(rows: readonly object[], options: CurvesOptions): Plot.Markish[] {
  const drawn = split(rows, options);
  const weight = options.strokeWidth ?? lineWeight;
  const marks: Plot.Markish[] = drawn.map(({ points, style }) =>
    Plot.line(points as Point[], {
      stroke: style.stroke,
      strokeWidth: weight,
      strokeLinecap: "butt",
      strokeLinejoin: "round",
      clip: true,
      ...(style.dash !== "" && { strokeDasharray: style.dash }),
    }),
  );
  const legend = options.legend ?? (options.series === undefined ? "none" : "ends");
  if (legend === "ends") marks.push(endLabels(drawn, options.title));
  if (legend === "inside") marks.push(legendInside(drawn, options.title, options.position, weight));
  return marks;
}

function split(rows: readonly object[], options: CurvesOptions): Curve[] {
  const { x, y, series, label = String, styles = lineStyles } = options;
  const cells = rows as readonly Record<string, unknown>[];
  if (cells.length === 0) throw new Error("curves: there are no rows");
  for (const column of [x, y, ...(series === undefined ? [] : [series])]) {
    if (!cells.some((row) => column in row)) throw new Error(`curves: no row has a column "${column}"`);
  }
  const groups = new Map<string | number, Point[]>();
  for (const row of cells) {
    const value = series === undefined ? "" : (row[series] as string | number);
    const points = groups.get(value);
    const point: Point = [Number(row[x] ?? Number.NaN), Number(row[y] ?? Number.NaN)];
    if (points) points.push(point);
    else groups.set(value, [point]);
  }
  const order = options.order ?? [...groups.keys()];
  if (order.length > styles.length) {
    throw new Error(
      `curves: ${order.length} curves, but only ${styles.length} styles that can be told apart`,
    );
  }
  for (const value of groups.keys()) {
    if (!order.includes(value)) throw new Error(`curves: order does not name ${JSON.stringify(value)}`);
  }
  return order.flatMap((value, i) => {
    const points = groups.get(value);
    return points ? [{ text: label(value), style: styles[i]!, points }] : [];
  });
}

/** From coordinates to px, as far as the plot has such scales. */
type Place = (value: number) => number;

/** The position scales of a plot, with the transforms of their values. */
function placesOf(scales: Plot.ScaleFunctions): { x: Place; y: Place } | undefined {
  const place = (name: "x" | "y"): Place | undefined => {
    const apply = scales[name] as Place | undefined;
    const transform = scales.scales[name]?.transform as Place | undefined;
    return apply && transform ? (value) => apply(transform(value)) : apply;
  };
  const [x, y] = [place("x"), place("y")];
  return x && y && { x, y };
}

function endLabels(drawn: readonly Curve[], title: string | undefined): Plot.RenderFunction {
  const texts = [...(title === undefined ? [] : [title]), ...drawn.map((curve) => curve.text)];
  const widest = Math.max(...texts.map((text) => lineWidth(text, { size: labelSize })));
  const mark: Plot.RenderFunction = (_index, scales, _values, dimensions, context) => {
    const places = placesOf(scales);
    if (!places) return null;
    const { x, y } = places;
    const { width, height, marginTop, marginRight, marginBottom } = dimensions;
    const edge = width - marginRight;
    const inside = ([px, py]: Point): boolean =>
      px <= edge + 0.5 && py >= marginTop - 0.5 && py <= height - marginBottom + 0.5;
    const ends = drawn.map((curve) => ({ curve, end: lastPoint(curve.points, x, y, inside) }));
    ends.sort((a, b) => a.end[1] - b.end[1]);
    const wanted = ends.map(({ end }) => end[1]);
    if (title !== undefined) wanted.unshift((wanted[0] ?? marginTop) - rowHeight);
    const heights = spread(wanted, rowHeight, rowHeight / 2, height - marginBottom);
    const group = svgElement(context.document, "g", { "aria-label": "labels", "text-anchor": "start" });
    if (title !== undefined) {
      group.append(svgLabel(context.document, title, edge + 4, heights[0]!));
    }
    ends.forEach(({ curve, end }, i) => {
      const place = heights[title === undefined ? i : i + 1]!;
      const from = Math.min(edge, end[0]);
      const path = `M${from + 1.5},${end[1]}L${edge + 2},${end[1]}L${edge + 2 + leader},${place}`;
      group.append(
        svgElement(context.document, "path", {
          d: path,
          fill: "none",
          stroke: curve.style.stroke,
          "stroke-width": "0.8",
        }),
        svgLabel(context.document, curve.text, edge + leader + 5, place),
      );
    });
    return group;
  };
  giveHints(mark, { room: Math.ceil(leader + 5 + widest + 4), panel: false });
  return mark;
}

function legendInside(
  drawn: readonly Curve[],
  title: string | undefined,
  position: LegendPosition | undefined,
  weight: number,
): Plot.RenderFunction {
  const given: Hints = { room: 0, panel: false };
  const mark: Plot.RenderFunction = (_index, scales, _values, dimensions, context) => {
    const places = placesOf(scales);
    if (!places) return null;
    const { x, y } = places;
    const { width, height, marginTop, marginRight, marginBottom, marginLeft } = dimensions;
    const texts = drawn.map((curve) => lineWidth(curve.text, { size: labelSize }) + sampleWidth + 6);
    if (title !== undefined) texts.push(lineWidth(title, { size: labelSize }));
    const box = {
      width: Math.max(...texts),
      height: rowHeight * (drawn.length + (title === undefined ? 0 : 1)),
    };
    const inset = 9;
    const left = marginLeft + inset;
    const right = width - marginRight - inset - box.width;
    const top = marginTop + inset;
    const bottom = height - marginBottom - inset - box.height;
    const corners: Record<LegendPosition, Point> = {
      "top-right": [right, top],
      "top-left": [left, top + (given.panel ? rowHeight : 0)],
      "bottom-right": [right, bottom],
      "bottom-left": [left, bottom],
      top: [(left + right) / 2, top],
      bottom: [(left + right) / 2, bottom],
    };
    const covered = ([bx, by]: Point): number => {
      let count = 0;
      for (const curve of drawn) {
        for (const [px, py] of between(curve.points, x, y)) {
          if (px > bx - 3 && px < bx + box.width + 3 && py > by - 3 && py < by + box.height + 3) count++;
        }
      }
      return count;
    };
    const free = Object.values(corners).reduce((best, place) =>
      covered(place) < covered(best) ? place : best,
    );
    const [x0, y0] = position === undefined ? free : corners[position];
    const group = svgElement(context.document, "g", { "aria-label": "legend", "text-anchor": "start" });
    if (title !== undefined) group.append(svgLabel(context.document, title, x0, y0 + rowHeight / 2));
    drawn.forEach(({ text, style }, i) => {
      const middle = y0 + rowHeight * (i + (title === undefined ? 0.5 : 1.5));
      const sample = svgElement(context.document, "path", {
        d: `M${x0},${middle}h${sampleWidth}`,
        stroke: style.stroke,
        "stroke-width": String(weight),
      });
      if (style.dash !== "") sample.setAttribute("stroke-dasharray", style.dash);
      group.append(sample, svgLabel(context.document, text, x0 + sampleWidth + 6, middle));
    });
    return group;
  };
  giveHints(mark, given);
  return mark;
}

/** The point furthest to the right of those inside the frame, in px; if none is inside, that of all. */
function lastPoint(points: readonly Point[], x: Place, y: Place, inside: (point: Point) => boolean): Point {
  const placed = points.map(([px, py]): Point => [x(px), y(py)]).filter(([, py]) => Number.isFinite(py));
  const seen = placed.filter(inside);
  const candidates = seen.length > 0 ? seen : placed;
  return candidates.reduce<Point>((last, point) => (point[0] >= last[0] ? point : last), [-Infinity, 0]);
}

/** Points along a curve, some 2 px apart, in px. */
function* between(points: readonly Point[], x: Place, y: Place): Generator<Point> {
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = [x(points[i - 1]![0]), y(points[i - 1]![1])];
    const [bx, by] = [x(points[i]![0]), y(points[i]![1])];
    const steps = Math.ceil(Math.hypot(bx - ax, by - ay) / 2);
    for (let s = 0; s < steps; s++) yield [ax + ((bx - ax) * s) / steps, ay + ((by - ay) * s) / steps];
  }
}

/**
 * Moves sorted positions apart until neighbours are `gap` apart and all lie between `low` and `high`, each group of
 * neighbours about the middle of where its members wanted to be.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const groups: { start: number; count: number; sum: number }[] = [];
  const settle = (group: { start: number; count: number; sum: number }): void => {
    const extent = gap * (group.count - 1);
    group.start = Math.max(low, Math.min(high - extent, group.sum / group.count));
  };
  for (const position of wanted) {
    let group = { start: position, count: 1, sum: position };
    settle(group);
    for (
      let last = groups.at(-1);
      last && last.start + gap * last.count > group.start;
      last = groups.at(-1)
    ) {
      groups.pop();
      group = {
        start: 0,
        count: last.count + group.count,
        sum: last.sum + group.sum - gap * last.count * group.count,
      };
      settle(group);
    }
    groups.push(group);
  }
  return groups.flatMap(({ start, count }) => Array.from({ length: count }, (_, i) => start + gap * i));
}
