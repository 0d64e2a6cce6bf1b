// Square complex matrices of a few rows, as the quadratures of the survey need them: nothing of the solver's.

import type { ComplexLike } from "ehp-transport";
import type { Feature } from "./nodes.js";

/** A square complex matrix, row by row, interleaved. */
export type Square = Float64Array;

export const square = (n: number): Square => new Float64Array(2 * n * n);

export function fromRows(rows: readonly (readonly ComplexLike[])[]): Square {
  return Float64Array.from(rows.flat().flatMap((z) => (typeof z === "number" ? [z, 0] : [z.re, z.im])));
}

/** a += (re + i im) b */
export function add(a: Square, re: number, im: number, b: Square): void {
  for (let k = 0; k < a.length; k += 2) {
    const [x, y] = [b[k]!, b[k + 1]!];
    a[k] = a[k]! + re * x - im * y;
    a[k + 1] = a[k + 1]! + re * y + im * x;
  }
}

/** out = a b, or a b^+ */
export function multiply(n: number, a: Square, b: Square, out: Square, isAdjoint = false): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let [re, im] = [0, 0];
      for (let k = 0; k < n; k++) {
        const p = 2 * (i * n + k);
        const q = isAdjoint ? 2 * (j * n + k) : 2 * (k * n + j);
        const [x, y] = [b[q]!, isAdjoint ? -b[q + 1]! : b[q + 1]!];
        re += a[p]! * x - a[p + 1]! * y;
        im += a[p]! * y + a[p + 1]! * x;
      }
      out[2 * (i * n + j)] = re;
      out[2 * (i * n + j) + 1] = im;
    }
  }
}

/** out = a^+ */
export function putAdjoint(n: number, a: Square, out: Square): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      out[2 * (i * n + j)] = a[2 * (j * n + i)]!;
      out[2 * (i * n + j) + 1] = -a[2 * (j * n + i) + 1]!;
    }
  }
}

/** Re tr(a b) */
export function trace(n: number, a: Square, b: Square): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const [p, q] = [2 * (i * n + k), 2 * (k * n + i)];
      sum += a[p]! * b[q]! - a[p + 1]! * b[q + 1]!;
    }
  }
  return sum;
}

/** row[to] -= (re + i im) row[from] */
function subtractRow(n: number, a: Square, to: number, from: number, re: number, im: number): void {
  for (let k = 0; k < n; k++) {
    const [p, q] = [2 * (from * n + k), 2 * (to * n + k)];
    a[q] = a[q]! - (re * a[p]! - im * a[p + 1]!);
    a[q + 1] = a[q + 1]! - (re * a[p + 1]! + im * a[p]!);
  }
}

/** out = a^-1 by elimination with the largest pivot of each column; a is overwritten. */
export function invert(n: number, a: Square, out: Square): void {
  out.fill(0);
  for (let i = 0; i < n; i++) out[2 * i * (n + 1)] = 1;
  const size = (i: number, j: number): number => Math.hypot(a[2 * (i * n + j)]!, a[2 * (i * n + j) + 1]!);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) if (size(i, c) > size(pivot, c)) pivot = i;
    for (const one of [a, out]) {
      for (let k = 2 * c * n; k < 2 * (c + 1) * n; k++) {
        const other = k + 2 * (pivot - c) * n;
        [one[k], one[other]] = [one[other]!, one[k]!];
      }
    }
    const [x, y] = [a[2 * c * (n + 1)]!, a[2 * c * (n + 1) + 1]!];
    const s = 1 / (x * x + y * y);
    // row times 1/(x + iy): the row less (1 - 1/(x + iy)) of itself
    for (const one of [a, out]) {
      for (let k = 2 * c * n; k < 2 * (c + 1) * n; k += 2) {
        const [u, v] = [one[k]!, one[k + 1]!];
        one[k] = (u * x + v * y) * s;
        one[k + 1] = (v * x - u * y) * s;
      }
    }
    for (let i = 0; i < n; i++) {
      if (i === c) continue;
      const [re, im] = [a[2 * (i * n + c)]!, a[2 * (i * n + c) + 1]!];
      if (re === 0 && im === 0) continue;
      subtractRow(n, a, i, c, re, im);
      subtractRow(n, out, i, c, re, im);
    }
  }
}

const SWEEPS = 500;

/** Eigenvalues, as roots of the characteristic polynomial, by the iteration of Durand and Kerner: good enough for nodes. */
export function eigenvalues(n: number, a: Square): Feature[] {
  const polynomial: [number, number][] = [[1, 0]];
  const power = square(n);
  const product = square(n);
  for (let k = 1; k <= n; k++) {
    const [re, im] = polynomial[k - 1]!;
    for (let i = 0; i < n; i++) {
      power[2 * i * (n + 1)] = power[2 * i * (n + 1)]! + re;
      power[2 * i * (n + 1) + 1] = power[2 * i * (n + 1) + 1]! + im;
    }
    multiply(n, a, power, product);
    power.set(product);
    let [x, y] = [0, 0];
    for (let i = 0; i < n; i++) [x, y] = [x + power[2 * i * (n + 1)]!, y + power[2 * i * (n + 1) + 1]!];
    polynomial.push([-x / k, -y / k]);
  }
  const size = 1 + Math.max(...a.map(Math.abs));
  const roots = Array.from({ length: n }, (_, k): [number, number] => {
    const angle = 0.4 + (2 * Math.PI * k) / n;
    return [size * Math.cos(angle), size * Math.sin(angle)];
  });
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    roots.forEach(([x, y], k) => {
      let [re, im] = [0, 0];
      for (const [p, q] of polynomial) [re, im] = [re * x - im * y + p, re * y + im * x + q];
      roots.forEach(([u, v], other) => {
        if (other === k) return;
        const [dx, dy] = [x - u, y - v];
        const s = 1 / (dx * dx + dy * dy || 1);
        [re, im] = [(re * dx + im * dy) * s, (im * dx - re * dy) * s];
      });
      roots[k] = [x - re, y - im];
    });
  }
  return roots.map(([centre, y]) => ({ centre, width: Math.abs(y) }));
}
