// BENCHMARKS.md, from the measurements alone: no number and no verdict in it is written by hand.

import {
  type Absent,
  type Measurements,
  type OwnMeasurement,
  type PointMeasurement,
  ROUTES,
  type Route,
  type RouteName,
} from "./measurements.js";
import { digits, duration, errorText, percent } from "./numbers.js";
import { GROUPS, type Group } from "./own/cases.js";
import { HOPPING } from "./own/inputs.js";
import { asymptoticPower } from "./own/power-law.js";
import { SECOND_ORDER_TOLERANCE } from "./own/second-order.js";
import { median } from "./timing.js";
import {
  isRoute,
  POINT_TARGET,
  ratio,
  referenceMedian,
  referenceSeconds,
  targetOf,
  type Verdict,
  verdicts,
} from "./verdicts.js";

/** Where the figure lies, from the file's own folder. */
export const FIGURE = "tools/bench/size.svg";

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
    targets(found),
    "## One point of the two-level junction",
    onePoint(found),
    "### Against other routes",
    otherRoutes(found),
    "## Other junctions",
    otherJunctions(found),
    "### How it grows",
    growth(found),
    "## Machine",
    machine(found),
  ].join("\n\n")}\n`;
}

const paces = ({ points, own }: Measurements): number => median([...points, ...own].map(({ pace }) => pace));

function introduction(found: Measurements): string {
  const { accuracy, points } = found;
  return `What a call of \`currents\` costs: J, I, heats, entropy production, all channels, and the errors of all of them, to a relative tolerance of ${power(accuracy)}.
\`npm run bench\` measures and writes this file; \`npm run bench -- --quick\` tries out what is quick in seconds and writes nothing.

A time is the median of repeated runs on one core, after a warm-up; ± is half the distance between the quartiles.
It is processor time, so that other work on the machine hardly counts.
The times asked are those of a [reference machine](tools/bench/pace.ts). "There" is a time divided by how much longer the nested quadrature (a) and the grid (c) took here, before and after it, than they did there: ${digits(paces(found))} times in the median.
Warm means that the poles of the junction are known, as they are from its second operating point on.
Times belong to the [machine](#machine); ratios are of times taken within the same run.
"Before" is what the version before the present solver took for the same on the reference machine, measured once on 2026-11-28 ([how](tools/bench/own/before.ts)).
Errors at the ${points.length} two-level points are the larger of the relative errors of J and I against values of 22 digits, computed by [direct quadrature in high precision](tools/bench/opponents/reference.py).`;
}

const SMALL =
  "Small junctions: about half of a point's time goes into what does not grow with the junction: the list of poles, the choice of the wedge, the errors of every channel, and the result's own objects. The two-level junction's own route, which this solver replaced, knew J and I alone, and no errors of channels.";

/** What keeps a group from its target, where it misses one. */
const REASONS: Readonly<Record<Verdict["group"], string>> = {
  points: SMALL,
  equal: SMALL,
  modes: SMALL,
  unequal:
    "Electrodes of different temperatures: each channel sums its occupations over some hundred simple fractions at every node, to 16 digits at any tolerance, since the error of that sum is not estimated from case to case.",
  bands:
    "Electrodes with a band: sums over pairs of poles are kept from point to point, so that what is left are the residues, some thousand hops and rungs with the digammas of each; and each point is computed by a lighter fit too, which tells the error of the fit.",
  wires: "Long wires: the double sum grows as the square of the number of levels.",
  maps: "Maps: a point of J costs what all currents of it cost.",
  "second-order":
    "Second order: the integral over energy takes 16 nodes on each of a dozen to twenty panels, graded by poles, thresholds and Fermi rungs, and bosons of another temperature a second integral over half as many. Every node asks for the self-energies of all poles with all pairs of modes, for the states that scatter at its energy, and for the projections of these on all poles.",
  beyond: "Beyond lowest order: every frequency asks for the retarded self-energy of all modes.",
};

/** One line for each reason that a target is missed. */
function obstacles(missed: readonly Verdict[]): string {
  const reasons = [...new Set(missed.map(({ group }) => REASONS[group]))];
  return `What stands in the way:\n\n${reasons.map((reason) => `- ${reason}`).join("\n")}`;
}

function targets(found: Measurements): string {
  const all = verdicts(found);
  const missed = all.filter(({ isMet }) => !isMet);
  const head = `${all.length - missed.length} of ${all.length} are met.`;
  if (missed.length === 0) return head;
  const rows = missed.map(({ what, seconds, target }) => [
    what,
    duration(target),
    duration(seconds),
    `${digits(seconds / target)} times`,
  ]);
  return `${head} Those that are not:\n\n${table(["", "asked", "there", "is"], rows)}\n\n${obstacles(missed)}`;
}

function onePoint(found: Measurements): string {
  const rows = found.points.map(({ id, name, settings, ours, before, pace }) => [
    id,
    name,
    settings.replaceAll("_", "\\_"),
    timing(ours),
    duration(ours.timing.seconds / pace),
    before === undefined ? "" : duration(before),
    errorText(ours.error),
  ]);
  return `The paper's junction, γ\\_ph = 0.5 unless stated.

${table(["", "point", "where", "time", "there", "before", "error reached"], rows)}

The median of the points is ${duration(referenceMedian(found))} there; asked were ${duration(POINT_TARGET)}.`;
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

const TITLES: Readonly<Record<Group, string>> = {
  equal:
    "Electrodes of one temperature: mean over random junctions and operating points, damping of each mode its own",
  modes: "The same, eight levels and many modes",
  unequal: "Electrodes of different temperatures, one mode",
  bands: "Electrodes with a band: semi-infinite chains",
  wires: "Disordered rows of levels, hopping 1, modes on bonds, T = 0.026",
  maps: "J on 400 x 400 points over chemical potential and mean temperature (0.1 to 3, T\\_e = 5/3 T\\_ph), by `sweep`",
  "second-order": "Currents of every terminal to second order",
  beyond: "Beyond lowest order, tolerance 1e-8",
};

const power = (value: number): string => value.toExponential(0);

/** What is timed, where the title does not say it. */
const NOTES: Partial<Record<Group, string>> = {
  "second-order": `Current and heat of every terminal, each in its four parts, by \`currents\` with \`hartree: "none"\`, and all that it gives by Eq. (8); tolerance ${power(SECOND_ORDER_TOLERANCE)}, relative to the largest part of any current, of heats to that of any heat.
The paper's junction has a hopping of ${HOPPING} between its levels, T\\_e = 0.25 and a bias of one; the random ones are those above.
\`differential\`, which seeks what roundoff allows, and \`linearResponse\`, at ${power(SECOND_ORDER_TOLERANCE)} and without bias, count the Hartree shift, as they do by default; their tolerance is met where all errors are below ${power(SECOND_ORDER_TOLERANCE)} of the largest number of the same unit.
The Born approximation takes one mode and at most four levels: nothing else in the library gives these currents of larger junctions.`,
};

function otherJunctions(found: Measurements): string {
  return GROUPS.flatMap((group) => {
    const own = found.own.filter((one) => one.group === group);
    if (own.length === 0) return [];
    const head = [`**${TITLES[group]}**`, NOTES[group]].filter((one) => one !== undefined).join("\n\n");
    return [`${head}\n\n${ownTable(own, found)}${alternatives(own)}`];
  }).join("\n\n");
}

function ownTable(own: readonly OwnMeasurement[], found: Measurements): string {
  const rows = own.map((one) => {
    const target = targetOf(one, found);
    const { timing: time, before, met, calls } = one;
    const there = referenceSeconds(one);
    return [
      one.label,
      `${duration(time.seconds)} ± ${percent(time.spread)}`,
      duration(there),
      target === undefined ? "" : duration(target),
      target === undefined ? "" : there <= target ? "met" : "**not met**",
      before === undefined ? "" : `${duration(before)} (${digits(before / there)} times)`,
      `${met} of ${calls}`,
    ];
  });
  return table(["", "time", "there", "asked", "", "before", "tolerance met"], rows);
}

/** Sentences on the other routes of a group. */
const alternatives = (own: readonly OwnMeasurement[]): string =>
  own
    .flatMap(({ label, timing: time, other }) =>
      other
        ? `\n\n${label}: ${other.name}, takes ${duration(other.seconds)} at one of the points, ${digits(other.seconds / time.seconds)} times as long${other.distance === undefined ? "" : `, and agrees to ${errorText(other.distance)}`}.`
        : [],
    )
    .join("");

function growth({ own }: Measurements): string {
  const law = (group: Group, modes: number | undefined, along: "levels" | "modes"): string | undefined => {
    const rows = own.filter((one) => one.group === group && (modes === undefined || one.modes === modes));
    if (rows.length < 3) return undefined;
    return asymptoticPower(rows.map((one) => [one[along], one.timing.seconds])).toFixed(1);
  };
  const [one, four, unequal] = [
    law("equal", 1, "levels"),
    law("equal", 4, "levels"),
    law("unequal", 1, "levels"),
  ];
  const modes = law("modes", undefined, "modes");
  const sentences = [
    one && `With one mode the time of a point grows as N^${one} through the three largest N.`,
    four && `With four modes it grows as N^${four}.`,
    unequal && `Between electrodes of different temperatures it grows as N^${unequal}.`,
    modes && `With the number of modes it grows as its power ${modes}, through the three largest numbers.`,
  ].filter((sentence) => sentence !== undefined);
  return [
    `![Time of a point against the number of levels and of modes](${FIGURE})`,
    sentences.join("\n"),
  ].join("\n\n");
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}
