// The figure of BENCHMARKS.md: time against the number of levels, and against the number of modes.

import { columnPlot, curves, selfContained, sideBySide } from "ehp-notebook";
import type { OwnMeasurement } from "../measurements.js";

/** What is drawn of each group: the name of the curve, and along which number it runs. */
const BY_LEVELS: readonly (readonly [group: string, modes: number, name: string])[] = [
  ["equal", 1, "one mode"],
  ["equal", 4, "four modes"],
  ["unequal", 1, "one mode, *T*_{L} ≠ *T*_{R}"],
];

/** Milliseconds at which a label may stand. */
const TICKS: readonly number[] = [-2, -1, 0, 1, 2, 3].flatMap((power) => {
  const decade = Number(`1e${power}`);
  return [decade, 2 * decade, 5 * decade];
});

/** The figure as an SVG file; undefined where too little was measured. */
export function sizeFigure(own: readonly OwnMeasurement[]): string | undefined {
  const levels = BY_LEVELS.flatMap(([group, modes, curve]) =>
    own
      .filter((one) => one.group === group && one.modes === modes)
      .map((one) => ({ x: one.levels, milliseconds: 1e3 * one.timing.seconds, curve })),
  );
  const modes = own
    .filter(({ group }) => group === "modes")
    .map((one) => ({ x: one.modes, milliseconds: 1e3 * one.timing.seconds, curve: "" }));
  if (levels.length < 4 || modes.length < 2) return undefined;
  const panel = (rows: typeof levels, name: string, label: string): SVGSVGElement => {
    const times = rows.map(({ milliseconds }) => milliseconds);
    const isShown = (tick: number): boolean => tick >= Math.min(...times) && tick <= Math.max(...times);
    const hasLegend = new Set(rows.map(({ curve }) => curve)).size > 1;
    return columnPlot({
      panel: name,
      width: 330,
      height: 230,
      x: { type: "log", base: 2, label, ticks: [...new Set(rows.map(({ x }) => x))], tickFormat: String },
      y: { type: "log", label: "time of a point (ms)", ticks: TICKS.filter(isShown), tickFormat: String },
      marks: [
        curves(rows, {
          x: "x",
          y: "milliseconds",
          series: "curve",
          ...(hasLegend ? { legend: "inside", position: "bottom-right" } : { legend: "none" }),
        }),
      ],
    });
  };
  const figure = sideBySide([panel(levels, "(a)", "levels *N*"), panel(modes, "(b)", "modes, eight levels")]);
  return selfContained(figure, {
    name: "size",
    title: "Time of a point against the size of the junction",
    description:
      "Two logarithmic panels: the time of a point in milliseconds against the number of levels, for one and four modes " +
      "and for electrodes of different temperatures, and against the number of modes for eight levels.",
  }).svg;
}
