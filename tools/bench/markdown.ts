// BENCHMARKS.md, from the measurements alone: no number and no verdict in it is written by hand.

import {
  type Absent,
  type Measurements,
  type PointMeasurement,
  ROUTES,
  type Route,
  type RouteName,
} from "./measurements.js";
import { digits, duration, errorText, percent } from "./numbers.js";
import { obstacles } from "./obstacles.js";
import { asymptoticPower } from "./sizes.js";
import { isRoute, ratio } from "./targets.js";
import { verdicts } from "./verdicts.js";

const HEADS: Readonly<Record<RouteName, string>> = {
  nested: "(a) nested",
  loosest: "(b) loosest",
  grid: "(c) grid",
  tuned: "(c') tuned",
  dblquad: "(d) dblquad",
  numpy: "(e) NumPy",
};

export function markdown(found: Measurements): string {
  return `${[
    "# Benchmarks",
    introduction(found),
    "## Targets",
    table(
      ["target", "asked", "measured", ""],
      verdicts(found).map(({ target, asked, measured, met }) => [
        target,
        asked,
        measured,
        met ? "met" : "**not met**",
      ]),
    ),
    "## What stands in the way",
    obstacles(found).join("\n"),
    "## One point",
    onePoint(found),
    "## Against other routes",
    otherRoutes(found),
    "## One Λ",
    oneLambda(found),
    "## A map",
    map(found),
    "## Any number of levels",
    sizes(found),
    "## Machine",
    machine(found),
  ].join("\n\n")}\n`;
}

function introduction({ accuracy, points }: Measurements): string {
  return `What a pair (J, I) costs: the energy current and the electron current of the two-level junction, to a relative tolerance of ${power(accuracy)}, beside other ways to the same two numbers.
\`npm run bench\` measures and writes this file; \`npm run bench -- --quick\` tries everything out in seconds and writes nothing.

A time is the median of repeated runs on one core, after a warm-up; ± is half the distance between the quartiles.
It is processor time, so that other work on the machine hardly counts.
Times belong to the [machine](#machine); ratios are of times taken within the same run, the library's before and after the others'.
Every error is the larger of the relative errors of J and I against values of 22 digits, computed for the ${points.length} points by [direct quadrature in high precision](tools/bench/reference.py).`;
}

function onePoint({ points }: Measurements): string {
  const rows = points.map(({ id, name, settings, ours }) => [
    id,
    name,
    settings.replaceAll("_", "\\_"),
    timing(ours),
    errorText(ours.error),
  ]);
  return `The paper's junction, γ\\_ph = 0.5 unless stated.

${table(["", "point", "where", "time", "error reached"], rows)}`;
}

function otherRoutes(found: Measurements): string {
  const { accuracy, points } = found;
  const heads = ROUTES.map((route) => HEADS[route]);
  const cells = (of: (point: PointMeasurement, route: RouteName) => string): string[][] =>
    points.map((point) => [point.id, ...ROUTES.map((route) => of(point, route))]);
  const details = points.map(({ id, routes }) => [
    id,
    ...(["loosest", "grid", "tuned"] as const).map((name) => detail(routes[name])),
  ]);
  return `All of them sum the double integral over energy and frequency from which Eq. (8) comes, and share no code with the library ([tools/bench](tools/bench)).

- (a) Nested adaptive Gauss-Kronrod quadrature with break points at the known features, tolerance ${power(accuracy)}, inner ${power(accuracy / 10)}.
- (b) The same at the loosest tolerances that still reach ${power(accuracy)}: decades of the outer one, three ratios of inner to outer, and of these the quickest.
- (c) The trapezoidal rule on a grid of energies and frequencies, over all that double precision sees of the integrand, its steps refined until it reaches ${power(accuracy)}.
- (c') The same with functions of one variable tabulated, and range and steps given up as far as ${power(accuracy)} allows.
- (d) \`scipy.integrate.dblquad\` at tolerance ${power(accuracy)}, with the break points of (a), once for J and once for I.
- (e) The grid of (c) in vectorised NumPy.

For (b), (c), (c') and (e) tolerances and grids were found with the result in hand; that search is not in their times, and a user would have to pay for it.

Time, and error reached:

${table(
  ["", ...heads],
  cells(({ routes }, name) => outcome(routes[name])),
)}

Times slower than the library:

${table(
  ["", ...heads],
  cells((point, name) => {
    const times = ratio(point, name);
    return times === undefined ? absence(point.routes[name]) : digits(times);
  }),
)}

Tolerances (outer / inner) and nodes (energies x frequencies):

${table(["", "(b)", "(c), (e)", "(c')"], details)}${missed(found)}`;
}

/** Routes that did not get where they were asked to. */
function missed({ accuracy, points }: Measurements): string {
  const all = points.flatMap(({ id, routes }) =>
    ROUTES.flatMap((name) => {
      const route = routes[name];
      return isRoute(route) && route.error > accuracy
        ? [`${HEADS[name]} at ${id} (${errorText(route.error)})`]
        : [];
    }),
  );
  return all.length === 0 ? "" : `\n\nAbove ${power(accuracy)} ended: ${all.join(", ")}.`;
}

function oneLambda({ lambda }: Measurements): string {
  return `One value of the pair density of states Λ^LR(ω) of the two-level junction, 32 frequencies in turn, ω = Ω among them: ${duration(lambda.timing.seconds)} ± ${percent(lambda.timing.spread)}.
The digamma differences in it (two of two arguments, one of three) take ${duration(lambda.digamma.seconds)} ± ${percent(lambda.digamma.spread)} on their own.`;
}

function map({ map: { size, points, seconds } }: Measurements): string {
  return `J on ${size} x ${size} points over chemical potential (8 to 12) and mean temperature (0.1 to 3, T\\_e = 5/3 T\\_ph), one core, by \`sweep\`: ${duration(seconds)}, or ${duration(seconds / points)} a point.`;
}

function sizes({ sizes }: Measurements): string {
  const rows = sizes.map(({ levels, lambda, building }) => [
    String(levels),
    `${duration(lambda.seconds)} ± ${percent(lambda.spread)}`,
    `${duration(building.seconds)} ± ${percent(building.spread)}`,
  ]);
  const powerOf = (key: "lambda" | "building"): string =>
    asymptoticPower(sizes.map((size) => ({ levels: size.levels, seconds: size[key].seconds }))).toFixed(2);
  const last = sizes
    .slice(-3)
    .map(({ levels }) => levels)
    .join(", ");
  return `One Λ of a random junction with N levels, two electrodes and one mode, and what building the junction costs once: checks, poles of the Green's function, their couplings.

${table(["N", "one Λ", "building"], rows)}

Through N = ${last} the cost of Λ grows as N^${powerOf("lambda")}, that of building as N^${powerOf("building")}.`;
}

function machine({ machine: it }: Measurements): string {
  const rows = [
    ["processor", `${it.cpu}, ${it.cores} ${it.cores === 1 ? "core" : "cores"} (one used)`],
    ["system", it.os],
    ["Node.js", `${it.node} (V8 ${it.v8})`],
    [
      "Python",
      it.python ? `${it.python.python}, NumPy ${it.python.numpy}, SciPy ${it.python.scipy}` : "not present",
    ],
    ["date", it.date],
  ];
  return table(["", ""], rows);
}

const timing = ({ timing: { seconds, spread, runs } }: Route): string =>
  runs > 1 ? `${duration(seconds)} ± ${percent(spread)}` : `${duration(seconds)} (one run)`;

const outcome = (it: Route | Absent): string =>
  isRoute(it) ? `${timing(it)}, ${errorText(it.error)}` : it.absent;

const absence = (it: Route | Absent): string => (isRoute(it) ? "" : it.absent);

const detail = (it: Route | Absent): string => (isRoute(it) ? (it.detail ?? "") : it.absent);

const power = (value: number): string => value.toExponential(0);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}
