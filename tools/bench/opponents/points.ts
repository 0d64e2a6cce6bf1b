// The operating points that are timed: one for each regime in which some method has its difficulty.

import { type Junction, type OperatingPoint, twoLevelJunction, twoTerminal } from "ehp-transport";
import type { JI, Model } from "./model.js";

export interface NamedPoint {
  readonly id: string;
  readonly name: string;
  readonly model: Model;
  /** J and I to 22 digits, as reference.py prints them */
  readonly reference: { readonly J: string; readonly I: string };
}

const paper = {
  epsilonL: 10.5,
  epsilonR: 9.5,
  gammaL: 0.5,
  gammaR: 0.5,
  coupling: 0.5,
  omega: 1,
  gammaPh: 0.5,
  muL: 10,
  muR: 10,
} as const;

function point(
  id: string,
  name: string,
  J: string,
  I: string,
  temperatures: readonly [electrons: number, bosons: number],
  change: Partial<Model> = {},
): NamedPoint {
  const [electronTemperature, bosonTemperature] = temperatures;
  return {
    id,
    name,
    model: { ...paper, electronTemperature, bosonTemperature, ...change },
    reference: { J, I },
  };
}

/** The paper's junction but for what is named. The values are those of reference.py. */
export const POINTS: readonly NamedPoint[] = [
  point("P1", "hot electrons", "0.05002017262531552212158", "0.04425100714643945940682", [1.5, 0.5]),
  point(
    "P2",
    "hot mode, window below the levels",
    "-0.01411964265723908432031",
    "-0.01203939930660001233917",
    [1, 1.4],
    { muL: 8, muR: 8 },
  ),
  point("P3", "narrow mode", "-0.07373277375399425884620", "-0.06750078892384017691607", [0.75, 1.25], {
    gammaPh: 0.02,
  }),
  point("P4", "cooling by bias", "-0.005337849757409232985250", "-0.01401816043356288405533", [0.25, 0.25], {
    muL: 9.5,
    muR: 10.5,
  }),
  point("P5", "temperatures ten to one", "0.06485585407004439616588", "0.05713306451990804326825", [2, 0.2]),
  point("P6", "overdamped mode", "-0.02365954587943549246418", "-0.02336174172302508034877", [0.5, 1], {
    gammaPh: 2.5,
  }),
  point(
    "P7",
    "cold, far from the levels",
    "-0.000001872615231097880555786",
    "6.606990867363150690842e-7",
    [0.1, 0.15],
    { muL: 8, muR: 8 },
  ),
  point("P8", "bias at resonance", "0.06922246690591908016062", "0.08238306220076509246535", [0.3, 0.3], {
    muL: 10.5,
    muR: 9.5,
  }),
  point("P9", "high temperatures", "0.02844753303712744031617", "0.02456671731361776733144", [3, 2]),
];

export const exact = ({ reference }: NamedPoint): JI => ({
  J: Number(reference.J),
  I: Number(reference.I),
});

/** The same point as the library takes it. */
export function inLibrary(model: Model): { readonly junction: Junction; readonly point: OperatingPoint } {
  const { epsilonL, epsilonR, gammaL, gammaR, coupling, omega, gammaPh } = model;
  const { muL, muR, electronTemperature, bosonTemperature } = model;
  return {
    junction: twoLevelJunction({ epsilonL, epsilonR, gammaL, gammaR, coupling, omega, gammaPh }),
    point: twoTerminal(muL, muR, electronTemperature, bosonTemperature),
  };
}

/** What distinguishes a point, as a table says it. */
export function settings(model: Model): string {
  const { muL, muR, electronTemperature, bosonTemperature, gammaPh } = model;
  const mu = muL === muR ? `μ = ${muL}` : `μ_L = ${muL}, μ_R = ${muR}`;
  const damping = gammaPh === paper.gammaPh ? "" : `, γ_ph = ${gammaPh}`;
  return `${mu}, T_e = ${electronTemperature}, T_ph = ${bosonTemperature}${damping}`;
}
