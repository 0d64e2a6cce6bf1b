/**
 * Every parameter of the reproduction in one place, each marked "paper" (the text gives it) or "assumed" (the text is
 * silent and we chose; the note says why). Units: hbar Omega = hbar = k_B = e = 1.
 */

import {
  isList,
  refuse,
  refuseUnless,
  requireFinite,
  requireKeys,
  requireNotNegative,
  requirePositive,
} from "../checks/validate.js";
import { type Junction, type TwoLevelParameters, twoLevelJunction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";

/** A parameter with its origin. */
export interface Parameter<T> {
  /** as LaTeX, without dollar signs */
  readonly symbol: string;
  /** energies in units of the mode energy */
  readonly value: T;
  /** whether the paper states the value, or this collection had to choose one */
  readonly origin: "paper" | "assumed";
  /** what it is, and where it stands or why this value was taken */
  readonly note: string;
}

const paper = <T>(symbol: string, value: T, note: string): Parameter<T> => ({
  symbol,
  value,
  origin: "paper",
  note,
});
const assumed = <T>(symbol: string, value: T, note: string): Parameter<T> => ({
  symbol,
  value,
  origin: "assumed",
  note,
});

/** k/parts for k = from, from + stride, ..., to: decimal fractions, so that printed grids are short. */
const fractions = (from: number, to: number, stride: number, parts: number): readonly number[] =>
  Array.from({ length: (to - from) / stride + 1 }, (_, k) => (from + k * stride) / parts);

/** All parameters of the reproduction by name. */
export interface Parameters {
  /** energy of the mode, the unit of energy */
  readonly omega: Parameter<number>;
  /** energy of the level that electrode L touches */
  readonly epsilonL: Parameter<number>;
  /** energy of the level that electrode R touches */
  readonly epsilonR: Parameter<number>;
  /** broadening of level L */
  readonly gammaL: Parameter<number>;
  /** broadening of level R */
  readonly gammaR: Parameter<number>;
  /** m, hop from level to level with the mode's displacement, unit energy^(3/2) */
  readonly coupling: Parameter<number>;
  /** damping of the mode by its own bath */
  readonly gammaPh: Parameter<number>;
  /** T_0 of Figs. 3 and 4 */
  readonly meanTemperature: Parameter<number>;
  /** T_e - T_ph of Figs. 3 and 4 */
  readonly deltaT: Parameter<readonly number[]>;
  /** mu of the curves of Figs. 3 and 4 */
  readonly chemicalPotentials: Parameter<readonly number[]>;
  /** T of the curves of Fig. 5 */
  readonly coolingTemperatures: Parameter<readonly number[]>;
  /** V of Fig. 5 */
  readonly bias: Parameter<readonly number[]>;
  /** (mu_L + mu_R)/2 of Fig. 5 */
  readonly centre: Parameter<number>;
  /** definition of the rectification ratio of Fig. 3(b) */
  readonly rectification: Parameter<string>;
  /** number of spin directions */
  readonly spin: Parameter<number>;
}

/** The parameters of Figs. 2 to 5. */
export const parameters: Parameters = {
  omega: paper("\\hbar\\Omega", 1, "mode energy, the unit of energy (caption of Fig. 3)"),
  epsilonL: paper("\\varepsilon_L", 10.5, "level at the left electrode (caption of Fig. 3)"),
  epsilonR: paper("\\varepsilon_R", 9.5, "level at the right electrode (caption of Fig. 3)"),
  gammaL: paper(
    "\\gamma_L",
    0.5,
    'broadening; the caption\'s "$\\gamma_L = \\gamma_R = 0.5 = m = 0.5$" read as $\\gamma_L = \\gamma_R = m = 0.5$',
  ),
  gammaR: paper("\\gamma_R", 0.5, "broadening, same line"),
  coupling: paper("m", 0.5, "off-diagonal element of $M$ for the mass-normalised displacement, same line"),
  gammaPh: assumed(
    "\\gamma_{ph}",
    0.5,
    "not given; likeliest reading of the garbled line. Ohmic, $\\Gamma_{ph}(\\omega) = 2\\omega\\gamma_{ph}$: it must be odd in $\\omega$",
  ),
  meanTemperature: assumed(
    "T_0",
    0.5,
    "Figs. 3, 4: $T_e = T_0 + \\Delta T/2$, $T_{ph} = T_0 - \\Delta T/2$, so that $\\Delta T \\to -\\Delta T$ swaps the two",
  ),
  deltaT: assumed(
    "\\Delta T",
    fractions(-960, 960, 12, 1000),
    "Figs. 3, 4: open interval $(-1, 1)$, where both temperatures are positive",
  ),
  chemicalPotentials: assumed(
    "\\mu",
    [8, 8.5, 9, 9.5, 10],
    "Figs. 3, 4: $\\mu_L = \\mu_R$; mirror images above 10 coincide",
  ),
  coolingTemperatures: assumed("T", [0.1, 0.2, 0.25, 0.3, 0.5], "Fig. 5: $T_e = T_{ph} = T$"),
  bias: assumed(
    "V",
    fractions(-600, 200, 5, 100),
    "Fig. 5: $\\mu_L = 10 + V/2$, $\\mu_R = 10 - V/2$, a symmetric bias",
  ),
  centre: assumed("\\mu_0", 10, "Fig. 5: mean chemical potential, half way between the levels"),
  rectification: assumed(
    "R",
    "$(\\lvert J_+\\rvert - \\lvert J_-\\rvert)/(\\lvert J_+\\rvert + \\lvert J_-\\rvert)$",
    "$J_+ = J(\\Delta T)$, $J_- = J(-\\Delta T)$, $\\Delta T > 0$; the text does not define it",
  ),
  spin: assumed("g_s", 1, "spinless; multiply $\\Lambda$, $J$ and $I$ by 2 for spin"),
};

/**
 * Rows of a table that states parameters with their origin, as each notebook does for those it uses.
 * @param names keys of {@link parameters}; default all of them
 * @returns one row per parameter; long lists of values are shown by their ends and their number
 * @throws RangeError for a name that is no parameter
 * @throws TypeError for what is no array
 */
export function parameterTable(
  names: readonly (keyof Parameters)[] = Object.keys(parameters) as (keyof Parameters)[],
): { readonly symbol: string; readonly value: string; readonly origin: string; readonly note: string }[] {
  if (!isList(names)) refuseUnless(false, "names", "an array of names of parameters", names);
  return Array.from(names, (name) => {
    const parameter = Object.hasOwn(parameters, name)
      ? parameters[name]
      : refuse("name", `one of ${Object.keys(parameters).join(", ")}`, name);
    const { symbol, value, origin, note } = parameter;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const text =
      values.length > 6 ? `$${values[0]}$ … $${values.at(-1)}$ (${values.length} values)` : values.join(", ");
    return { symbol: `$${symbol}$`, value: text, origin, note };
  });
}

/**
 * The paper's two-level junction (Fig. 2 with the caption of Fig. 3) with some of its parameters changed.
 * @param changes any of the parameters of {@link twoLevelJunction}; the others are the paper's
 * @returns the junction
 * @throws RangeError for a name that is no parameter and for values that {@link twoLevelJunction} refuses
 * @throws TypeError for what is of a wrong type
 * @example
 * paperJunctionWith({ gammaPh: 0.05 }) // a sharper mode
 */
export function paperJunctionWith(changes: Partial<TwoLevelParameters>): Junction {
  const { epsilonL, epsilonR, gammaL, gammaR, coupling, omega, gammaPh } = parameters;
  const stated: TwoLevelParameters = {
    epsilonL: epsilonL.value,
    epsilonR: epsilonR.value,
    gammaL: gammaL.value,
    gammaR: gammaR.value,
    coupling: coupling.value,
    omega: omega.value,
    gammaPh: gammaPh.value,
  };
  return twoLevelJunction({ ...stated, ...requireKeys("changes", changes, [], Object.keys(stated)) });
}

/** The paper's two-level junction (Fig. 2 with the caption of Fig. 3). */
export const paperJunction: Junction = paperJunctionWith({});

/**
 * Operating point of a junction with electrodes L and R at one temperature.
 * @param muL chemical potential of electrode L, unit of energy
 * @param muR chemical potential of electrode R
 * @param electronTemperature k_B T_e >= 0 of both electrodes, unit of energy
 * @param bosonTemperature k_B T_ph >= 0 of the modes' bath; default T_e
 * @returns the operating point, plain and complete: spread it to change a part
 * @throws RangeError for what is not finite and for a negative temperature
 * @throws TypeError for what is of a wrong type
 * @example
 * currents(paperJunction, twoTerminal(9, 11, 0.25))
 */
export function twoTerminal(
  muL: number,
  muR: number,
  electronTemperature: number,
  bosonTemperature: number = electronTemperature,
): OperatingPoint {
  const temperature = requireNotNegative("electronTemperature", electronTemperature);
  return {
    electrodes: {
      L: { mu: requireFinite("muL", muL), temperature },
      R: { mu: requireFinite("muR", muR), temperature },
    },
    bath: { temperature: requireNotNegative("bosonTemperature", bosonTemperature) },
  };
}

/**
 * Operating point of a junction with electrodes L and R under a bias V = mu_L - mu_R that is symmetric about a mean
 * chemical potential, as in Fig. 5.
 * @param V mu_L - mu_R, unit of energy
 * @param temperature k_B T_e >= 0 of both electrodes
 * @param options `mean`: (mu_L + mu_R)/2, default 10, half way between the paper's levels; `bosonTemperature`: k_B T_ph of
 *   the modes' bath, default T_e
 * @throws RangeError for numbers that are not finite and for a negative temperature
 * @throws TypeError for what is no number
 * @example
 * currents(paperJunction, biased(-0.8, 0.25)).J // below zero: the current cools the mode
 */
export function biased(
  V: number,
  temperature: number,
  options: { readonly mean?: number; readonly bosonTemperature?: number } = {},
): OperatingPoint {
  requireKeys("options", options, [], ["mean", "bosonTemperature"]);
  const { mean = parameters.centre.value, bosonTemperature = temperature } = options;
  requireFinite("V", V);
  requireFinite("mean", mean);
  return twoTerminal(mean + V / 2, mean - V / 2, temperature, bosonTemperature);
}

/**
 * The two temperatures of Figs. 3 and 4: T_e = T_0 + deltaT/2 and T_ph = T_0 - deltaT/2, so that deltaT -> -deltaT
 * exchanges them.
 * @param deltaT T_e - T_ph, times k_B, unit of energy
 * @param mean T_0, unit of energy; default the collection's assumption
 * @returns both temperatures, unit of energy
 * @throws RangeError unless |deltaT| < 2 mean
 * @throws TypeError for what is of a wrong type
 */
export function splitTemperatures(
  deltaT: number,
  mean: number = parameters.meanTemperature.value,
): { readonly electron: number; readonly boson: number } {
  requireFinite("deltaT", deltaT);
  requirePositive("mean temperature", mean);
  if (!(Math.abs(deltaT) < 2 * mean))
    refuse("deltaT", `between ${-2 * mean} and ${2 * mean}, both excluded`, deltaT);
  return { electron: mean + deltaT / 2, boson: mean - deltaT / 2 };
}

/**
 * Rectification ratio R = (|J+| - |J-|)/(|J+| + |J-|): 0 for a reciprocal junction, +-1 for a perfect diode.
 * @param forward J at +deltaT (electrons hotter)
 * @param backward J at -deltaT, of the same unit
 * @returns a number without unit between -1 and 1
 * @throws RangeError if a current is not finite or both vanish
 * @throws TypeError for what is of a wrong type
 */
export function rectificationRatio(forward: number, backward: number): number {
  const a = Math.abs(requireFinite("forward current", forward));
  const b = Math.abs(requireFinite("backward current", backward));
  const largest = Math.max(a, b);
  if (largest === 0) refuse("forward and backward current", "not both zero", 0);
  return (a / largest - b / largest) / (a / largest + b / largest);
}
