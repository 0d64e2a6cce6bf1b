// Self-energies of leads in closed form.

import type { ComplexLike, StructuredElectrodeInput } from "ehp-transport";

/** A semi-infinite chain of hopping t about `centre`, coupled to a level by `contact`. */
export interface Chain {
  readonly level: number;
  readonly contact: number;
  readonly hopping: number;
  readonly centre: number;
}

/** contact^2 times the Green's function of the chain's end. */
function endOf({ contact, hopping, centre }: Chain, energy: number): { re: number; im: number } {
  const u = (energy - centre) / (2 * hopping);
  const root = Math.sqrt(Math.abs(1 - u * u));
  const scale = contact ** 2 / hopping;
  return Math.abs(u) < 1
    ? { re: scale * u, im: -scale * root }
    : { re: scale * (u - Math.sign(u) * root), im: 0 };
}

const edgesOf = ({ hopping, centre }: Chain): number[] => [centre - 2 * hopping, centre + 2 * hopping];

export const chainLead = (chain: Chain): StructuredElectrodeInput => ({
  levels: [chain.level],
  edges: edgesOf(chain),
  selfEnergy: (energy) => [[endOf(chain, energy)]],
});

/** Two chains with rungs between them, on a level and the next one: even and odd modes, centres a rung apart. */
export function ladderLead(chain: Chain, rung: number): StructuredElectrodeInput {
  const even = { ...chain, centre: chain.centre + rung };
  const odd = { ...chain, centre: chain.centre - rung };
  return {
    levels: [chain.level, chain.level + 1],
    edges: [...edgesOf(even), ...edgesOf(odd)],
    selfEnergy: (energy) => {
      const [a, b] = [endOf(even, energy), endOf(odd, energy)];
      const same: ComplexLike = { re: (a.re + b.re) / 2, im: (a.im + b.im) / 2 };
      const other: ComplexLike = { re: (a.re - b.re) / 2, im: (a.im - b.im) / 2 };
      return [
        [same, other],
        [other, same],
      ];
    },
  };
}
