/** The scalar functions of energy in the self-energies against the integrals that they stand for. */
import { describe, expect, it } from "vitest";
import type { Junction } from "../../lib/solver/index.js";
import { convolutionsOf } from "../../lib/solver/second-order/convolution.js";
import type { Expansion } from "../../lib/solver/second-order/expansion.js";
import { bose, type Feature, fermi, sum } from "./panel-sums.js";
import { type Parts, partsAt, tangled, unequal } from "./parts.js";
import { pointOf } from "./support.js";

/** f(x/T), a step at T = 0. */
const fermiAt = (x: number, T: number): number => (T === 0 ? (x < 0 ? 1 : 0) : fermi(x / T));

/** D^r_mn(w) of one or two modes at 2 (m modes + n). */
function putModes({ modes, damping }: Junction, w: number, out: Float64Array): void {
  const [a, d] = modes.map(({ omega }) => w * w - omega ** 2) as [number, number];
  const ai = w * damping[0]![0]!;
  if (modes.length === 1) {
    const square = a * a + ai * ai;
    out[0] = a / square;
    out[1] = -ai / square;
    return;
  }
  const di = w * damping[1]![1]!;
  const b = w * damping[0]![1]!;
  // (a + i ai)(d + i di) + b^2
  const [re, im] = [a * d - ai * di + b * b, a * di + ai * d];
  const square = re * re + im * im;
  out.set([
    (d * re + di * im) / square,
    (di * re - d * im) / square,
    (-b * im) / square,
    (-b * re) / square,
    (-b * im) / square,
    (-b * re) / square,
    (a * re + ai * im) / square,
    (ai * re - a * im) / square,
  ]);
}

type Z = readonly [re: number, im: number];

/**
 * int dw/2pi A_ph,mn (1 + n)/(x - w) and -int dw/2pi D_mn f_b(e - w)/(e - w - z) for z = z_p and z_p^*, of pole p and all pairs.
 */
function byQuadrature({ given, expansion, reservoirs }: Parts, energy: number, p: number) {
  const { re, im, displacement } = expansion;
  const { mu, temperature, temperatures } = reservoirs;
  const { pairs } = displacement;
  const zero = (number: number): [number, number][][] =>
    Array.from({ length: number }, () => pairs.map(() => [0, 0] as [number, number]));
  const [alpha, beta, gamma] = [zero(temperatures.length), zero(mu.length), zero(mu.length)];
  const features: Feature[] = [
    { centre: energy - re[p]!, width: -im[p]! },
    { centre: 0, width: 0.3 },
    ...Array.from(displacement.re, (centre, s) => ({ centre, width: -displacement.im[s]! })),
    ...Array.from(mu, (one, a) => ({ centre: energy - one, width: 0.3 * (temperature[a]! || 1) })),
    ...temperatures.map((T) => ({ centre: 0, width: T || 1 })),
  ];
  const D = new Float64Array(8);
  const add = (to: [number, number], factor: Z, over: Z, weight: number): void => {
    const square = over[0] ** 2 + over[1] ** 2;
    to[0] += (weight * (factor[0] * over[0] + factor[1] * over[1])) / square / (2 * Math.PI);
    to[1] += (weight * (factor[1] * over[0] - factor[0] * over[1])) / square / (2 * Math.PI);
  };
  // steps at T = 0 stand at breaks
  const breaks = [-1e5, 0, ...Array.from(mu, (one) => energy - one), 1e5].sort((a, b) => a - b);
  for (let k = 1; k < breaks.length; k++) {
    const [from, to] = [breaks[k - 1]!, breaks[k]!];
    if (!(to > from)) continue;
    sum(from, to, [...features, { centre: from, width: 0.1 }, { centre: to, width: 0.1 }], (w, weight) => {
      putModes(given, w, D);
      pairs.forEach(([m, l], pair) => {
        const at = 2 * (m * given.modes.length + l);
        // A = i (D - D^+), D symmetric
        const A = -2 * D[at + 1]!;
        temperatures.forEach((T, g) => {
          const filled = T === 0 ? (w > 0 ? 1 : 0) : 1 + bose(w / T);
          add(alpha[g]![pair]!, [A * filled, 0], [energy - re[p]! - w, -im[p]!], weight);
        });
        mu.forEach((one, b) => {
          const f = -fermiAt(energy - w - one, temperature[b]!);
          const factor: Z = [D[at]! * f, D[at + 1]! * f];
          add(beta[b]![pair]!, factor, [energy - w - re[p]!, -im[p]!], weight);
          add(gamma[b]![pair]!, factor, [energy - w - re[p]!, im[p]!], weight);
        });
      });
    });
  }
  return { alpha, beta, gamma };
}

/** The largest deviation of the closed forms from quadrature at an energy, relative to the largest function of its kind. */
function deviation(parts: Parts, energy: number, poles = [0]): number {
  const { values, put } = convolutionsOf(parts.expansion, parts.reservoirs);
  put(energy, false);
  const { count } = parts.expansion;
  let worst = 0;
  for (const p of poles) {
    const exact = byQuadrature(parts, energy, p);
    for (const kind of ["alpha", "beta", "gamma"] as const) {
      const size = Math.max(...exact[kind].flat(2).map(Math.abs));
      exact[kind].forEach((ofPairs, a) => {
        ofPairs.forEach((z, k) => {
          const at = 2 * (k * count + p);
          const distance = Math.hypot(values[kind][a]![at]! - z[0], values[kind][a]![at + 1]! - z[1]);
          worst = Math.max(worst, Number.isNaN(distance) ? 1 : distance / size);
        });
      });
    }
  }
  return worst;
}

const cold = pointOf({ L: [0.5, 0], R: [-0.4, 0.35], C: [0.1, 0] }, 0);

/** One pole and one mode whose poles are as far from the axis, so that both differences vanish at some energy. */
function coinciding(point: typeof unequal, away: number): Parts {
  const parts = partsAt(tangled(5, 1), point);
  const { expansion } = parts;
  const width = -expansion.displacement.im[0]!;
  const moved: Expansion = {
    ...expansion,
    im: expansion.im.map(() => -width - away),
  };
  return { ...parts, expansion: moved };
}

describe("the convolutions with a pole of the electrons", () => {
  it("are the integrals that define them, at three temperatures", () => {
    const parts = partsAt(tangled(), unequal);
    expect(deviation(parts, 0.37, [2])).toBeLessThan(1e-9);
  });

  it("are those at another energy", () => {
    expect(deviation(partsAt(tangled(), unequal), -1.2, [1])).toBeLessThan(1e-9);
  });

  it("are those at zero temperature of two electrodes and of the modes", () => {
    expect(deviation(partsAt(tangled(), cold), 0.37, [0])).toBeLessThan(1e-9);
  });

  it("are those with an electrode of zero temperature and warm modes", () => {
    const point = pointOf({ L: [0.5, 0.1], R: [-0.4, 0], C: [0.1, 0.25] }, 0.15);
    expect(deviation(partsAt(tangled(), point), 0.2, [2])).toBeLessThan(1e-9);
  });

  const points = [
    ["warm", unequal],
    ["cold", cold],
  ] as const;
  describe.each(points)("of a pole that meets one of a mode, %s,", (_, point) => {
    it.each([0, 1e-9, 1e-3, 0.02, -0.02])("are those at a distance of %f", (away) => {
      const parts = coinciding(point, 0);
      const { expansion } = parts;
      // e - z_p = -zeta_s at minus the mode's energy, z_p^* - e = -zeta_s at plus
      for (const s of [0, 1]) {
        const energy = expansion.re[0]! + expansion.displacement.re[s]! + away;
        expect(deviation(parts, energy)).toBeLessThan(1e-9);
      }
    });
  });

  it("hold beside poles as far as those of narrow modes are from broad levels", () => {
    const parts = coinciding(unequal, 0.4);
    expect(deviation(parts, parts.expansion.re[0]! + parts.expansion.displacement.re[0]!)).toBeLessThan(1e-9);
  });

  it("start anew at every energy", () => {
    const { expansion, reservoirs } = partsAt(tangled(), unequal);
    const [once, again] = [convolutionsOf(expansion, reservoirs), convolutionsOf(expansion, reservoirs)];
    once.put(0.3, true);
    again.put(-0.8, true);
    again.put(0.3, true);
    expect(again.values).toEqual(once.values);
  });
});

describe("the moduli of their terms", () => {
  it.each([
    ["warm", unequal],
    ["cold", cold],
  ] as const)(
    "are not less than the functions, and exceed what they are of by less than a factor, %s",
    (_, point) => {
      const parts = partsAt(tangled(), point);
      const { expansion, reservoirs } = parts;
      const { values, put } = convolutionsOf(expansion, reservoirs);
      const { displacement, count, re, im } = expansion;
      const { pairs, residues } = displacement;
      for (const energy of [-9, -0.7, 0.2, 0.9, 9]) {
        put(energy, true);
        for (let p = 0; p < count; p++) {
          for (let k = 0; k < pairs.length; k++) {
            // residues over distances, of every pole of the modes
            let [nearest, third] = [0, 0];
            for (let s = 0; s < displacement.count; s++) {
              const at = 2 * (s * pairs.length + k);
              const modulus = Math.hypot(residues[at]!, residues[at + 1]!);
              const x = energy - re[p]!;
              const minus = Math.hypot(x - displacement.re[s]!, -im[p]! - displacement.im[s]!);
              nearest += modulus / minus;
              third += modulus / Math.hypot(x - displacement.re[s]!, -im[p]! + displacement.im[s]!);
            }
            const at = k * count + p;
            values.alphaSize.forEach((size, g) => {
              const value = Math.hypot(values.alpha[g]![2 * at]!, values.alpha[g]![2 * at + 1]!);
              expect(size[at]!).toBeGreaterThan(value);
              expect(size[at]!).toBeGreaterThan(0.6 * nearest);
              expect(size[at]!).toBeLessThan(6 * nearest);
            });
            values.betaSize.forEach((size, b) => {
              const value = Math.hypot(values.beta[b]![2 * at]!, values.beta[b]![2 * at + 1]!);
              expect(size[at]!).toBeGreaterThan(value);
              expect(size[at]!).toBeGreaterThan(0.65 * nearest);
              expect(size[at]!).toBeLessThan(2.5 * nearest);
              const other = Math.hypot(values.gamma[b]![2 * at]!, values.gamma[b]![2 * at + 1]!);
              expect(values.gammaSize[b]![at]!).toBeGreaterThan(other);
              expect(values.gammaSize[b]![at]!).toBeLessThan(2.5 * third);
            });
          }
        }
      }
    },
  );
});
