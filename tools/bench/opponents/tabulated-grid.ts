// The grid of route (c) at its best: one step is a multiple of the other, so that e - w falls on a grid too and every
// Fermi function and spectral function is computed once per node instead of once per pair of nodes.

import { extentOf, type Grid } from "./grid.js";
import { absorptionFactor, emissionFactor, fermi, type JI, lorentzian, type Model } from "./model.js";

/** J and I on the given grid, its longer step shortened to a multiple of the shorter one. */
export function tabulatedGridCurrents(model: Model, grid: Grid): JI {
  const step = Math.min(grid.energyStep, grid.frequencyStep);
  // A step that is a multiple already must not fall to the multiple below by roundoff.
  const strideE = Math.floor(grid.energyStep / step + 1e-9);
  const strideW = Math.floor(grid.frequencyStep / step + 1e-9);
  const { energy, energies, frequency, frequencies } = extentOf(model, {
    energyStep: strideE * step,
    frequencyStep: strideW * step,
    tail: grid.tail,
  });
  const { epsilonL, epsilonR, gammaL, gammaR, muL, muR, electronTemperature } = model;
  const filledL = new Float64Array(energies);
  const emptyL = new Float64Array(energies);
  for (let i = 0; i < energies; i++) {
    const e = energy + i * strideE * step;
    const spectrum = lorentzian(e - epsilonL, gammaL);
    const f = fermi((e - muL) / electronTemperature);
    filledL[i] = spectrum * f;
    emptyL[i] = spectrum * (1 - f);
  }
  // Node k of the right level lies at e - w = first + k step.
  const below = (frequencies - 1) * strideW;
  const first = energy - frequency - below * step;
  const nodes = below + (energies - 1) * strideE + 1;
  const filledR = new Float64Array(nodes);
  const emptyR = new Float64Array(nodes);
  for (let k = 0; k < nodes; k++) {
    const e = first + k * step;
    const spectrum = lorentzian(e - epsilonR, gammaR);
    const f = fermi((e - muR) / electronTemperature);
    filledR[k] = spectrum * f;
    emptyR[k] = spectrum * (1 - f);
  }
  let J = 0;
  let I = 0;
  for (let j = 0; j < frequencies; j++) {
    const w = frequency + j * strideW * step;
    let forward = 0;
    let backward = 0;
    for (let i = 0, k = below - j * strideW; i < energies; i++, k += strideE) {
      forward += filledL[i]! * emptyR[k]!;
      backward += emptyL[i]! * filledR[k]!;
    }
    const rate = forward * emissionFactor(model, w) - backward * absorptionFactor(model, w);
    J += w * rate;
    I += rate;
  }
  const area = strideE * strideW * step * step;
  return { J: J * area, I: I * area };
}
