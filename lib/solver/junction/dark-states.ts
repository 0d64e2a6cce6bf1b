/**
 * Dark states: states of Heff = H - (i/2) sum Gamma that no electrode broadens, a level of its own or a superposition of
 * levels. Nothing sets the occupation of such a state. Where a mode couples it to another state, the energy current to
 * lowest order depends on that occupation and has no value: with a small width it has one, another for each electrode that
 * gives the width. Where no mode does, the state takes no part in anything, and coupled to itself alone it only shifts the
 * modes' positions of rest.
 *
 * A state is dark if its width -2 Im z_p is below the round-off of the largest broadening. As Gamma is positive, such a
 * state is an eigenstate of H that Gamma annihilates, so it is orthogonal to all others and belongs to no exceptional point:
 * there widths are not small, however badly the eigenvectors are known.
 */

import { OF_COUPLINGS, OF_ELECTRONS, precisionOf } from "../checks/notices.js";
import { choleskyColumns, isPositiveDefinite } from "../linear/cholesky.js";
import {
  type Column,
  columnOf,
  combination,
  image,
  lengthOf,
  orthonormal,
  outside,
  overlapOf,
} from "../linear/columns.js";
import { eigenDecomposition } from "../linear/eigen.js";
import { hermitianDecomposition } from "../linear/hermitian.js";
import { addScaled, fromRows, type Matrix, norm, zeros } from "../linear/matrix.js";
import { type Complex, complex, modulus, subtract } from "../special/complex.js";
import { isWideBand, type Junction } from "./junction.js";

/** Dark states of one energy: together they are a space, any basis of which is as good as another. */
interface DarkSpace {
  /** an orthonormal basis */
  readonly basis: readonly Column[];
  /** relative error of its vectors */
  readonly uncertainty: number;
}

/** Errors that add up, in units of the round-off of a number times N. */
const SAFETY = 8;

const broadeningsOf = (junction: Junction): readonly Matrix[] =>
  Object.values(junction.electrodes).flatMap((electrode) =>
    isWideBand(electrode) ? [fromRows(electrode.broadening)] : [],
  );

const electronPrecision = ({ hamiltonian, notices }: Junction): number =>
  precisionOf(hamiltonian.length, notices, OF_ELECTRONS);

/**
 * Width up to which a state is dark: N times double round-off times the largest norm of a broadening; where the electrons'
 * matrices were mended, the relative size of that instead of round-off, for narrower widths are noise.
 */
export const darkWidth = (junction: Junction): number =>
  electronPrecision(junction) * Math.max(0, ...broadeningsOf(junction).map(norm));

/** H with the mean of its levels as zero of energy: where that zero lies must not cost the eigenvectors digits. */
function centred(hamiltonian: Matrix): Matrix {
  const { size: n, re, im } = hamiltonian;
  const shifted = { size: n, re: re.slice(), im };
  let mean = 0;
  for (let i = 0; i < n; i++) mean += re[i * (n + 1)]! / n;
  for (let i = 0; i < n; i++) shifted.re[i * (n + 1)] = re[i * (n + 1)]! - mean;
  return shifted;
}

function darkSpacesOf(junction: Junction): readonly DarkSpace[] {
  const n = junction.hamiltonian.length;
  const broadenings = broadeningsOf(junction);
  const limit = darkWidth(junction);
  const total = broadenings.reduce((sum, gamma) => addScaled(sum, complex(1, 0), gamma), zeros(n));
  const above = { size: n, re: total.re.map((x, k) => (k % (n + 1) === 0 ? x - limit : x)), im: total.im };
  // the lowest eigenvalue of the sum is a bound on every width
  if (isPositiveDefinite(above)) return [];
  const hamiltonian = fromRows(junction.hamiltonian);
  const { values, right } = eigenDecomposition(addScaled(centred(hamiltonian), complex(0, -0.5), total));
  const columns = broadenings.flatMap(choleskyColumns);
  const dark = values
    .map((z, p) => ({ z, p, vector: columnOf(right, p) }))
    .filter(({ vector }) => columns.reduce((sum, b) => sum + modulus(overlapOf(b, vector)) ** 2, 0) <= limit)
    .sort((a, b) => a.z.re - b.z.re);
  // the entries of H are known to round-off of what they are, not of their distance from the mean
  const noise = SAFETY * electronPrecision(junction) * Math.hypot(norm(hamiltonian), norm(total));
  const groups: (typeof dark)[] = [];
  for (const state of dark) {
    const group = groups.at(-1);
    if (group && state.z.re - group.at(-1)!.z.re <= noise) group.push(state);
    else groups.push([state]);
  }
  return groups.map((group) => {
    const others = values.filter((_, q) => group.every(({ p }) => p !== q));
    const gap = Math.min(
      ...others.map((other) => Math.min(...group.map(({ z }) => modulus(subtract(z, other))))),
    );
    return { basis: orthonormal(group.map(({ vector }) => vector)), uncertainty: noise / gap };
  });
}

/** The combination of the basis that the matrix takes farthest out of the space, and how far. */
function leavingMost(basis: readonly Column[], coupling: Matrix): { state: Column; size: number } {
  const leaving = basis.map((vector) => outside(basis, image(coupling, vector)));
  const d = basis.length;
  const gram = zeros(d);
  leaving.forEach((a, i) => {
    leaving.forEach((b, j) => {
      const z = overlapOf(a, b);
      gram.re[i * d + j] = z.re;
      gram.im[i * d + j] = i === j ? 0 : z.im;
    });
  });
  const { values, vectors } = hermitianDecomposition(gram);
  const largest = Math.max(...values);
  const state = combination(basis, columnOf(vectors, values.indexOf(largest)));
  return { state, size: Math.sqrt(Math.max(0, largest)) };
}

/** Amplitudes that are worth a word. */
const SMALLEST_PART = 0.05;
const MOST_PARTS = 4;

function amplitude({ re, im }: Complex): string {
  const [x, y] = [re, im].map((part) => part.toFixed(2));
  if (Math.abs(im) < 0.005) return x!;
  return `(${x}${im < 0 ? "" : "+"}${y}i)`;
}

/** A state in words: "level 1", or "0.71 of level 1, -0.71 of level 5". */
export function nameOf(state: Column): string {
  const parts = Array.from(state.re, (re, level) => ({ level, z: complex(re, state.im[level]!) }))
    .filter(({ z }) => modulus(z) >= SMALLEST_PART)
    // equal amplitudes keep the order of their levels
    .sort((a, b) => Math.round(1e6 * (modulus(b.z) - modulus(a.z))) || a.level - b.level);
  if (parts.length === 1) return `level ${parts[0]!.level}`;
  const first = parts[0]!.z;
  const size = modulus(first);
  const shown = parts.slice(0, MOST_PARTS).map(({ level, z }) => {
    // the first amplitude is positive
    const turned = complex(
      (z.re * first.re + z.im * first.im) / size,
      (z.im * first.re - z.re * first.im) / size,
    );
    return `${amplitude(turned)} of level ${level}`;
  });
  return `${shown.join(", ")}${parts.length > MOST_PARTS ? ", ..." : ""}`;
}

/** Why a junction has no answer: nothing broadens this state, and a mode couples it to others. */
const whyDark = (state: Column, mode: number): string =>
  `${nameOf(state)} (counted from 0) is dark: no electrode broadens it by more than roundoff, so none sets its occupation, ` +
  `yet mode ${mode} couples it to other states, ` +
  "so J has no value. Give it a small width by an electrode and vary it (J depends on which), or no coupling";

/** A state that electrodes with bands leave without a width, as the levels see it. */
export interface BoundState {
  /** absolute */
  readonly energy: number;
  /** its part on the levels, a unit vector */
  readonly state: Column;
  /** how much of it the levels hold, at most 1; the rest leaks into the electrodes */
  readonly share: number;
  /** whether its energy lies outside all bands; within one it is bound by symmetry */
  readonly isOutside: boolean;
}

/** Part of the norm of a coupling, and of a state, that the error of a bound state may feign. */
const FEIGNED = 1e-6;

/**
 * Why bound states leave a junction without an answer, in the words for dark states; undefined if no mode couples one to
 * other states. One that the levels hold whole may couple to itself; one that leaks into a band shares its levels with the
 * band's states, and any coupling there is one to those.
 */
export function whyBoundStatesMatter(junction: Junction, bound: readonly BoundState[]): string | undefined {
  for (const { energy, state, share, isOutside } of bound) {
    const isWhole = share > 1 - FEIGNED;
    for (const [mode, { coupling }] of junction.modes.entries()) {
      const matrix = fromRows(coupling);
      const coupled = image(matrix, state);
      const size = lengthOf(isWhole ? outside([state], coupled) : coupled);
      if (size <= FEIGNED * norm(matrix)) continue;
      const where = isOutside ? " (bound outside a band)" : "";
      return `${whyDark(state, mode)}. Its energy is ${energy.toPrecision(8)}${where}`;
    }
  }
  return undefined;
}

function findFault(junction: Junction): string | undefined {
  const spaces = darkSpacesOf(junction);
  if (spaces.length === 0) return undefined;
  const precision = SAFETY * precisionOf(junction.hamiltonian.length, junction.notices, OF_COUPLINGS);
  for (const { basis, uncertainty } of spaces) {
    for (const [mode, { coupling }] of junction.modes.entries()) {
      const matrix = fromRows(coupling);
      const { state, size } = leavingMost(basis, matrix);
      if (size > (precision + uncertainty) * norm(matrix)) return whyDark(state, mode);
    }
  }
  return undefined;
}

const known = new WeakMap<Junction, { readonly fault: string | undefined }>();

/**
 * Refuses a junction with electrodes in the wide-band limit of which a mode couples a dark state to another state. The
 * answer is kept: asking again costs nothing. Beside electrodes with bands such states are found with the poles.
 * @param junction a validated junction
 * @throws RangeError naming the level, or the combination of levels, and what cures it
 */
export function refuseDarkStates(junction: Junction): void {
  let found = known.get(junction);
  if (!found) {
    const isAllWideBand = Object.values(junction.electrodes).every(isWideBand);
    found = { fault: isAllWideBand ? findFault(junction) : undefined };
    known.set(junction, found);
  }
  if (found.fault !== undefined) throw new RangeError(found.fault);
}
