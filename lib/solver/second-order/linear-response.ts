/**
 * Linear response at equilibrium, all reservoirs at one mu and T. With one electrode as reference r, the entropy production is
 * the product of fluxes and forces,
 *
 *   sigma = sum_{a != r} { I_a X_a + Q_a Y_a } + J Z,
 *   X_a = (mu_a - mu_r)/T,   Y_a = 1/T_r - 1/T_a = dT_a/T^2,   Z = 1/T_ph - 1/T_r = -dT_ph/T^2,
 *
 * where I_a electrons and the heat Q_a leave electrode a and J enters the bosons, each per time. Their linear response
 * follows exactly, without a small bias, from f_a - f_b = -f' T [X_a - X_b + (e - mu)(Y_a - Y_b)]:
 *
 *   I_a, Q_a:  int de/2pi (-f' T) (e-mu)^{0,1} sum_b kernel_ab [X_a - X_b + (e - mu)(Y_a - Y_b)]
 *              + int_0^inf dw/2pi w^2 n (1 + n) sum_b [L^{ab} + L^{ab}(-w)] A_ph/w (Y_b + Z),
 *   J:         int_0^inf dw/2pi w n (1 + n) sum_ab { Lambda^{ab} (X_a - X_b + w Y_b + w Z) + Lambda1^{ab} (Y_a - Y_b) } A_ph,
 *
 * kernels of kernels.ts at equilibrium, L^{ab} of imbalance.ts, Lambda1 with e - mu in the integrand of Eq. (7). The last line
 * is made of in-states alone, the rows above it of both: that they agree across the diagonal is a theorem (Onsager) and no
 * identity of the code.
 */

import {
  requireBetween,
  requireFinite,
  requireKeys,
  requireOneOf,
  requirePositive,
} from "../checks/validate.js";
import { polesOf, refuseBoundStates } from "../electrons/electrons.js";
import { ensureJunction, type JunctionInput, spinOf } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { clear } from "../linear/clear.js";
import { fermiUnchecked, xBose } from "../special/distributions.js";
import { estimate } from "./estimates.js";
import { hartreeField, refuseUnfilledStates } from "./hartree.js";
import { densitiesOf, inStates, outStates, type SpectralPoles } from "./imbalance.js";
import { emptyIntegral, type Integral, overPanels } from "./integral.js";
import { kernelsOf, PARTS } from "./kernels.js";
import { energyPanels, frequencyPanels } from "./panels.js";
import { type Reservoirs, reservoirsOf } from "./reservoirs.js";
import type { Hartree, Scattering } from "./terminal-integrals.js";

/** Options of {@link linearResponse}. */
export interface LinearResponseOptions {
  /** electrode that the others are measured from; default the last */
  readonly reference?: string;
  /** as for `currents`; default "full" */
  readonly hartree?: Hartree;
  /**
   * error requested, relative to the largest of the coefficients of the same unit; default 1e-10, between 1e-13 and 0.1. Where
   * all levels are tens of temperatures away it is missed, and `error` says by how much
   */
  readonly tolerance?: number;
}

/** A matrix as its rows. */
export type Rows = readonly (readonly number[])[];

/** Onsager coefficients: rows fluxes, columns forces, in the order of `terminals`. */
export interface Onsager {
  /** electrons that meet no boson */
  readonly order0: Rows;
  /** order M^2 */
  readonly order2: Rows;
  /** their sum */
  readonly total: Rows;
  /** estimated absolute errors of the sum */
  readonly error: Rows;
}

/** Onsager coefficients of a junction about one equilibrium, and what follows from them; hbar = k_B = e = 1. */
export interface LinearResponse {
  /** names of rows and columns: "L charge", "L heat" and so on for each electrode but the reference, then "bosons" */
  readonly terminals: readonly string[];
  /** electrode that the others are measured from */
  readonly reference: string;
  /** L with fluxes (I, Q, J) = L (X, Y, Z) */
  readonly onsager: Onsager;
  /** dI_a/dmu_a, every other force zero: electrons per time and energy, 1/2 pi for an open channel (e^2/h) */
  readonly conductance: Readonly<Record<string, number>>;
  /** (mu_r - mu_a)/(T_a - T_r) of electrode a without a current, every other force zero, the bosons too at T_r: k_B per
   * electron; undefined without conductance */
  readonly thermopower: Readonly<Record<string, number | undefined>>;
  /** Q_a/(T_a - T_r) of electrode a without a current, every other force zero; k_B per time; undefined
   * without conductance */
  readonly heatConductance: Readonly<Record<string, number | undefined>>;
  /** -J/(T_ph - T) with all electrodes grounded at T; k_B per time */
  readonly bosonHeatConductance: number;
  /** estimated absolute errors of the same, from those of the coefficients */
  readonly error: {
    /** of `conductance` */
    readonly conductance: Readonly<Record<string, number>>;
    /** of `thermopower`; undefined where that is */
    readonly thermopower: Readonly<Record<string, number | undefined>>;
    /** of `heatConductance`; undefined where that is */
    readonly heatConductance: Readonly<Record<string, number | undefined>>;
    /** of `bosonHeatConductance` */
    readonly bosonHeatConductance: number;
  };
}

/** f_a - f_b is to first order -f' T times its forces: f (1 - f). */
const thermalWindow = (energy: number, { mu, temperature }: Reservoirs): number => {
  const x = (energy - mu[0]!) / temperature[0]!;
  return fermiUnchecked(x) * fermiUnchecked(-x);
};

/** Which response stands where: electrode and moment (0 charge, 1 heat), or the bosons. */
interface Port {
  readonly electrode: number | undefined;
  readonly moment: number;
}

/** Adds the terms of all coefficients of order 2 at w: a coefficient times a density, to the place row ports + column. */
type PutTerms = (omega: number, add: (to: number, coefficient: number, density: number) => void) => void;

/** All coefficients, order 0 at row ports + column, order 2 after them. */
function responseOf(
  { incoming, outgoing }: Scattering,
  point: OperatingPoint,
  hartree: Hartree,
  ports: readonly Port[],
  tolerance: number,
): Integral {
  const reservoirs = reservoirsOf(incoming, point);
  const electrodes = incoming.electrodes.length;
  const field = hartree === "full" ? hartreeField(incoming, reservoirs) : undefined;
  const size = ports.length;
  const length = 2 * size * size;

  const kernels = kernelsOf(incoming, reservoirs, field, () => true);
  const energies =
    electrodes === 1
      ? emptyIntegral(length)
      : overPanels(
          energyPanels(incoming, reservoirs, tolerance, () => true),
          length,
          (energy, out, sizes) => {
            kernels.put(energy, sizes !== undefined);
            clear(out);
            if (sizes) clear(sizes);
            const window = thermalWindow(energy, reservoirs) / (2 * Math.PI);
            const x = energy - reservoirs.mu[0]!;
            ports.forEach(({ electrode: a, moment: i }, row) => {
              ports.forEach(({ electrode: c, moment: j }, column) => {
                if (a === undefined || c === undefined) return;
                const weight = window * x ** (i + j);
                for (let part = 0; part < PARTS.length; part++) {
                  const at = (part === 0 ? 0 : size * size) + row * size + column;
                  for (let b = 0; b < electrodes; b++) {
                    // X_a - X_b
                    const sign = (a === c ? 1 : 0) - (b === c ? 1 : 0);
                    if (b === a || sign === 0) continue;
                    const from = (part * electrodes + a) * electrodes + b;
                    out[at] = out[at]! + sign * weight * kernels.values[from]!;
                    if (sizes) sizes[at] = sizes[at]! + Math.abs(weight) * kernels.sizes[from]!;
                  }
                }
              });
            });
          },
        );

  /** Integrates w^2 n (1 + n)/2 pi times the sums that `put` makes of the densities of some states. */
  const overFrequencies = (states: SpectralPoles, withNegative: boolean, put: PutTerms): Integral => {
    const densities = densitiesOf(incoming, states, reservoirs, withNegative, () => true);
    const values = new Float64Array(densities.length);
    const sizesOfValues = new Float64Array(densities.length);
    const T = reservoirs.boson;
    return overPanels(
      frequencyPanels(incoming, states, reservoirs, tolerance),
      length,
      (omega, out, sizes) => {
        densities.put(omega, values, sizes && sizesOfValues);
        const factor = (xBose(omega, T) * xBose(-omega, T)) / (2 * Math.PI);
        clear(out);
        if (sizes) clear(sizes);
        put(omega, (to, coefficient, density) => {
          const at = size * size + to;
          out[at] = out[at]! + factor * coefficient * values[density]!;
          if (sizes) sizes[at] = sizes[at]! + factor * Math.abs(coefficient) * sizesOfValues[density]!;
        });
      },
    );
  };
  const bosons = ports.findIndex(({ electrode }) => electrode === undefined);
  const electrodesRows = overFrequencies(outStates(outgoing), true, (_omega, add) => {
    ports.forEach(({ electrode: a, moment: i }, row) => {
      if (a === undefined) return;
      const to = row * size;
      for (let b = 0; b < electrodes; b++) {
        const density = 2 * (a * electrodes + b) + i;
        add(to + bosons, 1, density);
        ports.forEach(({ electrode: c, moment: j }, column) => {
          if (c === b && j === 1) add(to + column, 1, density);
        });
      }
    });
  });
  const bosonRow = overFrequencies(inStates(incoming), false, (omega, add) => {
    const to = bosons * size;
    for (let a = 0; a < electrodes; a++) {
      for (let b = 0; b < electrodes; b++) {
        const density = 2 * (a * electrodes + b);
        const moment = density + 1;
        ports.forEach(({ electrode: c, moment: j }, column) => {
          const at = to + column;
          const difference = (c === a ? 1 : 0) - (c === b ? 1 : 0);
          if (c === undefined) add(at, omega, density);
          else if (j === 0) add(at, difference, density);
          else {
            add(at, difference, moment);
            if (c === b) add(at, omega, density);
          }
        });
      }
    }
  });
  for (const key of ["value", "truncation", "noise", "absolute"] as const)
    for (let k = 0; k < length; k++)
      energies[key][k] = energies[key][k]! + electrodesRows[key][k]! + bosonRow[key][k]!;
  return energies;
}

/** Response of charge I and heat Q of one electrode to its own forces, and errors. */
interface Coefficients {
  readonly II: number;
  readonly IQ: number;
  readonly QI: number;
  readonly QQ: number;
}
interface OwnResponse extends Coefficients {
  readonly error: Coefficients;
}

function ownResponseOf(total: Rows, errors: Rows, charge: number): OwnResponse {
  const heat = charge + 1;
  const read = (rows: Rows): Coefficients => ({
    II: rows[charge]![charge]!,
    IQ: rows[charge]![heat]!,
    QI: rows[heat]![charge]!,
    QQ: rows[heat]![heat]!,
  });
  return { ...read(total), error: read(errors) };
}

interface ReadOptions {
  readonly reference: string;
  readonly hartree: Hartree;
  readonly tolerance: number;
}

function readOptions(options: LinearResponseOptions, names: readonly string[]): ReadOptions {
  requireKeys("options", options, [], ["reference", "hartree", "tolerance"]);
  const { reference = names.at(-1)!, hartree = "full", tolerance = 1e-10 } = options;
  requireOneOf("reference", reference, names);
  requireOneOf("hartree", hartree, ["none", "full"]);
  requireBetween("tolerance", tolerance, 1e-13, 0.1);
  return { reference, hartree, tolerance };
}

/**
 * Onsager coefficients of charge and heat of every electrode but one, and of the bosons, to second order in M, and the
 * conductances that follow from them. Symmetric where H, the broadenings and M are real; with a magnetic field, L(B) = L(-B)^T.
 * @param junction the junction
 * @param equilibrium the common chemical potential and temperature (k_B T > 0), unit of energy
 * @param options reference electrode, `hartree` and tolerance
 * @returns see {@link LinearResponse}; of two electrodes, charge and heat of the first and the bosons: 3 x 3
 * @throws RangeError for bad input, naming the parameter, the value and what is allowed
 * @throws TypeError for what is of a wrong type
 * @example
 * const { onsager, terminals, conductance } = linearResponse(dots, { mu: 10, temperature: 0.25 });
 */
export function linearResponse(
  junction: JunctionInput,
  equilibrium: { readonly mu: number; readonly temperature: number },
  options: LinearResponseOptions = {},
): LinearResponse {
  const checked = ensureJunction(junction);
  const given = requireKeys("equilibrium", equilibrium, ["mu", "temperature"]);
  const mu = requireFinite("mu", given.mu);
  const temperature = requirePositive("temperature", given.temperature);
  const names = Object.keys(checked.electrodes);
  const { reference, hartree, tolerance } = readOptions(options, names);
  const point: OperatingPoint = {
    electrodes: Object.fromEntries(names.map((name) => [name, { mu, temperature }])),
    bath: { temperature },
  };
  checkOperatingPoint(checked, point);
  refuseBoundStates(checked);
  if (hartree === "full") refuseUnfilledStates(checked, polesOf(checked));
  const free = names.filter((name) => name !== reference);
  const ports: Port[] = [
    ...free.flatMap((name) => [0, 1].map((moment) => ({ electrode: names.indexOf(name), moment }))),
    { electrode: undefined, moment: 1 },
  ];
  const { value, error } = estimate(
    checked,
    point,
    (scattering, goal) => responseOf(scattering, point, hartree, ports, goal),
    tolerance,
  );
  const size = ports.length;
  const spin = spinOf(checked);
  const rows = (entry: (k: number) => number): Rows =>
    ports.map((_, row) => ports.map((__, column) => spin * entry(row * size + column) + 0));
  const total = rows((k) => value[k]! + value[size * size + k]!);
  const errors = rows((k) => error[k]! + error[size * size + k]!);
  const perName = <T>(read: (own: OwnResponse) => T): Record<string, T> =>
    Object.fromEntries(free.map((name, k) => [name, read(ownResponseOf(total, errors, 2 * k))]));
  const ofName = <T>(read: (own: OwnResponse) => T): Record<string, T | undefined> =>
    perName((own) => (own.II === 0 ? undefined : read(own)));
  return {
    terminals: [...free.flatMap((name) => [`${name} charge`, `${name} heat`]), "bosons"],
    reference,
    onsager: {
      order0: rows((k) => value[k]!),
      order2: rows((k) => value[size * size + k]!),
      total,
      error: errors,
    },
    conductance: perName(({ II }) => II / temperature),
    thermopower: ofName(({ II, IQ }) => IQ / (temperature * II)),
    heatConductance: ofName(({ II, IQ, QI, QQ }) => (QQ - (QI * IQ) / II) / temperature ** 2),
    bosonHeatConductance: total[size - 1]![size - 1]! / temperature ** 2,
    error: {
      conductance: perName(({ error }) => error.II / temperature),
      thermopower: ofName(
        ({ II, IQ, error }) => (error.IQ + Math.abs(IQ / II) * error.II) / (temperature * Math.abs(II)),
      ),
      heatConductance: ofName(({ II, IQ, QI, error }) => {
        const ofProduct = Math.abs(IQ) * error.QI + Math.abs(QI) * error.IQ;
        const ofQuotient = (ofProduct + Math.abs((IQ * QI) / II) * error.II) / Math.abs(II);
        return (error.QQ + ofQuotient) / temperature ** 2;
      }),
      bosonHeatConductance: errors[size - 1]![size - 1]! / temperature ** 2,
    },
  };
}
