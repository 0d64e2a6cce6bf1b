/** Self-energies of leads in closed form. */
import type { StructuredElectrode } from "../../lib/solver/junction/junction.js";
import { type Complex, complex } from "../../lib/solver/special/complex.js";

/** u - sqrt(u^2 - 1), retarded: the end of a semi-infinite chain with hopping 1/2. */
export function chainEnd(u: number): Complex {
  const root = Math.sqrt(Math.abs(1 - u * u));
  return Math.abs(u) < 1 ? complex(u, -root) : complex(u - Math.sign(u) * root, 0);
}

const times = (s: number, { re, im }: Complex): Complex => complex(s * re, s * im);

/** Chain of hopping t about `centre`, coupled to a level by `contact`. */
export const chain = (level: number, contact: number, t: number, centre: number): StructuredElectrode => ({
  levels: [level],
  edges: [centre - 2 * t, centre + 2 * t],
  selfEnergy: (e) => [[times(contact ** 2 / t, chainEnd((e - centre) / (2 * t)))]],
});

/** A level of width 2 w at `centre` between the electrode and the level: one pole at centre - i w. */
export const lorentzian = (
  level: number,
  strength: number,
  w: number,
  centre: number,
): StructuredElectrode => ({
  levels: [level],
  selfEnergy: (e) => {
    const d = e - centre;
    const scale = strength / (d * d + w * w);
    return [[complex(d * scale, -w * scale)]];
  },
});

/** Two-leg ladder with a rung |r| exp(i phase), whose modes are the chains about centre -+ |r|. */
export const ladder = (
  levels: readonly [number, number],
  contact: number,
  t: number,
  centre: number,
  rung: number,
  phase: number,
): StructuredElectrode => ({
  levels,
  edges: [-rung, rung].flatMap((shift) => [centre + shift - 2 * t, centre + shift + 2 * t]),
  selfEnergy: (e) => {
    const scale = contact ** 2 / t;
    const upper = times(scale, chainEnd((e - centre - rung) / (2 * t)));
    const lower = times(scale, chainEnd((e - centre + rung) / (2 * t)));
    const mean = complex((upper.re + lower.re) / 2, (upper.im + lower.im) / 2);
    const half = complex((upper.re - lower.re) / 2, (upper.im - lower.im) / 2);
    const [c, s] = [Math.cos(phase), Math.sin(phase)];
    return [
      [mean, complex(half.re * c - half.im * s, half.re * s + half.im * c)],
      [complex(half.re * c + half.im * s, half.im * c - half.re * s), mean],
    ];
  },
});

/** Chain with alternating hopping energies t1 (from its end), t2, and so with a gap of 2|t1 - t2|; t1 < t2 binds a state at its end. */
export const dimerised = (
  level: number,
  contact: number,
  t1: number,
  t2: number,
  centre: number,
): StructuredElectrode => ({
  levels: [level],
  edges: [-t1 - t2, -Math.abs(t1 - t2), Math.abs(t1 - t2), t1 + t2].map((e) => centre + e),
  selfEnergy: (energy) => {
    const e = energy - centre;
    // t2^2 e g^2 - b g + e = 0 for the end's Green's function g
    const b = e * e + t2 * t2 - t1 * t1;
    const discriminant = b * b - 4 * t2 * t2 * e * e;
    const root = Math.sqrt(Math.abs(discriminant));
    const scale = contact ** 2;
    if (discriminant < 0) {
      const full = 2 * t2 * t2 * e;
      return [[complex((scale * b) / full, -scale * Math.abs(root / full))]];
    }
    const isGap = Math.abs(e) < Math.abs(t1 - t2);
    if (isGap && b > 0) return [[(scale * (b + root)) / (2 * t2 * t2 * e)]];
    return [[(scale * 2 * e) / (isGap ? b - root : b + root)]];
  },
});

/** Two chains, each on its own combination of two levels, (1, i/2) and (1/2, 1), which are not orthogonal: no common modes. */
export const crossedChains = (
  levels: readonly [number, number],
  centres: readonly [number, number],
): StructuredElectrode => ({
  levels,
  edges: centres.flatMap((centre) => [centre - 2, centre + 2]),
  selfEnergy: (e) => {
    const a = times(0.1, chainEnd((e - centres[0]) / 2));
    const b = times(0.2, chainEnd((e - centres[1]) / 2));
    return [
      [complex(a.re + b.re / 4, a.im + b.im / 4), complex(a.im / 2 + b.re / 2, -a.re / 2 + b.im / 2)],
      [complex(-a.im / 2 + b.re / 2, a.re / 2 + b.im / 2), complex(a.re / 4 + b.re, a.im / 4 + b.im)],
    ];
  },
});
