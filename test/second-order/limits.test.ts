import { describe, expect, it } from "vitest";
import {
  currents,
  differential,
  type JunctionInput,
  junction,
  linearResponse,
  theta,
  twoLevelJunction,
} from "../../lib/solver/index.js";
import {
  adjoint,
  fromRows,
  inverse,
  type Matrix,
  matmul,
  traceOfProduct,
  zeros,
} from "../../lib/solver/linear/matrix.js";
import { doubleQuadrature } from "../../tools/survey/second-order-quadrature.js";
import { symmetric } from "../matrices.js";
import { largestOf, partsOf, pointOf, secondOrder } from "./support.js";

const bridge = (part: Partial<JunctionInput> = {}) =>
  junction({
    hamiltonian: symmetric(0.4, 0.3, -0.1),
    electrodes: { L: { broadening: [0.6, 0] }, R: { broadening: [0, 0.5] } },
    modes: [
      {
        omega: 0.5,
        coupling: symmetric(0.2, 0.1, -0.1),
      },
    ],
    damping: 0.2,
    ...part,
  });

const bias = pointOf({ L: [0.4, 0.2], R: [-0.3, 0.15] }, 0.25);

describe("a slow, hot mode", () => {
  it("is frozen disorder: the curvature of the Landauer current by the displacement, the displacement its slope times 1/Omega^2", () => {
    // <u^2> = T_ph/Omega^2 kept, Omega -> 0
    const meanSquare = 0.3;
    const landauerAt = (u: number): number => {
      const moved = bridge({
        hamiltonian: symmetric(0.4 + 0.2 * u, 0.3 + 0.1 * u, -0.1 - 0.1 * u),
      });
      return secondOrder(moved, bias, "none", 1e-12).terminals.L!.current.landauer;
    };
    const h = 0.05;
    const [a, b, c, d, e] = [-2, -1, 0, 1, 2].map((k) => landauerAt(k * h)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const curvature = (-a + 16 * b - 30 * c + 16 * d - e) / (12 * h * h);
    const slope = (a - 8 * b + 8 * d - e) / (12 * h);
    const omega = 1e-3;
    const slow = bridge({ modes: [{ ...bridge().modes[0]!, omega }], damping: 1e-3 });
    const { terminals } = secondOrder(
      slow,
      { ...bias, bath: { temperature: meanSquare * omega ** 2 * 1e6 } },
      "full",
    );
    const { elastic, inelastic, hartree } = terminals.L!.current;
    expect((elastic + inelastic) / 1e6).toBeCloseTo((meanSquare / 2) * curvature, 6);
    // the displacement of a mode of another frequency goes as 1/Omega^2
    const one = secondOrder(bridge(), bias, "full").terminals.L!.current.hartree;
    expect(hartree * omega ** 2).toBeCloseTo(one * 0.25, 12);
    const displacement = one / slope;
    const quarter = bridge({ modes: [{ ...bridge().modes[0]!, omega: 1 }] });
    expect(secondOrder(quarter, bias, "full").terminals.L!.current.hartree).toBeCloseTo(
      (slope * displacement) / 4,
      12,
    );
  });
});

describe("a wide band", () => {
  it("has the lowest-order expansion of inelastic tunnelling theory, the closer the wider", () => {
    const deviations = [30, 300, 3000].map((width) => {
      const omega = 0.5;
      const T = 0.1;
      const V = 0.8;
      const given = junction({
        hamiltonian: symmetric(0.3, 0.2 * width, -0.4),
        electrodes: { L: { broadening: [width, 0] }, R: { broadening: [0, 0.7 * width] } },
        modes: [
          {
            omega,
            coupling: symmetric(0.4, 0.1, -0.2),
          },
        ],
        damping: 1e-4,
      });
      const { terminals } = secondOrder(given, pointOf({ L: [V / 2, T], R: [-V / 2, T] }, T), "none", 1e-12);
      const { elastic, inelastic } = terminals.L!.current;
      // all at the Fermi energy
      const [gl, gr] = ["L", "R"].map((name) => fromRows(given.electrodes[name]!.broadening!)) as [
        Matrix,
        Matrix,
      ];
      const M = fromRows(given.modes[0]!.coupling);
      const denominator = zeros(2);
      const h = fromRows(given.hamiltonian);
      for (let k = 0; k < 4; k++) {
        denominator.re[k] = -h.re[k]!;
        denominator.im[k] = (gl.re[k]! + gr.re[k]!) / 2;
      }
      const G = inverse(denominator);
      const times = (...list: Matrix[]): Matrix => list.reduce((a, b) => matmul(a, b));
      const [AL, AR] = [times(G, gl, adjoint(G)), times(G, gr, adjoint(G))];
      const ABL = times(adjoint(G), gl, G);
      const t1 = traceOfProduct(times(M, AR, gl, G, M), AR);
      const t2 = traceOfProduct(times(M, AR, gl, G, M), AL);
      const ts = traceOfProduct(times(M, ABL, M), AR).re + t1.im + t2.im;
      const ta = 2 * (t1.re - t2.re);
      const n = 1 / Math.expm1(omega / T);
      const g = (x: number): number => x / Math.expm1(x / T);
      const S = 2 * V * n + g(omega - V) - g(omega + V);
      // Re psi(i v), psi(z) = theta(z - 1/2)
      const psi = (x: number): number => theta({ re: 0.5, im: x / (2 * Math.PI * T) }).re;
      const Ias =
        (2 * omega * psi(omega) - (omega + V) * psi(omega + V) - (omega - V) * psi(omega - V)) /
        (2 * Math.PI);
      const real = zeros(2);
      real.re.set(G.re.map((x, k) => (x + G.re[(k % 2) * 2 + (k >> 1)]!) / 2));
      const meanSquare = (1 + 2 * n) / (2 * omega);
      // Re G is the Hermitian part here: H and the broadenings are real and symmetric
      const rest = 2 * traceOfProduct(times(gl, G, M, real, M, G, gr), adjoint(G)).re;
      const parts = [
        (ts * S) / (4 * Math.PI * omega),
        (ta * Ias) / (4 * Math.PI * omega),
        (V / (2 * Math.PI)) * meanSquare * rest,
      ];
      const expected = parts.reduce((sum, part) => sum + part, 0);
      return Math.abs(elastic + inelastic - expected) / parts.reduce((sum, part) => sum + Math.abs(part), 0);
    });
    expect(deviations[0]).toBeLessThan(0.1);
    expect(deviations[1]).toBeLessThan(0.015);
    expect(deviations[2]).toBeLessThan(2e-3);
    expect(deviations[2]).toBeLessThan(deviations[1]! / 5);
  });
});

describe("one level", () => {
  it("is moved down by the electrons on it, by M^2 n/Omega^2", () => {
    const [epsilon, M, omega, left, right] = [0.3, 0.4, 0.8, 0.2, 0.7];
    const at = (level: number) =>
      secondOrder(
        junction({
          hamiltonian: [level],
          electrodes: { L: { broadening: [left] }, R: { broadening: [right] } },
          modes: [{ omega, coupling: [M] }],
          damping: 0.3,
        }),
        pointOf({ L: [0.6, 0], R: [-0.2, 0] }, 0),
        "full",
        1e-12,
      ).terminals.L!.current;
    const width = left + right;
    const filled = (mu: number): number => 0.5 + Math.atan((2 * (mu - epsilon)) / width) / Math.PI;
    const occupation = (left * filled(0.6) + right * filled(-0.2)) / width;
    const h = 1e-3;
    const slope = (at(epsilon + h).landauer - at(epsilon - h).landauer) / (2 * h);
    expect(at(epsilon).hartree).toBeCloseTo(((-M * M * occupation) / omega ** 2) * slope, 7);
    expect(Math.abs(at(epsilon).hartree)).toBeGreaterThan(1e-4);
  });

  it("conducts by its dressed spectrum: currents are proportional to the product of the broadenings", () => {
    // I_a = Gamma_a sum_b (Gamma_b/Gamma) int (f_a - f_b)(-2 Im[G^2 Sigma]): the same for both electrodes
    const given = junction({
      hamiltonian: [0.3],
      electrodes: { L: { broadening: [0.2] }, R: { broadening: [0.7] } },
      modes: [{ omega: 0.8, coupling: [0.4] }],
      damping: 0.3,
    });
    const swapped = junction({
      ...given,
      electrodes: { L: { broadening: [0.7] }, R: { broadening: [0.2] } },
    });
    const point = pointOf({ L: [0.6, 0.2], R: [-0.2, 0.2] }, 0.2);
    const [a, b] = [given, swapped].map((one) => secondOrder(one, point, "none").terminals) as [
      ReturnType<typeof secondOrder>["terminals"],
      ReturnType<typeof secondOrder>["terminals"],
    ];
    expect(a.L!.current.landauer).toBeCloseTo(b.L!.current.landauer, 14);
    const slow = doubleQuadrature(given, point);
    const largest = largestOf(a);
    for (const { name, quantity, part, value } of partsOf(a)) {
      if (part === "hartree") continue;
      expect(Math.abs(value - slow[part][name]![quantity === "current" ? 0 : 1])).toBeLessThan(
        1e-8 * largest[quantity],
      );
    }
  });
});

describe("linear response", () => {
  const rest = { mu: 0.1, temperature: 0.25 };

  it("is the slope of the currents, bosons included", () => {
    const junction = bridge();
    const { onsager } = linearResponse(junction, rest);
    const { mu, temperature: T } = rest;
    const fluxes = (x: readonly [number, number, number]): number[] => {
      const left = { mu: mu + T * x[0], temperature: 1 / (1 / T - x[1]) };
      const { terminals, J } = currents(
        junction,
        { electrodes: { L: left, R: rest }, bath: { temperature: 1 / (1 / T + x[2]) } },
        { hartree: "full", tolerance: 1e-12 },
      );
      const { current, heat } = terminals.L!;
      return [current.total, heat.total + (left.mu - mu) * current.total, J];
    };
    const h = 0.02;
    const largest = Math.max(...onsager.total.flat().map(Math.abs));
    for (let column = 0; column < 3; column++) {
      const at = (k: number): number[] =>
        fluxes([0, 1, 2].map((j) => (j === column ? k * h : 0)) as [number, number, number]);
      const [a, b, c, d, e, f] = [-3, -2, -1, 1, 2, 3].map(at) as [
        number[],
        number[],
        number[],
        number[],
        number[],
        number[],
      ];
      for (let row = 0; row < 3; row++) {
        const slope = (45 * (d[row]! - c[row]!) - 9 * (e[row]! - b[row]!) + f[row]! - a[row]!) / (60 * h);
        expect(Math.abs(slope - onsager.total[row]![column]!)).toBeLessThan(1e-8 * largest);
      }
    }
  });

  it("has the slopes that differences of currents in equilibrium have, among three electrodes in a magnetic field", () => {
    const given = bridge({
      hamiltonian: [
        [0.4, { re: 0.2, im: 0.25 }],
        [{ re: 0.2, im: -0.25 }, -0.1],
      ],
      electrodes: {
        L: { broadening: [0.6, 0] },
        R: { broadening: [0, 0.5] },
        C: { broadening: symmetric(0.1, 0.05, 0.2) },
      },
    });
    const { mu, temperature } = rest;
    const point = pointOf({ L: [mu, temperature], R: [mu, temperature], C: [mu, temperature] }, temperature);
    const { terminals } = differential(given, point, { bias: { L: 1 } });
    const { onsager } = linearResponse(given, rest, { reference: "R" });
    // rows L charge, L heat, C charge, C heat
    const slopes = [terminals.L!.current, terminals.L!.heat, terminals.C!.current, terminals.C!.heat];
    const largest = Math.max(...slopes.map(({ total }) => Math.abs(total.dV)));
    slopes.forEach(({ total }, row) => {
      expect(Math.abs(total.dV - onsager.total[row]![0]! / temperature)).toBeLessThan(1e-11 * largest);
    });
  });

  it("moves a fixed heat with each electron between sharp levels that a sharp mode joins", () => {
    const [up, down, omega, width] = [0.5, -0.5, 1, 1e-4];
    const junction = twoLevelJunction({
      epsilonL: up,
      epsilonR: down,
      gammaL: width,
      gammaR: width,
      coupling: 0.1,
      omega,
      gammaPh: width,
    });
    const { onsager, thermopower } = linearResponse(junction, rest, { hartree: "none" });
    const [charge, heat, bosons] = onsager.total as [number[], number[], number[]];
    expect(heat[0]! / charge[0]!).toBeCloseTo(up - rest.mu, 3);
    expect(bosons[0]! / charge[0]!).toBeCloseTo(up - down, 3);
    expect(bosons[2]! / charge[0]!).toBeCloseTo((up - down) ** 2, 2);
    expect(thermopower.L).toBeCloseTo((up - rest.mu) / rest.temperature, 2);
  });

  it("gives an open channel the conductance quantum and the heat of Wiedemann and Franz", () => {
    const wide = junction({
      hamiltonian: [0],
      electrodes: { L: { broadening: [2e4] }, R: { broadening: [2e4] } },
      modes: [{ omega: 1, coupling: [1e-3] }],
      damping: 0.1,
    });
    const { conductance, heatConductance, reference } = linearResponse(
      wide,
      { mu: 0, temperature: 0.1 },
      { hartree: "none" },
    );
    expect(reference).toBe("R");
    expect(conductance.L! * 2 * Math.PI).toBeCloseTo(1, 7);
    expect(heatConductance.L! / (conductance.L! * 0.1)).toBeCloseTo(Math.PI ** 2 / 3, 6);
  });
});
