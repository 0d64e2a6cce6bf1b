import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { lineWidth } from "./typeset.js";

/** How one curve is drawn: by a colour and, for print in grey, a dash pattern. */
export interface LineStyle {
  /** Colour, as "#332288". */
  readonly stroke: string;
  /** Lengths of dash and gap in px, as "6 2.5"; empty for a full line. */
  readonly dash: string;
}

/**
 * The line styles in the order in which curves take them.
 *
 * Colours are from Paul Tol's schemes, told apart with the common kinds of colour blindness; the first five grow
 * lighter, so that they keep their order in grey. No two dash patterns are alike.
 */
export const lineStyles: readonly LineStyle[] = [
  { stroke: "#332288", dash: "" },
  { stroke: "#CC3311", dash: "6 2.5" },
  { stroke: "#009988", dash: "1.8 1.8" },
  { stroke: "#EE7733", dash: "8 2 1.8 2" },
  { stroke: "#33BBEE", dash: "11 3" },
  { stroke: "#000000", dash: "8 2 1.8 2 1.8 2" },
  { stroke: "#AA4499", dash: "4 1.5" },
  { stroke: "#777777", dash: "1.5 3.5" },
];

/** Font size of tick labels, legends and labels at curves in px; 7.5 pt on paper. */
export const labelSize = 10;
/** Width of the lines of curves in px. */
export const lineWeight = 1.5;
/** Width of frame and ticks in px. */
export const frameWeight = 0.8;

const width = 325;
const height = 230;
const tickLength = 4;
const tickGap = 5;
/** Distance in px of the x label from the frame where a subscript hangs below the line, as in *γ_{ph}*. */
const deepLabelOffset = 30;
/** Free px above the highest and below the lowest point, unless a domain is given. */
const curveInset = 6;

const { document } = parseHTML("<!doctype html><html><body></body></html>");

/**
 * Options of `Plot.plot` for a figure of one journal column, 325 px or 8.6 cm wide: size, margins, type and the
 * document in which a plot is made without a browser.
 *
 * ```ts
 * Plot.plot({ ...columnFigure, x: { label: "*ω*" }, marks: [Plot.line(points)] });
 * ```
 *
 * {@link columnPlot} adds the frame, ticks and centred labels of a printed figure, and margins that fit.
 */
export const columnFigure: Plot.PlotOptions = {
  document: document as unknown as Document,
  width,
  height,
  marginTop: 10,
  marginRight: 12,
  marginBottom: 36,
  marginLeft: 56,
  style: { fontSize: `${labelSize}px` } as Partial<CSSStyleDeclaration>,
};

/** Options of {@link columnPlot}: those of `Plot.plot`, and a letter for the panel. */
export interface ColumnPlotOptions extends Plot.PlotOptions {
  /** Text in the upper left corner of the frame, as "(a)"; default none. */
  readonly panel?: string;
}

/** What a mark and {@link columnPlot} tell each other. */
export interface Hints {
  /** Room in px that the mark needs at the right of the frame. */
  readonly room: number;
  /** Room in px that the mark needs above the frame; default 0. */
  readonly above?: number;
  /** Set when a panel letter stands in the upper left corner of the frame. */
  panel: boolean;
}

const hints = new WeakMap<object, Hints>();

/** Registers the hints of a mark. */
export function giveHints(mark: object, given: Hints): void {
  hints.set(mark, given);
}

/**
 * A plot for one journal column: a closed frame, ticks inwards on all four sides, labels centred along the axes, and
 * margins that fit the labels. Takes the options of `Plot.plot`; margins that are given are kept. Returns an SVG
 * element for `notebook.figure`.
 *
 * `ticks`, `tickFormat`, `tickSpacing` and `labelOffset` of `x` and `y` are respected; `axis: null` leaves out an axis.
 */
export function columnPlot(options: ColumnPlotOptions): SVGSVGElement {
  const { panel, marks = [], x = {}, y = {}, ...others } = options;
  const frame: Plot.Markish[] = [Plot.frame({ strokeWidth: frameWeight }), ...axes("x", x), ...axes("y", y)];
  if (panel !== undefined) {
    frame.push(Plot.text([panel], { frameAnchor: "top-left", dx: 8, dy: 8, fontSize: labelSize + 1 }));
  }
  const draw = (margins: Plot.PlotOptions): SVGSVGElement =>
    Plot.plot({
      ...columnFigure,
      ...margins,
      ...others,
      x: { ...x, axis: null },
      y: { ...(y.domain === undefined && { inset: curveInset }), ...y, axis: null },
      marks: [...marks, ...frame],
    }) as SVGSVGElement;
  const hinted = flatten(marks).flatMap((mark) => hints.get(mark) ?? []);
  for (const hint of hinted) hint.panel = panel !== undefined;
  const asked = Math.max(0, ...hinted.map((hint) => hint.room));
  const margins = {
    marginRight: asked > 0 ? asked : columnFigure.marginRight!,
    marginTop: Math.max(columnFigure.marginTop!, ...hinted.map((hint) => hint.above ?? 0)),
  };
  if (others.marginLeft !== undefined || y.axis === null) return draw(margins);
  const labels = widestTick(draw(margins));
  const room = y.label === null ? 2 : labelSize + 1 + 6;
  return draw({ ...margins, marginLeft: Math.ceil(tickGap + labels + room + 3) });
}

function axes(name: "x" | "y", scale: Plot.ScaleOptions): Plot.Markish[] {
  if (scale.axis === null) return [];
  const { ticks, tickFormat, tickSpacing = name === "x" ? 55 : 34, label } = scale;
  const hangs = name === "x" && /_\{[^}]*[gjpqy]/.test(label ?? "");
  const { labelOffset = hangs ? deepLabelOffset : undefined } = scale;
  const shared = {
    ...(ticks !== undefined && { ticks }),
    ...(tickFormat !== undefined && { tickFormat }),
    tickSpacing,
    tickSize: -tickLength,
    strokeWidth: frameWeight,
  };
  const labelled = {
    ...shared,
    tickPadding: tickLength + tickGap,
    fontVariant: "normal",
    label: null,
  };
  const title = {
    labelAnchor: "center",
    labelArrow: "none",
    tickSize: 0,
    fontSize: labelSize + 1,
    ticks: [],
    ...(label !== undefined && { label }),
    ...(labelOffset !== undefined && { labelOffset }),
  } as const;
  const bare = { ...shared, label: null, fill: "none" };
  return name === "x"
    ? [
        Plot.axisX({ ...labelled, anchor: "bottom" }),
        Plot.axisX({ ...bare, anchor: "top" }),
        Plot.axisX({ ...title }),
      ]
    : [
        Plot.axisY({ ...labelled, anchor: "left" }),
        Plot.axisY({ ...bare, anchor: "right" }),
        Plot.axisY({ ...title }),
      ];
}

function widestTick(plot: SVGSVGElement): number {
  const texts = Array.from(plot.querySelectorAll('[aria-label="y-axis tick label"] text'));
  return Math.max(0, ...texts.map((text) => lineWidth(text.textContent ?? "", { size: labelSize })));
}

function flatten(marks: Plot.Markish): object[] {
  if (Array.isArray(marks)) return marks.flatMap(flatten);
  return marks ? [marks] : [];
}
