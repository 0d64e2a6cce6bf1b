/** The terms of the double sum over poles against traces of spectral functions, and which of them are left out. */
import { describe, expect, it } from "vitest";
import { type Poles, polesOf, spectralMatrices } from "../../lib/solver/electrons/electrons.js";
import { type Junction, junction } from "../../lib/solver/index.js";
import { copy, fromRows, matmul, traceOfProduct } from "../../lib/solver/linear/matrix.js";
import { type Channel, type Terms, termsOf } from "../../lib/solver/rule/terms.js";
import { type Complex, complex, divide, multiply } from "../../lib/solver/special/complex.js";
import { dots, randomHermitian, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";

const i = (im: number): Complex => complex(0, im);

/** Three modes of which damping joins the last two; the first couples by an imaginary matrix element alone. */
const joined = junction({
  ...randomJunction(3, 1, randomSequence(17)),
  spin: 2,
  modes: [
    {
      omega: 0.4,
      coupling: [
        [0, i(0.3), 0],
        [i(-0.3), 0, 0],
        [0, 0, 0],
      ],
    },
    { omega: 0.9, coupling: randomHermitian(3, randomSequence(18), 0.4) },
    { omega: 1.7, coupling: randomHermitian(3, randomSequence(19), 0.4) },
  ],
  damping: [
    [0.3, 0, 0],
    [0, 0.4, 0.1],
    [0, 0.1, 0.2],
  ],
});

/** Every entry of a channel: its p and q, and its place. */
function entriesOf({ rows, start, column }: Channel): (readonly [p: number, q: number, entry: number])[] {
  return [...rows].flatMap((p, k) =>
    [...column.slice(start[k]!, start[k + 1]!)].map((q, j) => [p, q, start[k]! + j] as const),
  );
}

/** The terms with e and e' in the place of the Fermi functions: of one pair of modes. */
function summed({ re, im }: Terms, channel: Channel, pair: number, e: number, other: number): number {
  const values = channel.coefficients[pair]!;
  return entriesOf(channel).reduce((sum, [p, q, k]) => {
    const first = complex(e - re[p]!, -im[p]!);
    const C = complex(values[4 * k]!, values[4 * k + 1]!);
    const K = complex(values[4 * k + 2]!, values[4 * k + 3]!);
    const direct = divide(C, multiply(first, complex(other - re[q]!, -im[q]!)));
    const crossed = divide(K, multiply(first, complex(other - re[q]!, im[q]!)));
    return sum + 2 * (direct.re + crossed.re);
  }, 0);
}

/** Tr[A_a(e) M^n A_b(e') M^m] of both orders of the modes, real. */
function traced(
  of: Junction,
  [a, b]: readonly [string, string],
  modes: readonly number[],
  e: number,
  other: number,
): number {
  const A = copy(spectralMatrices(of, a)(e));
  const B = copy(spectralMatrices(of, b)(other));
  const [M, N] = modes.map((m) => fromRows(of.modes[m]!.coupling)) as [typeof A, typeof A];
  const trace = traceOfProduct(matmul(A, N), matmul(B, M)).re;
  return modes[0] === modes[1] ? trace : trace + traceOfProduct(matmul(A, M), matmul(B, N)).re;
}

describe("the terms of a channel", () => {
  it.each<[string, Junction, number]>([
    ["modes of which damping joins two, and two spins", joined, 2],
    ["independent modes", randomJunction(3, 2, randomSequence(21)), 1],
    ["the paper's junction", dots, 1],
  ])("make the trace of both spectral functions between the couplings: %s", (_, of, spin) => {
    const poles = polesOf(of);
    const terms = termsOf(of, poles);
    const [e, other] = [0.37, -0.23];
    for (const from of [0, 1]) {
      for (const to of [0, 1]) {
        const channel = terms.channels.find((one) => one.from === from && one.to === to);
        terms.modePairs.forEach((modes, k) => {
          const names = [terms.electrodes[from]!, terms.electrodes[to]!] as const;
          const exact = spin * traced(of, names, modes, e + poles.reference, other + poles.reference);
          const found = channel ? summed(terms, channel, k, e, other) : 0;
          expect(found, `${names}, modes ${modes}`).toBeCloseTo(exact, 12);
        });
      }
    }
  });

  it("have one pair of modes for each two that damping may join, the first of them first", () => {
    const pairs = (of: Junction) => termsOf(of, polesOf(of)).modePairs;
    expect(pairs(joined)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
      [2, 2],
    ]);
    expect(pairs(randomJunction(3, 3, randomSequence(21)))).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it("are one in each of two channels of the paper's junction: what vanishes is left out", () => {
    const { channels, p } = termsOf(dots, polesOf(dots));
    expect(channels.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    for (const channel of channels) expect(entriesOf(channel)).toHaveLength(1);
    expect(p).toHaveLength(2);
  });

  it("do not know a state without a width, whatever roundoff says of its weights", () => {
    const poles = polesOf(joined);
    const im = poles.im.slice();
    im[1] = 0;
    const { channels } = termsOf(joined, { ...poles, im });
    expect(channels).toHaveLength(4);
    for (const channel of channels) {
      expect(channel.rows).not.toContain(1);
      expect(channel.columns).not.toContain(1);
      expect(entriesOf(channel)).toHaveLength(4);
    }
  });
});

describe("the terms that the error of a fit hides", () => {
  /** An electrode's levels at energies far apart, so that terms are of many sizes. */
  const graded = junction({
    ...randomJunction(5, 1, randomSequence(31)),
    hamiltonian: randomHermitian(5, randomSequence(32), 0.6).map((row, k) =>
      row.map((value, l) => (k === l ? 3 * k - 5 : value)),
    ),
    modes: [
      { omega: 0.4, coupling: randomHermitian(5, randomSequence(33), 0.4) },
      { omega: 7, coupling: randomHermitian(5, randomSequence(34), 0.4) },
    ],
    damping: 0.3,
  });
  const poles = polesOf(graded);
  const allTerms = (): Terms => termsOf(graded, { ...poles, fitError: 0 });

  /** Of each term "p q" of a channel the most that it can be, at resonance, and the least, a mode's energy from any. */
  function sizesOf({ re, im }: Terms, channel: Channel): Map<string, { most: number; least: number }> {
    const reach = Math.max(...re) - Math.min(...re) + 7;
    return new Map(
      entriesOf(channel).map(([p, q, k]) => {
        const moduli = channel.coefficients.flatMap((values) =>
          [...values.slice(4 * k, 4 * k + 4)].map(Math.abs),
        );
        const sum = moduli.reduce((a, b) => a + b, 0);
        const width = -im[p]! - im[q]!;
        return [`${p} ${q}`, { most: sum / width, least: sum / (width + reach) }];
      }),
    );
  }

  const cuts = () =>
    Array.from({ length: 30 }, (_, k) => 1e-2 * 1.35 ** k).map((error) => ({
      error,
      terms: termsOf(graded, { ...poles, fitError: error } satisfies Poles),
    }));
  const sameChannel = ({ channels }: Terms, { from, to }: Channel): Channel =>
    channels.find((one) => one.from === from && one.to === to)!;
  const nameOf = (p: number, q: number): string => `${p} ${q}`;

  it("are all that together are below a hundredth of it, where the kept are least, and no more", () => {
    let left = 0;
    const whole = allTerms();
    const cut = cuts();
    for (const all of whole.channels) {
      const sizes = sizesOf(whole, all);
      const least = [...sizes.values()].reduce((sum, one) => sum + one.least, 0);
      for (const { error, terms } of cut) {
        const kept = new Set(entriesOf(sameChannel(terms, all)).map(([p, q]) => nameOf(p, q)));
        const mostOf = (isKept: boolean): number[] =>
          [...sizes].filter(([name]) => kept.has(name) === isKept).map(([, { most }]) => most);
        const hidden = mostOf(false);
        const next = Math.min(...mostOf(true));
        const largest = Math.max(0, ...hidden);
        expect(largest).toBeLessThan(next);
        // of two that are of one size, and go together, one
        const alike = hidden.filter((most) => most > (1 - 1e-9) * largest).length;
        const together = hidden.reduce((sum, most) => sum + most, 0);
        const context = `${all.from} ${all.to}, error ${error}`;
        const allowed = 1e-2 * error * least;
        expect(together - Math.max(0, alike - 1) * largest, context).toBeLessThan(allowed);
        expect(together + next, context).toBeGreaterThan(allowed);
        left = Math.max(left, hidden.length);
      }
    }
    expect(left).toBeGreaterThan(3);
  });

  it("leave those that are kept as they were", () => {
    const whole = allTerms();
    for (const { terms } of cuts().filter((_, k) => k % 6 === 5)) {
      for (const channel of terms.channels) {
        const all = sameChannel(whole, channel);
        const places = new Map(entriesOf(all).map(([p, q, k]) => [nameOf(p, q), k]));
        const entries = entriesOf(channel);
        for (const [p, q, k] of entries) {
          const there = places.get(nameOf(p, q))!;
          channel.coefficients.forEach((values, pair) => {
            const old = all.coefficients[pair]!;
            for (let c = 0; c < 4; c++) {
              if (values[4 * k + c] !== old[4 * there + c]) expect.fail(`term ${p} ${q}`);
            }
          });
          const place = terms.place[p * terms.size + q]!;
          expect([terms.p[place], terms.q[place], channel.entryOf[place]]).toEqual([p, q, k]);
        }
        const columns = new Set(entries.map(([, q]) => q));
        expect(new Set(channel.columns)).toEqual(columns);
        expect(channel.columns).toHaveLength(columns.size);
      }
    }
  });
});
