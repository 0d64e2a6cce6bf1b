/**
 * Maps: a quantity over two parameters as coloured bands, with the lines along which it takes given values and a key
 * to the colours inside the SVG. Bands and lines are those of linear interpolation between the points of the grid (the lines by
 * marching squares), so that they agree.
 */
import * as Plot from "@observablehq/plot";
import { giveHints, labelSize } from "./style.js";
import { svgElement, svgLabel } from "./svg-elements.js";
import { lineWidth } from "./typeset.js";

/** Which columns a map draws. */
export interface MapColumns {
  /** Column of the horizontal coordinate. */
  readonly x: string;
  /** Column of the vertical coordinate. */
  readonly y: string;
  /** Column of what is shown by colour; where it is NaN or no row is given the map is blank. */
  readonly value: string;
}

/** Columns, bands and lines of {@link colourMap}. */
export interface ColourMapOptions extends MapColumns {
  /**
   * The values at which the colour changes, in increasing order, two at least. If zero is one of the inner ones, the
   * colours are blue below zero and red above it, else they run from yellow to brown. Values beyond the ends take the
   * colours at the ends; a point at the end of the key says that there are such values.
   */
  readonly bounds: readonly number[];
  /** Text above the key, with the markup of figures (`*R*`). */
  readonly title: string;
  /** Values along which a line is drawn; default [0] if zero is an inner bound, else none. */
  readonly lines?: readonly number[];
  /** Text at a bound in the key; default the number, with a true minus sign. */
  readonly format?: (bound: number) => string;
}

/** One class of a {@link classMap}. */
export interface MapClass {
  /** Text in the key, with the markup of figures. */
  readonly label: string;
  /** The signs that columns have in this class; a place belongs to the first class whose signs it has. Default any. */
  readonly where?: Readonly<Record<string, "positive" | "negative">>;
  /** Colour; default the next of {@link classFills}. */
  readonly fill?: string;
}

/** Coordinates and classes of {@link classMap}. */
export interface ClassMapOptions extends Pick<MapColumns, "x" | "y"> {
  /** All classes, in the order of the key. */
  readonly classes: readonly MapClass[];
}

/** Colours of classes in the order in which they are taken: told apart with colour blindness and in grey. */
export const classFills: readonly string[] = ["#D1E5F0", "#D6604D", "#4393C3", "#F7D9A0", "#666666"];

// Paul Tol's schemes BuRd (its two halves, each from pale to strong) and YlOrBr.
const blues = ["#D1E5F0", "#92C5DE", "#4393C3", "#2166AC"];
const reds = ["#FDDBC7", "#F4A582", "#D6604D", "#B2182B"];
const browns = ["#FFF7BC", "#FEE391", "#FEC44F", "#FB9A29", "#EC7014", "#CC4C02", "#993404", "#662506"];

const keyGap = 8;
const keyWidth = 10;
const rowAbove = labelSize + 8;

/**
 * Marks for a map of a number over two parameters: coloured bands, lines along which the number takes given values, and a
 * key at the right of the frame.
 *
 * The rows stand on a rectangular grid, whose steps need not be equal. Between its points the number is interpolated,
 * half a step beyond the outermost ones it is theirs; what lies outside the domains of the axes is cut off.
 * {@link columnPlot} makes room for the key; give it a `domain` for
 * both axes, or the map does not fill the frame.
 *
 * Throws for no rows, a column that no row has, two rows at one place, and bounds that do not increase.
 */
export function colourMap(rows: readonly object[], options: ColourMapOptions): Plot.Markish[] {
  const { bounds, title, format = (bound) => String(bound) } = options;
  if (
    bounds.length < 2 ||
    bounds.some((bound, i) => !(Number.isFinite(bound) && bound > (bounds[i - 1] ?? -Infinity)))
  ) {
    throw new Error(`colourMap: bounds must be two or more increasing numbers, not ${bounds.join(", ")}`);
  }
  const diverges = bounds.slice(1, -1).includes(0);
  const lines = options.lines ?? (diverges ? [0] : []);
  const grid = gridOf("colourMap", rows, options);
  const fills = bandFills(bounds);
  const band = (value: number): string | undefined =>
    Number.isNaN(value) ? undefined : fills[bounds.slice(1, -1).filter((bound) => value >= bound).length];
  const { cells, edges } = interpolated(grid);
  const values = grid.cells.flat().filter((value): value is number => !Number.isNaN(value));
  const beyond = {
    low: values.some((value) => value < bounds[0]!),
    high: values.some((value) => value > bounds.at(-1)!),
  };
  return [
    cellMark(grid, { cells: cells.map((row) => row.map(band)), edges }),
    ...lines.flatMap((level) => lineMarks(grid, level)),
    colourKey(fills, bounds.map(format), title, beyond),
  ];
}

/**
 * Marks for a map of classes over two parameters, as "holds" and "fails", told by the signs of numbers: coloured regions,
 * the lines where a number that decides is zero, and a key above the frame. Grid, interpolation, room and domains as for
 * {@link colourMap}.
 *
 * Throws for no rows, a column that no row has, two rows at one place, a place that has the signs of no class, and more
 * classes than colours.
 */
export function classMap(rows: readonly object[], { x, y, classes }: ClassMapOptions): Plot.Markish[] {
  const coloured = classes.map((one, i) => ({
    ...one,
    fill:
      one.fill ??
      classFills[i] ??
      fail("classMap", `${classes.length} classes, but only ${classFills.length} colours`),
  }));
  const deciding = [...new Set(classes.flatMap(({ where = {} }) => Object.keys(where)))];
  if (deciding.length === 0) fail("classMap", "no class says which signs it has");
  const grids = deciding.map((value) => gridOf("classMap", rows, { x, y, value }));
  const tiles = grids.map((grid) => interpolated(grid));
  const fillAt = (i: number, j: number): string | undefined => {
    const values = tiles.map(({ cells }) => Number(cells[j]![i]));
    if (values.some(Number.isNaN)) return undefined;
    const sign = (column: string): string =>
      values[deciding.indexOf(column)]! >= 0 ? "positive" : "negative";
    const found = coloured.find(({ where = {} }) =>
      Object.entries(where).every(([column, wanted]) => sign(column) === wanted),
    );
    const signs = (): string => deciding.map((column) => `${column} ${sign(column)}`).join(", ");
    return found?.fill ?? fail("classMap", `no class has ${signs()}`);
  };
  const { cells, edges } = tiles[0]!;
  const fills = cells.map((row, j) => row.map((_, i) => fillAt(i, j)));
  return [
    cellMark(grids[0]!, { cells: fills, edges }),
    ...grids.flatMap((grid) => lineMarks(grid, 0)),
    classKey(coloured),
  ];
}

/**
 * Marks for a point that stands out from a map: a white disc and, at its right unless told otherwise, a text on white.
 * @param at place of the point
 * @param label text, with the markup of figures; default none
 * @param side where the text stands; default "right"
 */
export function mapPoint(
  at: readonly [x: number, y: number],
  label = "",
  side: "left" | "right" | "above" | "below" = "right",
): Plot.Markish[] {
  const place = {
    left: { textAnchor: "end", dx: -7 },
    right: { textAnchor: "start", dx: 7 },
    above: { textAnchor: "middle", dy: -10 },
    below: { textAnchor: "middle", dy: 10 },
  } as const;
  return [
    Plot.dot([at], { r: 3.5, fill: "#fff", stroke: "#000", strokeWidth: 1.2 }),
    ...(label === ""
      ? []
      : [
          Plot.text([at], {
            text: [label],
            fill: "#000",
            stroke: "#fff",
            strokeWidth: 3,
            fontSize: labelSize,
            ...place[side],
          }),
        ]),
  ];
}

type Point = readonly [x: number, y: number];

/** The rows by place: cells[j][i] is the value at (xs[i], ys[j]). */
interface Grid {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly cells: readonly (readonly unknown[])[];
}

function fail(who: string, problem: string): never {
  throw new Error(`${who}: ${problem}`);
}

function gridOf(who: string, rows: readonly object[], { x, y, value }: MapColumns): Grid {
  const table = rows as readonly Record<string, unknown>[];
  if (table.length === 0) fail(who, "there are no rows");
  for (const column of [x, y, value]) {
    if (!table.some((row) => column in row)) fail(who, `no row has a column "${column}"`);
  }
  const sorted = (column: string): number[] =>
    [...new Set(table.map((row) => Number(row[column])))].sort((a, b) => a - b);
  const [xs, ys] = [sorted(x), sorted(y)];
  const places = { x: new Map(xs.map((at, i) => [at, i])), y: new Map(ys.map((at, j) => [at, j])) };
  const cells: unknown[][] = ys.map(() => xs.map(() => undefined));
  const taken = new Set<string>();
  for (const row of table) {
    const key = `${row[x]}, ${row[y]}`;
    if (taken.has(key)) fail(who, `two rows at ${x}, ${y} = ${key}`);
    taken.add(key);
    cells[places.y.get(Number(row[y]))!]![places.x.get(Number(row[x]))!] = row[value];
  }
  return { xs, ys, cells };
}

/** One colour per band between bounds. */
function bandFills(bounds: readonly number[]): string[] {
  const zero = bounds.indexOf(0);
  const bands = bounds.length - 1;
  if (zero <= 0 || zero === bands) return pick(browns, bands);
  return [...pick(blues, zero).reverse(), ...pick(reds, bands - zero)];
}

/** Equally spaced colours of a scheme, mixed where there are more than it has; one alone takes the middle. */
function pick(scheme: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, k) => {
    const at = count === 1 ? (scheme.length - 1) / 2 : (k * (scheme.length - 1)) / (count - 1);
    const [low, high] = [scheme[Math.floor(at)]!, scheme[Math.ceil(at)]!];
    const part = (colour: string, i: number): number => Number.parseInt(colour.slice(i, i + 2), 16);
    const mixed = [1, 3, 5].map((i) => Math.round(part(low, i) + (at % 1) * (part(high, i) - part(low, i))));
    return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`.toUpperCase();
  });
}

/** What fills a map, and the edges of its cells from the places and outer edges of the grid, in px. */
interface Tiles<Content> {
  readonly cells: readonly (readonly Content[])[];
  readonly edges: (
    places: readonly number[],
    scale: (at: number) => number,
    outer: readonly number[],
  ) => number[];
}

/** Parts of a step of the grid in a map of interpolated values. */
const PARTS = 5;

/** Cells finer than the grid, with interpolated values; next to what is no number the nearest point counts. */
function interpolated({ cells }: Grid): Tiles<number> {
  // places as index and fraction of a step: the outer half cells, and PARTS of every step between
  const along = (count: number): (readonly [number, number])[] => [
    [0, 0],
    ...Array.from({ length: PARTS * (count - 1) }, (_, k): [number, number] => [
      Math.floor(k / PARTS),
      ((k % PARTS) + 0.5) / PARTS,
    ]),
    [count - 1, 0],
  ];
  const at = (i: number, j: number): number => Number(cells[j]?.[i] ?? Number.NaN);
  const columns = along(cells[0]!.length);
  return {
    cells: along(cells.length).map(([j, g]) =>
      columns.map(([i, f]) => {
        const [right, up] = [f === 0 ? i : i + 1, g === 0 ? j : j + 1];
        const low = (1 - f) * at(i, j) + f * at(right, j);
        const high = (1 - f) * at(i, up) + f * at(right, up);
        const value = (1 - g) * low + g * high;
        return Number.isNaN(value) ? at(f < 0.5 ? i : right, g < 0.5 ? j : up) : value;
      }),
    ),
    edges: (places, scale, outer) => [
      outer[0]!,
      ...places.flatMap((place, i) =>
        i + 1 < places.length
          ? Array.from({ length: PARTS }, (_, m) => scale(place + (m / PARTS) * (places[i + 1]! - place)))
          : [scale(place)],
      ),
      outer.at(-1)!,
    ],
  };
}

/** The cells: one path per colour; neighbours of one colour in a row are one rectangle. */
function cellMark({ xs, ys }: Grid, { cells, edges: edgesOf }: Tiles<string | undefined>): Plot.Markish {
  const corners = [
    [xs[0]!, ys[0]!],
    [xs.at(-1)!, ys.at(-1)!],
  ] as Point[];
  const render: Plot.RenderFunction = (_index, scales, _values, dimensions, context) => {
    const { width, height, marginTop, marginRight, marginBottom, marginLeft } = dimensions;
    const along = (places: readonly number[], scale: unknown, low: number, high: number): number[] => {
      const toPx = scale as (value: number) => number;
      return within(edgesOf(places, toPx, edges(places.map(toPx))), low, high);
    };
    const px = along(xs, scales.x, marginLeft, width - marginRight);
    const py = along(ys, scales.y, marginTop, height - marginBottom);
    const paths = new Map<string, string>();
    cells.forEach((row, j) => {
      for (let i = 0; i < row.length; ) {
        const fill = row[i];
        let end = i + 1;
        while (end < row.length && row[end] === fill) end++;
        const [w, h] = [px[end]! - px[i]!, py[j + 1]! - py[j]!];
        if (fill !== undefined && w !== 0 && h !== 0) {
          paths.set(fill, `${paths.get(fill) ?? ""}M${px[i]},${py[j]}h${w}v${h}h${-w}z`);
        }
        i = end;
      }
    });
    const group = svgElement(context.document, "g", { "aria-label": "map", "shape-rendering": "crispEdges" });
    for (const [fill, d] of paths) group.append(svgElement(context.document, "path", { fill, d }));
    return group;
  };
  return Plot.dot(corners, { r: 0, render });
}

/** The edges of cells about places in px, half way between neighbours; a place alone has no end. */
function edges(places: readonly number[]): number[] {
  if (places.length === 1) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const middles = places.slice(1).map((place, i) => (place + places[i]!) / 2);
  const first = places[0]! - (middles[0]! - places[0]!);
  const last = places.at(-1)! + (places.at(-1)! - middles.at(-1)!);
  return [first, ...middles, last];
}

/** Lines along which a number takes a value. */
const lineMarks = (grid: Grid, level: number): Plot.Markish[] =>
  contour(grid, level).map((line) =>
    Plot.line(line as Point[], { stroke: "#000", strokeWidth: 1.2, strokeLinejoin: "round", clip: true }),
  );

/** Edges kept inside a frame, to half a px. */
const within = (all: readonly number[], low: number, high: number): number[] =>
  all.map((edge) => Math.round(2 * Math.min(high, Math.max(low, edge))) / 2);

/**
 * Lines along which a number on a grid takes a value, each as its points in order; a closed line ends where it starts.
 * Squares with a corner that is not a number are left out.
 *
 * Our own, since d3-contour gives something else: polygons closed along the frame, on a grid of unit squares. A border
 * between two regions must end at the frame, and axes here are not always equidistant.
 */
export function contourLines(rows: readonly object[], columns: MapColumns, level: number): Point[][] {
  return contour(gridOf("contourLines", rows, columns), level);
}

function contour({ xs, ys, cells }: Grid, level: number): Point[][] {
  // A node of a line is an edge of the grid, named by its lower left end and its direction.
  const points = new Map<string, Point>();
  const next = new Map<string, string[]>();
  const height = (i: number, j: number): number => Number(cells[j]![i] ?? Number.NaN) - level;
  const crossing = (i: number, j: number, di: number, dj: number): string | undefined => {
    const [a, b] = [height(i, j), height(i + di, j + dj)];
    if (a >= 0 === b >= 0) return undefined;
    const part = a / (a - b);
    const name = `${i} ${j} ${di}`;
    const between = (list: readonly number[], k: number, dk: number): number =>
      list[k]! + part * (list[k + dk]! - list[k]!);
    points.set(name, [between(xs, i, di), between(ys, j, dj)]);
    return name;
  };
  const join = (a: string, b: string): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      next.set(from, [...(next.get(from) ?? []), to]);
  };
  for (let j = 0; j + 1 < ys.length; j++) {
    for (let i = 0; i + 1 < xs.length; i++) {
      const corners = [height(i, j), height(i + 1, j), height(i + 1, j + 1), height(i, j + 1)];
      if (corners.some(Number.isNaN)) continue;
      const around = [
        crossing(i, j, 1, 0),
        crossing(i + 1, j, 0, 1),
        crossing(i, j + 1, 1, 0),
        crossing(i, j, 0, 1),
      ];
      const cut = around.filter((name) => name !== undefined);
      if (cut.length === 2) join(cut[0]!, cut[1]!);
      // A saddle: the mean of the corners tells which of them belong together.
      const mean = corners.reduce((sum, corner) => sum + corner, 0);
      if (cut.length === 4) {
        const first = corners[0]! >= 0 === mean >= 0 ? [0, 1, 2, 3] : [3, 0, 1, 2];
        join(around[first[0]!]!, around[first[1]!]!);
        join(around[first[2]!]!, around[first[3]!]!);
      }
    }
  }
  const lines: Point[][] = [];
  const ends = [...next.keys()].sort((a, b) => next.get(a)!.length - next.get(b)!.length);
  for (const start of ends) {
    let here = start;
    const line: Point[] = [points.get(start)!];
    for (let to = next.get(here)!.pop(); to !== undefined; to = next.get(here)!.pop()) {
      const back = next.get(to)!;
      back.splice(back.indexOf(here), 1);
      line.push(points.get(to)!);
      here = to;
    }
    if (line.length > 1) lines.push(line);
  }
  return lines;
}

function colourKey(
  fills: readonly string[],
  labels: readonly string[],
  title: string,
  beyond: { readonly low: boolean; readonly high: boolean },
): Plot.RenderFunction {
  const widest = Math.max(...labels.map((label) => lineWidth(label, { size: labelSize })));
  const mark: Plot.RenderFunction = (_index, _scales, _values, dimensions, context) => {
    const { width, height, marginTop, marginRight, marginBottom } = dimensions;
    const point = keyWidth * 0.8;
    const left = width - marginRight + keyGap;
    const top = marginTop + (beyond.high ? point : 0);
    const bottom = height - marginBottom - (beyond.low ? point : 0);
    const at = (k: number): number => bottom - (k * (bottom - top)) / fills.length;
    const { document } = context;
    const group = svgElement(document, "g", { "aria-label": "key" });
    const shape = (fill: string, d: string): void => group.append(svgElement(document, "path", { fill, d }));
    fills.forEach((fill, k) => {
      shape(fill, `M${left},${at(k)}h${keyWidth}V${at(k + 1)}h${-keyWidth}z`);
    });
    const tip = (y: number, by: number): string => `M${left},${y}h${keyWidth}l${-keyWidth / 2},${by}z`;
    if (beyond.low) shape(fills[0]!, tip(bottom, point));
    if (beyond.high) shape(fills.at(-1)!, tip(top, -point));
    labels.forEach((label, k) => {
      group.append(svgLabel(document, label, left + keyWidth + 4, at(k)));
    });
    const start = Math.min(left, width - 3 - lineWidth(title, { size: labelSize }));
    group.append(svgLabel(document, title, start, marginTop - rowAbove / 2));
    return group;
  };
  giveHints(mark, { room: Math.ceil(keyGap + keyWidth + 4 + widest + 4), above: rowAbove, panel: false });
  return mark;
}

function classKey(classes: readonly (MapClass & { readonly fill: string })[]): Plot.RenderFunction {
  const [swatch, gap, between] = [10, 5, 14];
  const mark: Plot.RenderFunction = (_index, _scales, _values, dimensions, context) => {
    const { width, marginTop, marginLeft } = dimensions;
    const middle = marginTop - rowAbove / 2;
    const group = svgElement(context.document, "g", { "aria-label": "key" });
    const room = ({ label }: MapClass): number =>
      swatch + gap + lineWidth(label, { size: labelSize }) + between;
    const total = classes.reduce((sum, one) => sum + room(one), -between);
    // Flush with the frame, unless the texts need the room to its left.
    let x = Math.max(3, Math.min(marginLeft, width - 3 - total));
    for (const one of classes) {
      const { label, fill } = one;
      const d = `M${x},${middle - swatch / 2}h${swatch}v${swatch}h${-swatch}z`;
      group.append(
        svgElement(context.document, "path", { fill, stroke: "#000", "stroke-width": "0.5", d }),
        svgLabel(context.document, label, x + swatch + gap, middle),
      );
      x += room(one);
    }
    return group;
  };
  giveHints(mark, { room: 0, above: rowAbove, panel: false });
  return mark;
}
