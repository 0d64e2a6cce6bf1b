import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ComplexLike,
  currents,
  imaginaryPart,
  type Junction,
  junction,
  type MatrixRows,
  type OperatingPoint,
  pairBath,
  realPart,
} from "../../lib/solver/index.js";
import {
  distanceOf,
  hermitian,
  holds,
  hybridised,
  largestOf,
  numbersOf,
  scaledBy,
  sizeOf,
  thermalPoint,
  twoGroups,
  twoLevel,
  unequalPoint,
  uniform,
  withMatrices,
} from "./arbitraries.js";

const pairs = ["LL", "LR", "RL", "RR"] as const;
const densityOf = (junction: Junction, point: OperatingPoint, pair: string, omega: number): MatrixRows =>
  pairBath(junction, point, pair[0]!, pair[1]!).densityMatrix(omega);

/** The same currents but for their units, which `power` gives for each name. */
function expectSame(
  [junction, point]: readonly [Junction, OperatingPoint],
  [other, there]: readonly [Junction, OperatingPoint],
  unit: (name: string) => number,
  tolerance: number,
  roundoff: number,
): void {
  const a = currents(junction, point, { tolerance });
  const b = numbersOf(currents(other, there, { tolerance }));
  const size = sizeOf(a);
  numbersOf(a).forEach(([name, value, error], k) => {
    const [, theirs, theirError] = b[k]!;
    const coldest = Math.min(
      point.bath.temperature,
      ...Object.values(point.electrodes).map(({ temperature }) => temperature),
    );
    const scale = name === "J" || name.startsWith("Q") ? size : size / coldest;
    expect(Math.abs(value - theirs / unit(name)), name).toBeLessThanOrEqual(
      error + theirError / unit(name) + roundoff * scale,
    );
  });
}

describe("the origin of energy", () => {
  const moved = (junction: Junction, by: number): Junction =>
    withMatrices(junction, (rows, kind) =>
      kind === "hamiltonian"
        ? rows.map((row, i) =>
            row.map((z, j) => ({ re: realPart(z) + (i === j ? by : 0), im: imaginaryPart(z) })),
          )
        : rows,
    );
  const movedPoint = ({ electrodes: { L, R }, bath }: OperatingPoint, by: number): OperatingPoint => ({
    electrodes: { L: { ...L!, mu: L!.mu + by }, R: { ...R!, mu: R!.mu + by } },
    bath,
  });
  const shift = fc.integer({ min: -64, max: 64 });

  it("does not matter for any current", () => {
    holds(20, fc.tuple(fc.oneof(twoLevel, twoGroups), thermalPoint, shift), ([junction, point, by]) =>
      expectSame([junction, point], [moved(junction, by), movedPoint(point, by)], () => 1, 1e-10, 0),
    );
    holds(8, fc.tuple(hybridised, thermalPoint, shift), ([junction, point, by]) =>
      expectSame([junction, point], [moved(junction, by), movedPoint(point, by)], () => 1, 1e-9, 1e-12),
    );
    holds(5, fc.tuple(twoLevel, unequalPoint, shift), ([junction, point, by]) =>
      expectSame([junction, point], [moved(junction, by), movedPoint(point, by)], () => 1, 1e-6, 0),
    );
  });
});

describe("the basis of the levels", () => {
  const dagger = (a: MatrixRows): MatrixRows =>
    a.map((row, i) => row.map((_, j) => ({ re: realPart(a[j]![i]!), im: -imaginaryPart(a[j]![i]!) })));
  const product = (a: MatrixRows, b: MatrixRows): ComplexLike[][] =>
    a.map((row) =>
      b[0]!.map((_, j) => {
        let [re, im] = [0, 0];
        row.forEach((z, k) => {
          const [x, y] = [realPart(z), imaginaryPart(z)];
          const [u, v] = [realPart(b[k]![j]!), imaginaryPart(b[k]![j]!)];
          re += x * u - y * v;
          im += x * v + y * u;
        });
        return { re, im };
      }),
    );
  /** exp(i A) to a few ulp, by squaring of a Taylor series. */
  const unitary = (a: MatrixRows): MatrixRows => {
    const one = a.map((row, i) => row.map((_, j): ComplexLike => (i === j ? 1 : 0)));
    const step = a.map((row) => row.map((z) => ({ re: -imaginaryPart(z) / 16, im: realPart(z) / 16 })));
    let sum: MatrixRows = one;
    for (let k = 14; k >= 1; k--) {
      sum = scaledBy(1 / k, product(step, sum)).map((row, i) =>
        row.map((z, j) => ({ re: realPart(z) + (i === j ? 1 : 0), im: imaginaryPart(z) })),
      );
    }
    for (let k = 0; k < 4; k++) sum = product(sum, sum);
    return sum;
  };
  const turned = (junction: Junction, u: MatrixRows): Junction =>
    withMatrices(junction, (rows) => {
      const turnedRows = product(product(u, rows), dagger(u));
      return turnedRows.map((row, i) =>
        row.map((z, j) => {
          const other = turnedRows[j]![i]!;
          return {
            re: (realPart(z) + realPart(other)) / 2,
            im: (imaginaryPart(z) - imaginaryPart(other)) / 2,
          };
        }),
      );
    });
  const turnedJunction = fc.oneof(hybridised, twoGroups).chain((junction) =>
    hermitian(junction.hamiltonian.length, 2).map((a) => ({
      junction,
      other: turned(junction, unitary(a)),
    })),
  );

  it("does not matter for J", () => {
    holds(16, fc.tuple(turnedJunction, thermalPoint), ([{ junction, other }, point]) => {
      const a = currents(junction, point);
      const b = currents(other, point);
      expect(Math.abs(a.J - b.J)).toBeLessThanOrEqual(a.error.J + b.error.J + 1e-11 * sizeOf(a));
    });
    holds(4, fc.tuple(turnedJunction, unequalPoint), ([{ junction, other }, point]) => {
      const a = currents(junction, point, { tolerance: 1e-5 });
      const b = currents(other, point, { tolerance: 1e-5 });
      expect(Math.abs(a.J - b.J)).toBeLessThanOrEqual(a.error.J + b.error.J);
    });
  });

  it("does not matter for Lambda", () => {
    holds(
      100,
      fc.tuple(
        turnedJunction,
        fc.oneof(thermalPoint, unequalPoint),
        uniform(-3, 3),
        fc.constantFrom(...pairs),
      ),
      ([{ junction, other }, point, omega, pair]) => {
        const a = densityOf(junction, point, pair, omega);
        const b = densityOf(other, point, pair, omega);
        expect(distanceOf(a, b)).toBeLessThanOrEqual(1e-10 * largestOf(a) + 1e-14);
      },
    );
  });
});

describe("the unit of energy", () => {
  const scaled = (given: Junction, s: number): Junction =>
    junction({
      ...withMatrices(given, (rows, kind) => scaledBy(kind === "coupling" ? s ** 1.5 : s, rows)),
      modes: given.modes.map(({ omega, coupling }) => ({
        omega: s * omega,
        coupling: scaledBy(s ** 1.5, coupling),
      })),
      damping: given.damping.map((row) => row.map((value) => s * value)),
    });
  const scaledPoint = ({ electrodes: { L, R }, bath }: OperatingPoint, s: number): OperatingPoint => ({
    electrodes: {
      L: { mu: s * L!.mu, temperature: s * L!.temperature },
      R: { mu: s * R!.mu, temperature: s * R!.temperature },
    },
    bath: { temperature: s * bath.temperature },
  });
  const unit = fc.integer({ min: -10, max: 10 }).map((k) => 4 ** k);

  it("enters J and the heats squared, I and the entropy production once", () => {
    const powers = (s: number) => (name: string) => (name === "J" || name.startsWith("Q") ? s * s : s);
    holds(16, fc.tuple(fc.oneof(twoLevel, twoGroups), thermalPoint, unit), ([junction, point, s]) =>
      expectSame([junction, point], [scaled(junction, s), scaledPoint(point, s)], powers(s), 1e-10, 0),
    );
    holds(8, fc.tuple(hybridised, thermalPoint, unit), ([junction, point, s]) =>
      expectSame([junction, point], [scaled(junction, s), scaledPoint(point, s)], powers(s), 1e-9, 0),
    );
    holds(5, fc.tuple(twoLevel, unequalPoint, unit), ([junction, point, s]) =>
      expectSame([junction, point], [scaled(junction, s), scaledPoint(point, s)], powers(s), 1e-6, 0),
    );
  });

  it("enters Lambda squared", () => {
    holds(
      100,
      fc.tuple(
        fc.oneof(twoLevel, hybridised),
        fc.oneof(thermalPoint, unequalPoint),
        unit,
        uniform(-3, 3),
        fc.constantFrom(...pairs),
      ),
      ([junction, point, s, omega, pair]) => {
        const a = densityOf(junction, point, pair, omega);
        const b = densityOf(scaled(junction, s), scaledPoint(point, s), pair, s * omega);
        expect(distanceOf(a, scaledBy(s ** -2, b))).toBeLessThanOrEqual(1e-10 * largestOf(a) + 1e-14);
      },
    );
  });
});
