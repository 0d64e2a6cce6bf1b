// Route (c): the trapezoidal rule on a rectangular grid of energies and frequencies. The integrand is analytic and falls
// off at both ends, so the rule converges exponentially, as fast as the narrowest width allows.

import { absorptionFactor, emissionFactor, fermi, type JI, lorentzian, type Model } from "./model.js";

export interface Grid {
  readonly energyStep: number;
  readonly frequencyStep: number;
  /** thermal energies after which a tail is dropped */
  readonly tail: number;
}

/** First node, and number of nodes, in energy and in frequency. */
export interface Extent {
  readonly energy: number;
  readonly energies: number;
  readonly frequency: number;
  readonly frequencies: number;
}

/** Nodes between which all of the integrand lies, but for tails of exp(-tail). */
export function extentOf(model: Model, grid: Grid): Extent {
  const { muL, muR, electronTemperature, bosonTemperature } = model;
  const energyTail = grid.tail * electronTemperature;
  const energy = Math.min(muL, muR) - energyTail;
  const frequencyTail = grid.tail * Math.max(electronTemperature, bosonTemperature);
  const frequency = Math.min(0, muL - muR) - frequencyTail;
  return {
    energy,
    energies: Math.ceil((Math.max(muL, muR) + energyTail - energy) / grid.energyStep) + 1,
    frequency,
    frequencies: Math.ceil((Math.max(0, muL - muR) + frequencyTail - frequency) / grid.frequencyStep) + 1,
  };
}

/** J and I on a grid; what depends on one variable only is computed once. */
export function gridCurrents(model: Model, grid: Grid): JI {
  const { epsilonL, epsilonR, gammaL, gammaR, muL, muR, electronTemperature } = model;
  const { energyStep, frequencyStep } = grid;
  const { energy, energies, frequency, frequencies } = extentOf(model, grid);
  const filled = new Float64Array(energies);
  const empty = new Float64Array(energies);
  for (let i = 0; i < energies; i++) {
    const e = energy + i * energyStep;
    const spectrum = lorentzian(e - epsilonL, gammaL);
    const f = fermi((e - muL) / electronTemperature);
    filled[i] = spectrum * f;
    empty[i] = spectrum * (1 - f);
  }
  let J = 0;
  let I = 0;
  for (let j = 0; j < frequencies; j++) {
    const w = frequency + j * frequencyStep;
    const emission = emissionFactor(model, w);
    const absorption = absorptionFactor(model, w);
    let rate = 0;
    for (let i = 0; i < energies; i++) {
      const e = energy + i * energyStep - w;
      const f = fermi((e - muR) / electronTemperature);
      rate +=
        lorentzian(e - epsilonR, gammaR) * (filled[i]! * (1 - f) * emission - empty[i]! * f * absorption);
    }
    J += w * rate;
    I += rate;
  }
  const area = energyStep * frequencyStep;
  return { J: J * area, I: I * area };
}
