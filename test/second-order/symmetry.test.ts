import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ComplexLike,
  imaginaryPart,
  type Junction,
  junction,
  linearResponse,
  type MatrixRows,
  type OperatingPoint,
  realPart,
} from "../../lib/solver/index.js";
import {
  broadening,
  hermitian,
  holds,
  hybridised,
  logUniform,
  scaledBy,
  unequalPoint,
  uniform,
  withMatrices,
} from "../properties/arbitraries.js";
import { distanceBetween, largestOf, secondOrder } from "./support.js";

const conjugated = (rows: MatrixRows): MatrixRows =>
  rows.map((row) => row.map((z) => ({ re: realPart(z), im: -imaginaryPart(z) })));

/** U X U^+ with a unitary U made of plane rotations with phases. */
function turned(rows: MatrixRows, angles: readonly number[]): MatrixRows {
  let out = rows.map((row) => row.map((z) => ({ re: realPart(z), im: imaginaryPart(z) })));
  const n = rows.length;
  let k = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [c, s] = [Math.cos(angles[k]!), Math.sin(angles[k]!)];
      const [pr, pi] = [Math.cos(3 * angles[k]!), Math.sin(3 * angles[k]!)];
      k++;
      const rotate = (m: typeof out): typeof out => {
        const next = m.map((row) => [...row]);
        for (let l = 0; l < n; l++) {
          const [a, b] = [m[i]![l]!, m[j]![l]!];
          const [br, bi] = [b.re * pr - b.im * pi, b.re * pi + b.im * pr];
          const [ar, ai] = [a.re * pr + a.im * pi, a.im * pr - a.re * pi];
          next[i]![l] = { re: c * a.re + s * br, im: c * a.im + s * bi };
          next[j]![l] = { re: c * b.re - s * ar, im: c * b.im - s * ai };
        }
        return next;
      };
      const dagger = (m: typeof out): typeof out =>
        m.map((row, p) => row.map((_, q) => ({ re: m[q]![p]!.re, im: -m[q]![p]!.im })));
      out = dagger(rotate(dagger(rotate(out))));
    }
  }
  return out;
}

const angles = fc.array(uniform(0, 6), { minLength: 6, maxLength: 6 });

describe("currents to second order do not depend on", () => {
  it("the basis of the levels", () => {
    holds(8, fc.tuple(hybridised, unequalPoint, angles), ([junction, point, by]) => {
      const other = withMatrices(junction, (rows) => turned(rows, by));
      expect(distanceBetween(secondOrder(junction, point), secondOrder(other, point))).toBeLessThan(1e-9);
    });
  });

  it("the zero of energy", () => {
    holds(8, fc.tuple(hybridised, unequalPoint), ([junction, point]) => {
      const shift = 64;
      const moved = withMatrices(junction, (rows, kind) =>
        kind !== "hamiltonian"
          ? rows
          : rows.map((row, i) => row.map((z, j) => (i === j ? realPart(z) + shift : z))),
      );
      const there: OperatingPoint = {
        ...point,
        electrodes: Object.fromEntries(
          Object.entries(point.electrodes).map(([name, { mu, temperature }]) => [
            name,
            { mu: mu + shift, temperature },
          ]),
        ),
      };
      expect(distanceBetween(secondOrder(junction, point), secondOrder(moved, there))).toBeLessThan(1e-9);
    });
  });

  it("the unit of energy", () => {
    holds(6, fc.tuple(hybridised, unequalPoint), ([given, point]) => {
      const s = 4 ** 12;
      const scaled = junction({
        hamiltonian: scaledBy(s, given.hamiltonian),
        electrodes: Object.fromEntries(
          Object.entries(given.electrodes).map(([name, one]) => [
            name,
            { broadening: scaledBy(s, one.broadening!) },
          ]),
        ),
        modes: given.modes.map(({ omega, coupling }) => ({
          omega: s * omega,
          coupling: scaledBy(s ** 1.5, coupling),
        })),
        damping: given.damping.map((row) => row.map((gamma) => s * gamma)),
      });
      const there = {
        electrodes: Object.fromEntries(
          Object.entries(point.electrodes).map(([name, { mu, temperature }]) => [
            name,
            { mu: s * mu, temperature: s * temperature },
          ]),
        ),
        bath: { temperature: s * point.bath.temperature },
      };
      const [here, far] = [secondOrder(given, point), secondOrder(scaled, there)];
      const [a, b] = [here.terminals.L!, far.terminals.L!];
      const largest = largestOf(here.terminals);
      expect(Math.abs(b.current.total / s - a.current.total)).toBeLessThanOrEqual(1e-10 * largest.current);
      expect(Math.abs(b.heat.total / s ** 2 - a.heat.total)).toBeLessThanOrEqual(1e-10 * largest.heat);
    });
  });

  it("whether an electrode is one or two in equilibrium with each other", () => {
    holds(8, fc.tuple(hybridised, unequalPoint), ([given, point]) => {
      const half = { broadening: scaledBy(0.5, given.electrodes.R!.broadening!) };
      const split = junction({ ...given, electrodes: { L: given.electrodes.L!, R: half, S: half } });
      const both = secondOrder(split, {
        ...point,
        electrodes: { ...point.electrodes, S: point.electrodes.R! },
      });
      const whole = secondOrder(given, point);
      const largest = largestOf(whole.terminals);
      for (const quantity of ["current", "heat"] as const) {
        const [r, s] = [both.terminals.R![quantity], both.terminals.S![quantity]];
        expect(Math.abs(r.total + s.total - whole.terminals.R![quantity].total)).toBeLessThanOrEqual(
          1e-9 * largest[quantity],
        );
        expect(
          Math.abs(both.terminals.L![quantity].total - whole.terminals.L![quantity].total),
        ).toBeLessThanOrEqual(1e-9 * largest[quantity]);
      }
    });
  });

  it("whether a mode is one or two of the same frequency and damping with the coupling shared", () => {
    holds(8, fc.tuple(hybridised, unequalPoint), ([given, point]) => {
      const { omega, coupling } = given.modes[0]!;
      const one = junction({ ...given, modes: [{ omega, coupling }], damping: 0.25 });
      const [x, y] = [0.6, 0.8];
      const two = junction({
        ...given,
        modes: [
          { omega, coupling: scaledBy(x, coupling) },
          { omega, coupling: scaledBy(y, coupling) },
        ],
        damping: [0.25, 0.25],
      });
      expect(distanceBetween(secondOrder(one, point), secondOrder(two, point))).toBeLessThan(1e-9);
    });
  });

  it("whether electrons or holes are counted, but for the displacement", () => {
    holds(8, fc.tuple(hybridised, unequalPoint), ([junction, point]) => {
      // H -> -H^T, mu -> -mu, M -> -M^T: a hole is an electron, and no electrode's heat changes
      const holes = withMatrices(junction, (rows, kind) =>
        kind === "broadening" ? conjugated(rows) : scaledBy(-1, conjugated(rows)),
      );
      const there = {
        ...point,
        electrodes: Object.fromEntries(
          Object.entries(point.electrodes).map(([name, { mu, temperature }]) => [
            name,
            { mu: -mu, temperature },
          ]),
        ),
      };
      const [a, b] = [secondOrder(junction, point, "none"), secondOrder(holes, there, "none")];
      const largest = largestOf(a.terminals);
      for (const name of ["L", "R"]) {
        const [electrons, missing] = [a.terminals[name]!, b.terminals[name]!];
        expect(Math.abs(electrons.current.total + missing.current.total)).toBeLessThanOrEqual(
          1e-9 * largest.current,
        );
        expect(Math.abs(electrons.heat.total - missing.heat.total)).toBeLessThanOrEqual(1e-9 * largest.heat);
      }
    });
  });
});

const threeElectrodes: fc.Arbitrary<Junction> = fc
  .integer({ min: 1, max: 3 })
  .chain((n) =>
    fc.tuple(
      hermitian(n),
      broadening(n, 1),
      broadening(n, 1),
      broadening(n, 1),
      hermitian(n, 0.5),
      logUniform(0.25, 2),
    ),
  )
  .map(([hamiltonian, L, R, C, coupling, omega]) =>
    junction({
      hamiltonian,
      electrodes: { L: { broadening: L }, R: { broadening: R }, C: { broadening: C } },
      modes: [{ omega, coupling }],
      damping: 0.375,
    }),
  );

const onlyReal = (rows: MatrixRows): ComplexLike[][] => rows.map((row) => row.map((z) => realPart(z)));

describe("Onsager coefficients", () => {
  const equilibrium = fc.record({ mu: uniform(-1, 1), temperature: logUniform(0.125, 1) });

  it("are symmetric order by order where H, the broadenings and M are real, with positive diagonals", () => {
    holds(6, fc.tuple(threeElectrodes, equilibrium), ([junction, rest]) => {
      const real = withMatrices(junction, onlyReal);
      for (const hartree of ["none", "full"] as const) {
        const { onsager, terminals } = linearResponse(real, rest, { hartree });
        expect(terminals).toEqual(["L charge", "L heat", "R charge", "R heat", "bosons"]);
        for (const order of ["order0", "order2"] as const) {
          const rows = onsager[order];
          const size = (i: number): number => Math.abs(onsager.total[i]![i]!);
          rows.forEach((row, i) => {
            row.forEach((value, j) => {
              expect(Math.abs(value - rows[j]![i]!)).toBeLessThanOrEqual(
                1e-10 * Math.sqrt(size(i) * size(j)) + onsager.error[i]![j]!,
              );
            });
          });
        }
        for (const [i, row] of onsager.order0.slice(0, -1).entries()) expect(row[i]).toBeGreaterThan(0);
        expect(onsager.order2.at(-1)!.at(-1)).toBeGreaterThan(0);
      }
    });
  });

  it("turn into their transposes with the magnetic field, and only so", () => {
    let asymmetry = 0;
    holds(6, fc.tuple(threeElectrodes, equilibrium), ([junction, rest]) => {
      const reversed = withMatrices(junction, conjugated);
      const [up, down] = [linearResponse(junction, rest).onsager, linearResponse(reversed, rest).onsager];
      for (const order of ["order0", "order2"] as const) {
        const largest = Math.max(...up[order].flat().map(Math.abs));
        up[order].forEach((row, i) => {
          row.forEach((value, j) => {
            expect(Math.abs(value - down[order][j]![i]!)).toBeLessThanOrEqual(1e-9 * largest);
            asymmetry = Math.max(asymmetry, Math.abs(value - up[order][j]![i]!) / largest);
          });
        });
      }
    });
    expect(asymmetry).toBeGreaterThan(1e-3);
  });
});
