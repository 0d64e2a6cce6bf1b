// The levels of a junction to scale (Fig. 2): spectral functions A_alpha = G^r Gamma_alpha G^a (below Eq. 7), Fermi
// functions of both electrodes, and transitions whose height is the energy of a mode.
import * as Plot from "@observablehq/plot";
import {
  fermi,
  type Junction,
  type JunctionInput,
  linspace,
  type OperatingPoint,
  realPart,
  spectralFunction,
} from "ehp-transport";
import {
  checkOperatingPoint,
  electronFeatures,
  ensureJunction,
  refuse,
  requireFinite,
  requireKeys,
  requirePositive,
} from "ehp-transport/input-checks";
import { columnFigure, columnPlot, frameWeight, labelSize } from "../style.js";
import { arrow } from "./arrow.js";
import { boson, left, type Palette, right } from "./palette.js";
import { electron, hole, particleRadius } from "./particles.js";
import { label, moved, type Point, type Shape, toElement } from "./shape.js";
import { wiggle } from "./wiggle.js";

/** An electron that changes its energy by that of a mode. */
export interface Transition {
  /** Electrode where the electron starts. */
  readonly from: string;
  /** Electrode where it ends. */
  readonly to: string;
  /** A boson emitted: the electron goes down by hbar Omega; absorbed: it goes up. */
  readonly boson: "emitted" | "absorbed";
  /** Energy at which it starts; default the highest peak of the spectral function of `from`. */
  readonly energy?: number;
  /** Index of the mode; default 0. */
  readonly mode?: number;
  /** Where on the arrow the boson is drawn, from 0 at its start to 1 at its end; default 0.5. */
  readonly bosonAt?: number;
  /** Text beside the arrow, as "4"; default none. */
  readonly label?: string;
}

/** Settings of {@link levelDiagram}. */
export interface LevelDiagramOptions {
  /** Lowest and highest energy shown; default all levels and chemical potentials with some room. */
  readonly domain?: readonly [number, number];
  /** Transitions to draw; default none. */
  readonly transitions?: readonly Transition[];
  /** Text at the peak of each electrode's spectral function; default `*A*_{L}` for an electrode L. */
  readonly levels?: Readonly<Record<string, string>>;
  /** Letter in the upper left corner, as "(a)"; default none. */
  readonly panel?: string;
  /** Label of the energy axis; null leaves out its numbers too; default "electron energy *ε*". */
  readonly axis?: string | null;
  /** Width of the frame in px; default that of a figure of one column. */
  readonly frameWidth?: number;
  /** Height of the whole in px; default 230. */
  readonly height?: number;
}

/** One electrode as it is drawn: energies with occupation f and density of states tr A. */
interface SideView {
  readonly name: string;
  readonly mu: number;
  readonly peak: number;
  readonly colour: Palette;
  readonly text: string;
  readonly filling: (energy: number) => number;
  readonly rows: readonly { readonly energy: number; readonly f: number; readonly A: number }[];
  /** From a distance to the outer edge to the horizontal coordinate, both as parts of the frame's width. */
  readonly inwards: (distance: number) => number;
}

/** Distances from the outer edge of the frame, as parts of its width. */
const reach = { fermi: 0.17, base: 0.205, spectrum: 0.235, mu: 0.445 } as const;
/** The end of a transition is drawn full from this occupation on: hardly any electron finds a place there. */
const full = 0.95;
/** Energies of the even grid, and further ones at each peak, in units of its half width. */
const points = 101;
const nearPeak = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.3, 1.7, 2.2, 3, 4.5, 7, 12, 25];

const density = (junction: Junction, electrode: string, energy: number): number =>
  spectralFunction(junction, electrode, energy).reduce((sum, row, i) => sum + realPart(row[i]!), 0);

/** Energies that show every peak, however narrow. */
function energyGrid(junction: Junction, [lowest, highest]: readonly [number, number]): readonly number[] {
  const peaks = electronFeatures(junction).flatMap(({ centre, width }) =>
    nearPeak.flatMap((distance) => [centre - distance * width, centre + distance * width]),
  );
  const inside = peaks.filter((energy) => energy > lowest && energy < highest);
  return [...new Set([...linspace(lowest, highest, points), ...inside])].sort((a, b) => a - b);
}

/** f = 1/(exp((e - mu)/T) + 1), the step at T = 0. */
const occupation = (x: number, temperature: number): number =>
  temperature > 0 ? fermi(x, temperature) : x < 0 ? 1 : x > 0 ? 0 : 0.5;

function range(junction: Junction, point: OperatingPoint): readonly [number, number] {
  const levels = junction.hamiltonian.map((row, i) => realPart(row[i]!));
  const reservoirs = Object.values(point.electrodes);
  const all = [...levels, ...reservoirs.map(({ mu }) => mu)];
  const room = Math.max(
    ...junction.modes.map(({ omega }) => omega),
    ...reservoirs.map((r) => 4 * r.temperature),
  );
  return [Math.min(...all) - room, Math.max(...all) + room];
}

function views(
  junction: Junction,
  point: OperatingPoint,
  domain: readonly [number, number],
  options: LevelDiagramOptions,
): readonly SideView[] {
  const names = Object.keys(junction.electrodes);
  if (names.length !== 2) refuse("junction", "one with two electrodes, to have a left and a right", names);
  if (options.levels !== undefined) requireKeys("levels", options.levels, [], names);
  return names.map((name, side) => {
    const { mu, temperature } = point.electrodes[name]!;
    const rows = energyGrid(junction, domain).map((energy) => ({
      energy,
      f: occupation(energy - mu, temperature),
      A: density(junction, name, energy),
    }));
    return {
      name,
      mu,
      peak: rows.reduce((best, row) => (row.A > best.A ? row : best)).energy,
      colour: side === 0 ? left : right,
      text: options.levels?.[name] ?? `*A*_{${name}}`,
      filling: (energy) => occupation(energy - mu, temperature),
      rows,
      inwards: side === 0 ? (distance) => distance : (distance) => 1 - distance,
    };
  });
}

/** Areas of one electrode: occupied states of the metal, all and occupied states of the level. */
function areas({ rows, colour, inwards }: SideView, tallest: number): Plot.Markish[] {
  const width = (part: (row: SideView["rows"][number]) => number) =>
    rows.map((row) => ({ ...row, x: part(row) }));
  const area = (from: number, part: (row: SideView["rows"][number]) => number, fill: string): Plot.Markish =>
    Plot.areaX(width(part), {
      x1: inwards(from),
      x2: (row) => inwards(from + row.x),
      y: "energy",
      fill,
      clip: true,
    });
  const line = (from: number, part: (row: SideView["rows"][number]) => number): Plot.Markish =>
    Plot.line(width(part), {
      x: (row) => inwards(from + row.x),
      y: "energy",
      stroke: colour.line,
      strokeWidth: 1.2,
      clip: true,
    });
  const level = (row: { A: number }): number => (reach.spectrum * row.A) / tallest;
  return [
    area(0, (row) => reach.fermi * row.f, colour.area),
    line(0, (row) => reach.fermi * row.f),
    area(reach.base, (row) => level(row) * row.f, colour.area),
    line(reach.base, level),
    Plot.ruleX([inwards(reach.base)], { stroke: colour.line, strokeWidth: frameWeight }),
  ];
}

/** Draws shapes in a plot; they are given the px of an energy and of a part of the frame's width. */
function inPlot(
  draw: (place: (x: number, energy: number) => Point) => readonly Shape[],
): Plot.RenderFunction {
  return (_index, scales, _values, _dimensions, context) => {
    const [x, y] = [scales.x, scales.y] as unknown as ((value: number) => number)[];
    return toElement(
      context.document,
      moved(
        [0, 0],
        draw((part, energy) => [x!(part), y!(energy)]),
      ),
    );
  };
}

/** Names of the Fermi functions and the levels, and chemical potentials. */
function annotations(sides: readonly SideView[]): Plot.Markish {
  return inPlot((place) =>
    sides.flatMap(({ name, mu, peak, colour, text, rows, inwards }) => {
      const isLeft = inwards(0) === 0;
      const [start, end] = [place(inwards(0), mu), place(inwards(reach.mu), mu)];
      const above = mu >= peak ? -1 : 1;
      const deepest = rows[0]!;
      const foot = place(inwards(reach.fermi / 2), deepest.energy);
      const tip = place(inwards(reach.base + reach.spectrum), peak);
      return [
        {
          tag: "path",
          attributes: {
            d: `M${start.join(",")}L${end.join(",")}`,
            stroke: colour.line,
            "stroke-width": 1.2,
            "stroke-dasharray": "4 2.5",
          },
        },
        label(`*μ*_{${name}}`, [end[0], end[1] + above * 0.75 * labelSize], {
          anchor: isLeft ? "end" : "start",
        }),
        ...(deepest.f > 0.9
          ? [label(`*f*_{${name}}`, [foot[0], foot[1] - labelSize], { fill: colour.line })]
          : []),
        label(text, [tip[0] + (isLeft ? 7 : -7), tip[1] - 2], { anchor: isLeft ? "start" : "end" }),
      ];
    }),
  );
}

function transitionShapes(
  junction: Junction,
  sides: readonly SideView[],
  tallest: number,
  transition: Transition,
): Plot.Markish {
  const find = (name: string): SideView =>
    sides.find((side) => side.name === name) ??
    refuse("electrode of a transition", `one of ${sides.map((side) => side.name).join(", ")}`, name);
  const [start, end] = [find(transition.from), find(transition.to)];
  if (start === end) refuse("transition", "between two different electrodes", transition);
  const mode =
    junction.modes[transition.mode ?? 0] ??
    refuse("mode of a transition", `an index between 0 and ${junction.modes.length - 1}`, transition.mode);
  const isEmission = transition.boson === "emitted";
  if (!isEmission && transition.boson !== "absorbed") {
    refuse("boson of a transition", '"emitted" or "absorbed"', transition.boson);
  }
  const energy = requireFinite("energy of a transition", transition.energy ?? start.peak);
  const after = energy + (isEmission ? -1 : 1) * mode.omega;
  const at = (side: SideView, value: number): number =>
    side.inwards(reach.base + (reach.spectrum * density(junction, side.name, value)) / tallest);
  return inPlot((place) => {
    const [from, to] = [place(at(start, energy), energy), place(at(end, after), after)];
    const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const part = transition.bosonAt ?? 0.5;
    const meeting: Point = [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
    const near: Point = [meeting[0] + 5, meeting[1]];
    const far: Point = [meeting[0] + 28, meeting[1]];
    // The name of the quantum stands on the side that the arrow leaves free.
    const aside = (to[0] - from[0]) * (to[1] - from[1]) < 0 ? 1 : -1;
    return [
      isEmission ? wiggle(near, far) : wiggle(far, near),
      label("*ħΩ*", [(near[0] + far[0]) / 2 + 2, meeting[1] + aside * 1.1 * labelSize], { fill: boson.line }),
      arrow(from, to, { gap: particleRadius + 1 }),
      electron(from),
      end.filling(after) >= full ? electron(to) : hole(to),
      ...(transition.label === undefined
        ? []
        : [label(transition.label, [middle[0] - 7, middle[1]], { anchor: "end" })]),
    ];
  });
}

/**
 * Energy levels of a junction with two electrodes at an operating point, to scale along the energy axis.
 *
 * From the edges to the middle: the Fermi function of each electrode, its chemical potential, and the spectral function
 * tr A_alpha of the states that come from it, filled as far as they are occupied. All are computed; both spectral
 * functions have one scale. Transitions are arrows whose height is the energy of a mode; they end in an open circle,
 * filled where the states are full.
 *
 * @param junction a junction with two electrodes; the first is drawn on the left
 * @param point chemical potentials and temperatures
 * @param options see {@link LevelDiagramOptions}; by default one panel, one column wide
 * @returns an SVG element for `notebook.figure`, or for {@link sideBySide}
 * @throws RangeError for a junction without two electrodes, a bad operating point, a domain that is not ascending, and
 *   a transition with an unknown electrode or mode
 * @example
 * levelDiagram(paperJunction, twoTerminal(11, 9, 0.3), {
 *   transitions: [{ from: "L", to: "R", boson: "emitted", label: "4" }],
 * })
 */
export function levelDiagram(
  junction: JunctionInput,
  point: OperatingPoint,
  options: LevelDiagramOptions = {},
): SVGSVGElement {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  const domain = options.domain ?? range(checked, point);
  const [lowest, highest] = [requireFinite("domain", domain[0]), requireFinite("domain", domain[1])];
  if (!(lowest < highest)) refuse("domain", "two ascending energies", domain);
  const sides = views(checked, point, [lowest, highest], options);
  const tallest = Math.max(...sides.flatMap(({ rows }) => rows.map(({ A }) => A)));
  const { axis = "electron energy *ε*", height = columnFigure.height! } = options;
  const margins = { marginLeft: axis === null ? 6 : 42, marginRight: 6, marginTop: 8, marginBottom: 8 };
  const frameWidth = requirePositive(
    "frameWidth",
    options.frameWidth ?? columnFigure.width! - margins.marginLeft - margins.marginRight,
  );
  return columnPlot({
    ...(options.panel !== undefined && { panel: options.panel }),
    ...margins,
    width: margins.marginLeft + frameWidth + margins.marginRight,
    height,
    x: { domain: [0, 1], axis: null },
    y: {
      domain: [lowest, highest],
      ...(axis === null ? { tickFormat: () => "", label: null } : { label: axis }),
    },
    marks: [
      ...sides.flatMap((side) => areas(side, tallest)),
      annotations(sides),
      ...(options.transitions ?? []).map((one) => transitionShapes(checked, sides, tallest, one)),
    ],
  });
}
