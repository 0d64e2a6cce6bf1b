/**
 * Groups of levels that the Hamiltonian or a broadening matrix connects: where one group touches two electrodes, electrons
 * cross without a boson. Entries that round-off may have left do not connect.
 */
import { type Matrix, norm } from "../linear/matrix.js";

/** What an electrode does to the levels: its broadening matrix, or the levels that its self-energy touches. */
export type Contact = Matrix | readonly number[];

const isLevels = (contact: Contact): contact is readonly number[] => Array.isArray(contact);

const sizeAt = ({ size, re, im }: Matrix, i: number, j: number): number =>
  Math.hypot(re[i * size + j]!, im[i * size + j]!);

/** Size up to which entries of H are round-off of the electrons' matrices. */
export function hamiltonianNoise(
  hamiltonian: Matrix,
  contacts: readonly Contact[],
  precision: number,
): number {
  const sizes = contacts.map((contact) => (isLevels(contact) ? 0 : norm(contact)));
  return precision * Math.max(norm(hamiltonian), ...sizes);
}

/** The largest entry of a matrix that is there and yet not above the limit; those on the diagonal count if asked for. */
export function largestNeglected(
  matrix: Matrix,
  limit: number,
  withDiagonal: boolean,
): { readonly i: number; readonly j: number; readonly size: number } | undefined {
  let found: { i: number; j: number; size: number } | undefined;
  for (let i = 0; i < matrix.size; i++) {
    for (let j = i; j < matrix.size; j++) {
      if (i === j && !withDiagonal) continue;
      const size = sizeAt(matrix, i, j);
      if (size <= limit && size > (found?.size ?? 0)) found = { i, j, size };
    }
  }
  return found;
}

/**
 * Whether some group of connected levels touches two electrodes.
 * @param hamiltonian H
 * @param contacts one for each electrode
 * @param precision relative size of entries that do not count: those of a broadening in terms of its own norm, those of
 *   the Hamiltonian in terms of the largest norm; 0 counts every entry
 */
export function joinsElectrodes(
  hamiltonian: Matrix,
  contacts: readonly Contact[],
  precision: number,
): boolean {
  const n = hamiltonian.size;
  const group = Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (group[root] !== root) root = group[root]!;
    return root;
  };
  const connect = (matrix: Matrix, limit: number): void => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) if (sizeAt(matrix, i, j) > limit) group[find(i)] = find(j);
    }
  };
  connect(hamiltonian, hamiltonianNoise(hamiltonian, contacts, precision));
  const touches = contacts.map((contact) => {
    if (isLevels(contact)) {
      for (const level of contact) group[find(level)] = find(contact[0]!);
      return contact;
    }
    const limit = precision * norm(contact);
    connect(contact, limit);
    return Array.from({ length: n }, (_, i) => i).filter((i) => sizeAt(contact, i, i) > limit);
  });
  const owners = new Map<number, number>();
  return touches.some((levels, electrode) =>
    levels.some((level) => {
      const owner = owners.get(find(level));
      owners.set(find(level), electrode);
      return owner !== undefined && owner !== electrode;
    }),
  );
}
