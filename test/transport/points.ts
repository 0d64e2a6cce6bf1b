/** Two-level junctions at random points, and what the solver makes of them. */

import { currents, type Junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { dots, dotsWith } from "../junctions.js";
import { type TwoLevelModel, twoLevelModelOf } from "../two-level-model.js";

export const paper: TwoLevelModel = twoLevelModelOf(dots)!.model;
export const paperWith = (part: Partial<TwoLevelModel>): TwoLevelModel => ({ ...paper, ...part });

export interface Point {
  readonly model: TwoLevelModel;
  readonly muL: number;
  readonly muR: number;
  readonly Te: number;
  readonly Tph: number;
}

export interface Result {
  readonly J: number;
  readonly I: number;
  readonly errorJ: number;
  readonly errorI: number;
  readonly converged: boolean;
}

export const junctionOf = (model: TwoLevelModel): Junction =>
  dotsWith({
    epsilonL: model.epsilonL,
    epsilonR: model.epsilonR,
    gammaL: model.gammaL,
    gammaR: model.gammaR,
    coupling: Math.sqrt(model.couplingSquared),
    omega: model.omega,
    gammaPh: model.gammaPh,
  });
export const pointOf = ({ muL, muR, Te, Tph }: Point): OperatingPoint => twoTerminal(muL, muR, Te, Tph);

export function solve(point: Point, tolerance = 1e-10): Result {
  const { J, I, error, converged } = currents(junctionOf(point.model), pointOf(point), { tolerance });
  return { J, I: I!, errorJ: error.J, errorI: error.I!, converged };
}

/** Eps_L, eps_R, gamma_L, gamma_R, Omega, gamma_ph; mu_L, mu_R; T_e, T_ph. */
export type Numbers = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export function at([epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh, muL, muR, Te, Tph]: Numbers): Point {
  const model = paperWith({ epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh });
  return { model, muL, muR, Te, Tph };
}

/** Parameters as in the paper's figures, some way around. */
export function moderatePoint(next: () => number): Point {
  const between = (a: number, b: number): number => a + (b - a) * next();
  const decades = (a: number, b: number): number => a * (b / a) ** next();
  return {
    model: {
      epsilonL: between(9, 11),
      epsilonR: between(9, 11),
      gammaL: decades(0.02, 2),
      gammaR: decades(0.02, 2),
      couplingSquared: 0.25,
      omega: between(0.5, 2),
      gammaPh: decades(1e-3, 2.2),
    },
    muL: between(8, 12),
    muR: between(8, 12),
    Te: between(0.05, 3),
    Tph: between(0.05, 3),
  };
}

/** Everything the rule has to survive: narrow and wide, hot and cold, special values one on top of the other. */
export function extremePoint(next: () => number): Point {
  const between = (a: number, b: number): number => a + (b - a) * next();
  const decades = (a: number, b: number): number => a * (b / a) ** next();
  const pick = <T>(...values: T[]): T => values[Math.floor(next() * values.length)]!;
  const omega = between(0.5, 2);
  const epsilonL = between(9, 11);
  const gammaL = decades(1e-6, 10);
  const Te = decades(0.01, 5);
  const model = {
    epsilonL,
    epsilonR: next() < 0.2 ? epsilonL + pick(0, omega, -omega) : between(9, 11),
    gammaL,
    gammaR: next() < 0.2 ? gammaL * (1 + pick(0, 1e-12, 1e-8)) : decades(1e-6, 10),
    couplingSquared: 0.25,
    omega,
    gammaPh: omega * (next() < 0.1 ? pick(2, 2 + 1e-12, 2 - 1e-6) : decades(1e-6, 10)),
  };
  const muL = next() < 0.1 ? epsilonL : between(8, 12);
  const gap = model.epsilonL - model.epsilonR;
  return {
    model,
    muL,
    muR: next() < 0.4 ? muL - pick(0, omega, -omega, gap, 1e-12) : between(8, 12),
    Te,
    Tph: next() < 0.2 ? Te * pick(1, 2, 0.5, 3, 1 + 1e-9) : Te * decades(0.01, 100),
  };
}
