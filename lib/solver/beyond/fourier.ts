/**
 * Sums of products over a uniform grid, by the fast Fourier transform:
 *
 *   convolution  c_j = sum_k a_{j-k} b_k,        correlation  c_k = sum_j a_j b_{j-k},
 *   principal value  P int de' f(e')/(e_j - e') = sum over odd n of 2 f_{j-n}/n,
 *
 * the last being the trapezoidal rule on every second point, which for a function analytic in a strip is as accurate as
 * the trapezoidal rule itself. Sequences run over the indices -M..M, stored from 0; what lies outside counts as zero.
 *
 * The transform is the radix-2 one of Cooley and Tukey, https://doi.org/10.1090/S0025-5718-1965-0178586-1. The solver
 * depends on no package, and a power of two is all it needs.
 */

/** A transformed sequence. */
export interface Transformed {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Convolutions of sequences over -M..M. */
export interface Convolver {
  /** transforms a sequence that runs over -M..M */
  readonly transform: (sequence: Float64Array) => Transformed;
  /** sum_k a_{j-k} b_k for j = -M..M */
  readonly convolve: (a: Transformed, b: Transformed) => Float64Array;
  /** sum_j a_j b_{j-k} for k = -M..M */
  readonly correlate: (a: Transformed, b: Transformed) => Float64Array;
  /** P int de' f(e')/(e_j - e') for j = -M..M */
  readonly principalValue: (f: Transformed) => Float64Array;
}

/** In place; the length is a power of two. The inverse is not divided by the length. */
export function fourierTransform({ re, im }: Transformed, inverse = false): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  const { cosines, sines } = rootsOfUnity(n);
  const sign = inverse ? 1 : -1;
  let half = 1;
  // An odd number of stages begins with the one whose roots are 1, and the others are gone through two at a time.
  if (Math.log2(n) % 2 === 1) {
    for (let i = 0; i < n; i += 2) {
      const x = re[i + 1]!;
      const y = im[i + 1]!;
      re[i + 1] = re[i]! - x;
      im[i + 1] = im[i]! - y;
      re[i] = re[i]! + x;
      im[i] = im[i]! + y;
    }
    half = 2;
  }
  for (; half < n; half *= 4) {
    const stride = n / (4 * half);
    for (let start = 0; start < n; start += 4 * half) {
      for (let k = 0; k < half; k++) {
        const p = start + k;
        const q = p + half;
        const r = q + half;
        const t = r + half;
        // the first stage joins p with q and r with t, the second one p with r and q with t
        let c = cosines[2 * k * stride]!;
        let s = sign * sines[2 * k * stride]!;
        let x = re[q]! * c - im[q]! * s;
        let y = re[q]! * s + im[q]! * c;
        const pr = re[p]! + x;
        const pi = im[p]! + y;
        const qr = re[p]! - x;
        const qi = im[p]! - y;
        x = re[t]! * c - im[t]! * s;
        y = re[t]! * s + im[t]! * c;
        const rr = re[r]! + x;
        const ri = im[r]! + y;
        const tr = re[r]! - x;
        const ti = im[r]! - y;
        c = cosines[k * stride]!;
        s = sign * sines[k * stride]!;
        x = rr * c - ri * s;
        y = rr * s + ri * c;
        re[r] = pr - x;
        im[r] = pi - y;
        re[p] = pr + x;
        im[p] = pi + y;
        c = cosines[(k + half) * stride]!;
        s = sign * sines[(k + half) * stride]!;
        x = tr * c - ti * s;
        y = tr * s + ti * c;
        re[t] = qr - x;
        im[t] = qi - y;
        re[q] = qr + x;
        im[q] = qi + y;
      }
    }
  }
}

const roots = new Map<number, { cosines: Float64Array; sines: Float64Array }>();

function rootsOfUnity(n: number): { cosines: Float64Array; sines: Float64Array } {
  let known = roots.get(n);
  if (!known) {
    known = { cosines: new Float64Array(n / 2), sines: new Float64Array(n / 2) };
    for (let k = 0; k < n / 2; k++) {
      known.cosines[k] = Math.cos((2 * Math.PI * k) / n);
      known.sines[k] = Math.sin((2 * Math.PI * k) / n);
    }
    roots.set(n, known);
  }
  return known;
}

/**
 * Convolutions of sequences over -M..M.
 * @param last M, the largest index
 */
export function convolver(last: number): Convolver {
  // The kernel of the principal value runs over -2M..2M, so that 4M + 1 places keep its copies apart.
  const length = 2 ** Math.ceil(Math.log2(4 * last + 2));
  const transform = (sequence: Float64Array, reach = last): Transformed => {
    const re = new Float64Array(length);
    for (let j = -reach; j <= reach; j++) re[j < 0 ? j + length : j] = sequence[j + reach]!;
    const out = { re, im: new Float64Array(length) };
    fourierTransform(out);
    return out;
  };
  /** The inverse transform of a b, or of a times the conjugate of b. */
  const product = (a: Transformed, b: Transformed, sign: 1 | -1): Float64Array => {
    const out = { re: new Float64Array(length), im: new Float64Array(length) };
    for (let k = 0; k < length; k++) {
      out.re[k] = a.re[k]! * b.re[k]! - sign * a.im[k]! * b.im[k]!;
      out.im[k] = sign * a.re[k]! * b.im[k]! + a.im[k]! * b.re[k]!;
    }
    fourierTransform(out, true);
    const sequence = new Float64Array(2 * last + 1);
    for (let j = 0; j < sequence.length; j++)
      sequence[j] = out.re[j < last ? j - last + length : j - last]! / length;
    return sequence;
  };
  const kernel = transform(
    Float64Array.from({ length: 4 * last + 1 }, (_, j) => {
      const n = j - 2 * last;
      return n % 2 === 0 ? 0 : 2 / n;
    }),
    2 * last,
  );
  return {
    transform: (sequence) => transform(sequence),
    convolve: (a, b) => product(a, b, 1),
    correlate: (a, b) => product(a, b, -1),
    principalValue: (f) => product(f, kernel, 1),
  };
}
