// The figure of BENCHMARKS.md: time against the number of levels, and against the number of modes.

import { columnPlot, curves, selfContained, sideBySide } from "ehp-transport/notebook";
import type { OwnMeasurement } from "../measurements.js";

/** What is drawn of each group: the name of the curve, and along which number it runs. */
const BY_LEVELS: readonly (readonly [group: string, modes: number, name: string])[] = [
  ["equal", 1, "one mode"],
  ["equal", 4, "four modes"],
  ["unequal", 1, "one mode, *T*_{L} ≠ *T*_{R}"],
];

/** The figure as an SVG file; undefined where too little was measured. */
export function sizeFigure(own: readonly OwnMeasurement[]): string | undefined {
  const levels = BY_LEVELS.flatMap(([group, modes, curve]) =>
    own
      .filter((one) => one.group === group && one.modes === modes)
      .map((one) => ({ x: one.levels, milliseconds: 1e3 * one.timing.seconds, curve })),
  );
  const modes = own
    .filter(({ group }) => group === "modes")
    .map((one) => ({ x: one.modes, milliseconds: 1e3 * one.timing.seconds, curve: "*N* = 8" }));
  if (levels.length < 4 || modes.length < 2) return undefined;
  const panel = (rows: typeof levels, name: string, label: string): SVGSVGElement =>
    columnPlot({
      panel: name,
      width: 330,
      height: 230,
      x: { type: "log", base: 2, label, ticks: [...new Set(rows.map(({ x }) => x))], tickFormat: String },
      y: { type: "log", label: "time of a point (ms)", tickFormat: (value: number) => String(value) },
      marks: [
        curves(rows, {
          x: "x",
          y: "milliseconds",
          series: "curve",
          legend: "inside",
          position: "bottom-right",
        }),
      ],
    });
  const figure = sideBySide([panel(levels, "(a)", "levels *N*"), panel(modes, "(b)", "modes, eight levels")]);
  return selfContained(figure, {
    name: "size",
    title: "Time of a point against the size of the junction",
    description:
      "Two logarithmic panels: the time of a point in milliseconds against the number of levels, for one and four modes " +
      "and for electrodes of different temperatures, and against the number of modes for eight levels.",
  }).svg;
}
