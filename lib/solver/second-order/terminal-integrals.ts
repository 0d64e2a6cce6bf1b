/**
 * All currents of all terminals of one junction, the one integral over energy and, where the modes' bath is not at the
 * temperature of every electrode, the one over frequency: numbers without names, in the layout of the kernels.
 */
import { coarsePolesOf, isAllWideBand, polesOf } from "../electrons/electrons.js";
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { type Expansion, expansionFrom, transposedOf } from "./expansion.js";
import { hartreeField } from "./hartree.js";
import { imbalanceCurrents } from "./imbalance.js";
import { imbalanceByEnergy } from "./imbalance-by-energy.js";
import { emptyIntegral, type Integral, overPanels } from "./integral.js";
import { componentOf, INELASTIC, kernelsOf, PARTS, putCurrents } from "./kernels.js";
import { energyPanels } from "./panels.js";
import { areEqual, isDriven, reservoirsOf } from "./reservoirs.js";

/** How the modes' mean displacement counts in the currents to second order. */
export type Hartree = "none" | "full";

/** In-states and out-states over the poles of one fit. */
export interface Scattering {
  readonly incoming: Expansion;
  readonly outgoing: Expansion;
}

const known = new WeakMap<Junction, Scattering>();
const knownCoarse = new WeakMap<Junction, Scattering>();

/** The poles of a junction both ways, computed once; `isCoarse`: by the looser fit of structured electrodes. */
export function scatteringOf(junction: Junction, isCoarse = false): Scattering {
  const store = isCoarse ? knownCoarse : known;
  let found = store.get(junction);
  if (!found) {
    const poles = isCoarse ? coarsePolesOf : polesOf;
    const transposed = transposedOf(junction);
    const incoming = expansionFrom(junction, poles(junction));
    found = {
      incoming,
      outgoing: transposed === junction ? incoming : expansionFrom(transposed, poles(transposed)),
    };
    store.set(junction, found);
  }
  return found;
}

/** Number of components of the result. */
export const lengthOf = (electrodes: number): number => 2 * PARTS.length * electrodes;

/** The currents of a junction: part and moment (0 electrons, 1 heat) of electrode a at `componentOf`. */
export function terminalIntegrals(
  { incoming, outgoing }: Scattering,
  point: OperatingPoint,
  hartree: Hartree,
  tolerance: number,
): Integral {
  const reservoirs = reservoirsOf(incoming, point);
  const { temperature, boson } = reservoirs;
  const electrodes = temperature.length;
  const field = hartree === "full" ? hartreeField(incoming, reservoirs) : undefined;
  const kernels = kernelsOf(incoming, reservoirs, field, (a, b) => !areEqual(reservoirs, a, b));
  const panels = energyPanels(incoming, reservoirs, tolerance, (a) => isDriven(reservoirs, a));
  const result =
    panels.edges.length === 0
      ? emptyIntegral(lengthOf(electrodes))
      : overPanels(panels, lengthOf(electrodes), (energy, out, sizes) => {
          kernels.put(energy, sizes !== undefined);
          putCurrents(kernels, reservoirs, energy, out, sizes);
        });
  if (temperature.every((T) => T === boson)) return result;
  const beyond = (isAllWideBand(incoming.junction) ? imbalanceCurrents : imbalanceByEnergy)(
    incoming,
    outgoing,
    reservoirs,
    tolerance,
  );
  for (const key of ["value", "truncation", "noise", "absolute"] as const) {
    for (let a = 0; a < electrodes; a++) {
      for (let moment = 0; moment < 2; moment++) {
        const to = componentOf(a, INELASTIC, moment);
        result[key][to] = result[key][to]! + beyond[key][2 * a + moment]!;
      }
    }
  }
  return result;
}
