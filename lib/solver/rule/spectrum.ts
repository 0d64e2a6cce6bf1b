/**
 * The modes' spectral function A_ph(w) = D^r Gamma_ph D^a as weights of pairs of modes m <= n, on the real axis and
 * continued off it, with its poles in the upper right quadrant. Without damping between modes each is
 *
 *   A_nn(w) = 2 w gamma_n/[(w^2 - Omega_n^2)^2 + w^2 gamma_n^2],   residue -i/(2 q) at q + i gamma_n/2, q^2 = Omega_n^2 - gamma_n^2/4.
 */
import { continuedModeSpectralFunction, modePolesOf, modeSpectrumOf } from "../bosons/bosons.js";
import type { Junction } from "../junction/junction.js";
import { zeros } from "../linear/matrix.js";

/** A pole of A_ph with Re > 0, Im > 0, and its residue as complex weights of the pairs of modes. */
export interface ModePole {
  readonly re: number;
  readonly im: number;
  readonly residue: Float64Array;
}

export interface ModeWeights {
  /** number of pairs of modes */
  readonly count: number;
  /** largest mode energy */
  readonly highest: number;
  /** distance from w = 0 to the nearest pole of A_ph */
  readonly radius: number;
  readonly poles: readonly ModePole[];
  /** poles on the imaginary axis, of overdamped modes: their heights */
  readonly overdamped: readonly number[];
  /** relative error of the residues */
  readonly uncertainty: number;
  /** A_ph(w), w > 0: one real number for each pair of modes */
  readonly put: (omega: number, out: Float64Array) => void;
  /** A_ph at complex w: interleaved */
  readonly putAt: (re: number, im: number, out: Float64Array) => void;
}

type ModePairs = readonly (readonly [number, number])[];

function independentModes({ modes, damping }: Junction): ModeWeights {
  const energies = Float64Array.from(modes, ({ omega }) => omega);
  const widths = Float64Array.from(damping, (row, n) => row[n]!);
  const count = modes.length;
  const poles: ModePole[] = [];
  const overdamped: number[] = [];
  let radius = Number.POSITIVE_INFINITY;
  for (let n = 0; n < count; n++) {
    const [energy, gamma] = [energies[n]!, widths[n]!];
    const square = (energy - gamma / 2) * (energy + gamma / 2);
    if (square > 0) {
      const q = Math.sqrt(square);
      const residue = new Float64Array(2 * count);
      residue[2 * n + 1] = -1 / (2 * q);
      poles.push({ re: q, im: gamma / 2, residue });
      radius = Math.min(radius, energy);
    } else {
      const slow = energy ** 2 / (gamma / 2 + Math.sqrt(-square));
      overdamped.push(slow);
      radius = Math.min(radius, slow);
    }
  }
  return {
    count,
    highest: Math.max(...energies),
    radius,
    poles,
    overdamped,
    uncertainty: 0,
    put: (omega, out) => {
      const square = omega * omega;
      for (let n = 0; n < count; n++) {
        const gamma = widths[n]!;
        const gap = (omega - energies[n]!) * (omega + energies[n]!);
        out[n] = (2 * omega * gamma) / (gap * gap + square * gamma * gamma);
      }
    },
    putAt: (re, im, out) => {
      for (let n = 0; n < count; n++) {
        const [energy, gamma] = [energies[n]!, widths[n]!];
        // w^2 - Omega^2 -+ i w gamma, each as a product, so that a sharp resonance keeps its digits
        const gapR = (re - energy) * (re + energy) - im * im;
        const gapI = 2 * re * im;
        const retardedR = gapR - im * gamma;
        const retardedI = gapI + re * gamma;
        const advancedR = gapR + im * gamma;
        const advancedI = gapI - re * gamma;
        const dr = retardedR * advancedR - retardedI * advancedI;
        const di = retardedR * advancedI + retardedI * advancedR;
        const factor = (2 * gamma) / (dr * dr + di * di);
        out[2 * n] = (re * dr + im * di) * factor;
        out[2 * n + 1] = (im * dr - re * di) * factor;
      }
    },
  };
}

function coupledModes(junction: Junction, pairs: ModePairs): ModeWeights {
  const size = junction.modes.length;
  const { poles, uncertainty } = modePolesOf(junction);
  const spectrum = zeros(size);
  const putReduced = modeSpectrumOf(junction);
  // A pole this close to the imaginary axis is that of an overdamped mode.
  const isOverdamped = (re: number, im: number): boolean => Math.abs(re) < 1e-9 * im;
  return {
    count: pairs.length,
    highest: Math.max(...junction.modes.map(({ omega }) => omega)),
    radius: Math.min(...poles.map(({ at }) => Math.hypot(at.re, at.im))),
    poles: poles.flatMap(({ at, residue }) =>
      at.re > 0 && !isOverdamped(at.re, at.im)
        ? [
            {
              re: at.re,
              im: at.im,
              residue: Float64Array.from(
                pairs.flatMap(([m, n]) => [residue.re[m * size + n]!, residue.im[m * size + n]!]),
              ),
            },
          ]
        : [],
    ),
    overdamped: poles.flatMap(({ at }) => (isOverdamped(at.re, at.im) ? [at.im] : [])),
    uncertainty,
    put: (omega, out) => {
      putReduced(omega, spectrum);
      pairs.forEach(([m, n], k) => {
        out[k] = omega * spectrum.re[m * size + n]!;
      });
    },
    putAt: (re, im, out) => {
      const value = continuedModeSpectralFunction(junction, { re, im });
      pairs.forEach(([m, n], k) => {
        out[2 * k] = value.re[m * size + n]!;
        out[2 * k + 1] = value.im[m * size + n]!;
      });
    },
  };
}

/** Weights of the pairs of modes of a junction. */
export function modeWeightsOf(junction: Junction, pairs: ModePairs): ModeWeights {
  return pairs.length === junction.modes.length && pairs.every(([m, n]) => m === n)
    ? independentModes(junction)
    : coupledModes(junction, pairs);
}
