// Junctions of which electrodes have bands: chains and ladders.

import { type ComplexLike, type Junction, junction, pairBath } from "ehp-transport";
import { type Chain, chainLead, ladderLead } from "../leads.js";
import { type Random, randomHermitian } from "../random.js";

/** What a junction with bands is made of, as JSON shows it. */
export interface StructuredParameters {
  readonly hamiltonian: ComplexLike[][];
  /** a wide band on all levels, or a chain on the first */
  readonly L: { readonly width: number } | Chain;
  /** a chain on the last level, or a ladder on the last two */
  readonly R: Chain & { readonly rung?: number };
  readonly coupling: ComplexLike[][];
  readonly omega: number;
  readonly damping: number;
}

export function structuredParameters(random: Random): StructuredParameters {
  const n = random.whole(1, 3);
  const lead = (level: number): Chain => {
    const hopping = random.logarithmic(0.2, 3);
    return { level, contact: hopping * random.logarithmic(0.1, 1), hopping, centre: random.between(-1, 1) };
  };
  const isLadder = n > 1 && random.next() < 0.4;
  const last = lead(isLadder ? n - 2 : n - 1);
  // no electron crosses without a boson: currents and heats of the electrodes exist
  const isSeparate = n === 2 && !isLadder && random.next() < 0.7;
  return {
    hamiltonian: isSeparate
      ? [
          [random.between(-0.8, 0.8), 0],
          [0, random.between(-0.8, 0.8)],
        ]
      : randomHermitian(random, n, 0.8),
    L: !isSeparate && random.next() < 0.4 ? { width: random.logarithmic(1e-2, 3) } : lead(0),
    R: isLadder ? { ...last, rung: random.between(0.1, 1) * last.hopping } : last,
    coupling: randomHermitian(random, n, 0.5),
    omega: random.logarithmic(0.3, 3),
    damping: random.logarithmic(1e-3, 3),
  };
}

const structuredJunction = ({
  hamiltonian,
  L,
  R,
  coupling,
  omega,
  damping,
}: StructuredParameters): Junction =>
  junction({
    hamiltonian,
    electrodes: {
      L: "width" in L ? { broadening: hamiltonian.map(() => L.width) } : chainLead(L),
      R: R.rung === undefined ? chainLead(R) : ladderLead(R, R.rung),
    },
    modes: [{ omega, coupling }],
    damping,
  });

/** Whether no mode touches a bound state, of which there are many. */
function hasAnswer(junction: Junction): boolean {
  const reservoir = { mu: 0, temperature: 1 };
  try {
    pairBath(junction, { electrodes: { L: reservoir, R: reservoir }, bath: { temperature: 1 } }, "L", "R");
    return true;
  } catch (error) {
    if (error instanceof RangeError && error.message.includes("is dark")) return false;
    throw error;
  }
}

/** A junction with bands, and what it is made of. */
export interface StructuredDraw {
  readonly parameters: StructuredParameters;
  readonly junction: Junction;
}

/** Draws until a junction has an answer. */
export function answered(draw: () => StructuredParameters): StructuredDraw {
  for (;;) {
    const parameters = draw();
    const junction = structuredJunction(parameters);
    if (hasAnswer(junction)) return { parameters, junction };
  }
}
