/** Derivatives and linear response of small junctions by closed forms, symmetries and the definitions of what follows. */
import { describe, expect, it } from "vitest";
import { currents, differential, type Junction, junction, linearResponse } from "../../lib/solver/index.js";
import { transposedOf } from "../../lib/solver/second-order/expansion.js";
import { terminalsOf } from "../../lib/solver/second-order/terminals.js";
import { symmetric } from "../matrices.js";
import { tangled } from "./parts.js";
import { partsOf, pointOf } from "./support.js";

const [epsilon, gl, gr] = [0.3, 0.4, 0.7];
const width = gl + gr;
const level = (part: object = {}): Junction =>
  junction({
    hamiltonian: [epsilon],
    electrodes: { L: { broadening: [gl] }, R: { broadening: [gr] } },
    modes: [{ omega: 0.6, coupling: [0.2] }],
    damping: 0.3,
    ...part,
  });

const transmission = (e: number): number => (gl * gr) / ((e - epsilon) ** 2 + width ** 2 / 4);
const slope = (e: number): number => (-2 * (e - epsilon) * transmission(e) ** 2) / (gl * gr);

describe("derivatives of the Landauer currents of one level without temperature", () => {
  const [left, right] = [0.6, -0.4];
  const cold = pointOf({ L: [left, 0], R: [right, 0] }, 0);
  const current =
    ((gl * gr * 2) / width / (2 * Math.PI)) *
    (Math.atan((2 * (left - epsilon)) / width) - Math.atan((2 * (right - epsilon)) / width));

  it.each([
    ["both electrodes move", { L: 0.5, R: -0.5 }, 0],
    ["one of them moves", { L: 1 }, 0],
    ["the other one moves", { R: -0.7 }, undefined],
    ["the level follows", { L: 1, R: 0.1 }, 0.4],
    ["the level alone moves", {}, -0.8],
    ["levels are given one by one", { L: 0.3 }, [0.2]],
  ] as const)("are those of arctangents where %s", (_, bias, levels) => {
    const { terminals } = differential(level(), cold, {
      bias,
      ...(levels !== undefined && { levels: levels as number | number[] }),
      hartree: "none",
    });
    const own = typeof levels === "number" ? levels : (levels?.[0] ?? 0);
    const shares = { L: 0, R: 0, ...bias };
    const [a, b] = [shares.L - own, shares.R - own];
    const first = (a * transmission(left) - b * transmission(right)) / (2 * Math.PI);
    const second = (a * a * slope(left) - b * b * slope(right)) / (2 * Math.PI);
    const { landauer } = terminals.L!.current;
    for (const [found, exact, error] of [
      [landauer.value, current, landauer.error.value],
      [landauer.dV, first, landauer.error.dV],
      [landauer.d2V, second, landauer.error.d2V],
    ] as const) {
      expect(Math.abs(found - exact)).toBeLessThan(error + 1e-14);
      expect(error).toBeLessThan(3e-9);
    }
    // steps as wide as levels and thresholds allow, so that little roundoff is left
    const { total, inelastic } = terminals.L!.current;
    expect(total.error.dV).toBeLessThan(4e-13);
    expect(total.error.d2V).toBeLessThan(1.3e-10);
    expect(inelastic.error.d2V).toBeLessThan(1e-11);
    // dE/dV = int e d(f_L - f_R)/dV T + int (f_L - f_R) e dT/dV; with the level at rest the second is 0
    if (own === 0) {
      const energy = (a * left * transmission(left) - b * right * transmission(right)) / (2 * Math.PI);
      const heat = energy - shares.L * current - left * first;
      expect(Math.abs(terminals.L!.heat.landauer.dV - heat)).toBeLessThan(
        terminals.L!.heat.landauer.error.dV + 1e-14,
      );
    }
    for (const { hartree, total, inelastic, elastic } of [terminals.L!.current, terminals.R!.heat]) {
      expect([hartree.value, hartree.dV, hartree.d2V]).toEqual([0, 0, 0]);
      expect(total.value).toBeCloseTo(
        inelastic.value +
          elastic.value +
          (total === terminals.L!.current.total ? landauer : terminals.R!.heat.landauer).value,
        13,
      );
    }
  });
});

describe("derivatives by the bias", () => {
  it("are known well without temperature though a narrow level is far from all potentials", () => {
    // wide levels alone: a tenth level of 1e-6 far away carries some 1e-12 of the current
    const wide = (idle: object): Junction =>
      junction({
        hamiltonian: [0.1],
        electrodes: { L: { broadening: [0.3] }, R: { broadening: [0.4] } },
        modes: [{ omega: 0.5, coupling: [0.2] }],
        damping: 0.05,
        ...idle,
      });
    const alone = wide({});
    const beside = wide({
      hamiltonian: [0.1, 5],
      electrodes: { L: { broadening: [0.3, 1e-6] }, R: { broadening: [0.4, 1e-6] } },
      modes: [{ omega: 0.5, coupling: [0.2, 0] }],
    });
    const cold = pointOf({ L: [0.3, 0], R: [-0.3, 0] }, 0);
    const [one, other] = [alone, beside].map((given) =>
      differential(given, cold, { bias: { L: 1 }, hartree: "none" }),
    ) as [ReturnType<typeof differential>, ReturnType<typeof differential>];
    const [expected, found] = [one.terminals.L!.current.total, other.terminals.L!.current.total];
    for (const order of ["dV", "d2V"] as const) {
      const off = Math.abs(found[order] - expected[order]);
      expect(off).toBeLessThan(found.error[order] + expected.error[order] + 1e-11);
      expect(found.error[order]).toBeLessThan(1e-5 * Math.abs(expected[order]));
    }
  }, 20_000);
});

describe("linear response", () => {
  const rest = { mu: 0.1, temperature: 0.25 };

  it("follows from its coefficients: conductances and the thermopower", () => {
    const given = level({
      electrodes: { L: { broadening: [gl] }, R: { broadening: [gr] }, C: { broadening: [0.2] } },
    });
    const T = rest.temperature;
    const response = linearResponse(given, rest, { reference: "R", tolerance: 1e-8 });
    expect(response.terminals).toEqual(["L charge", "L heat", "C charge", "C heat", "bosons"]);
    const { total, order0, order2, error } = response.onsager;
    expect(total).toHaveLength(5);
    for (const [i, row] of total.entries())
      for (const [j, one] of row.entries()) {
        expect(one).toBeCloseTo(order0[i]![j]! + order2[i]![j]!, 14);
        expect(error[i]![j]).toBeGreaterThanOrEqual(0);
        expect(error[i]![j]).toBeLessThan(1e-8);
        expect(Math.abs(one - total[j]![i]!)).toBeLessThan(error[i]![j]! + error[j]![i]!);
      }
    ["L", "C"].forEach((name, k) => {
      const c = 2 * k;
      const [cc, ch, hc, hh] = [total[c]![c]!, total[c]![c + 1]!, total[c + 1]![c]!, total[c + 1]![c + 1]!];
      expect(response.conductance[name]).toBeCloseTo(cc / T, 13);
      expect(response.thermopower[name]).toBeCloseTo(ch / (T * cc), 13);
      expect(response.heatConductance[name]).toBeCloseTo((hh - (hc * ch) / cc) / T ** 2, 13);
      // errors of quotients: what each coefficient may be off by, to first order
      const [ecc, ech, ehc, ehh] = [
        error[c]![c]!,
        error[c]![c + 1]!,
        error[c + 1]![c]!,
        error[c + 1]![c + 1]!,
      ];
      expect(response.error.conductance[name]! / (ecc / T)).toBeCloseTo(1, 12);
      const ofThermopower = (ech + (Math.abs(ch) * ecc) / cc) / (T * cc);
      expect(response.error.thermopower[name]! / ofThermopower).toBeCloseTo(1, 12);
      const ofHeat =
        ehh + (Math.abs(hc) * ech + Math.abs(ch) * ehc) / cc + (Math.abs(hc * ch) * ecc) / cc ** 2;
      expect((response.error.heatConductance[name]! * T ** 2) / ofHeat).toBeCloseTo(1, 12);
      expect(order0[4]![c]).toBe(0);
      expect(order0[c]![4]).toBe(0);
    });
    expect(response.bosonHeatConductance).toBeCloseTo(total[4]![4]! / T ** 2, 13);
    expect((response.error.bosonHeatConductance * T ** 2) / error[4]![4]!).toBeCloseTo(1, 12);
    expect(total[4]![4]).toBeGreaterThan(0);
    expect(order0[4]![4]).toBe(0);
  });

  it.each([1e-19, 1e-3, 1e3, 1e9])("knows nothing of the unit of energy, its errors neither: %s", (s) => {
    const inUnits = (unit: number) =>
      linearResponse(
        {
          hamiltonian: symmetric(0.3 * unit, -0.4 * unit, 0.2 * unit),
          electrodes: { L: { broadening: [0.4 * unit, 0.1 * unit] }, R: { broadening: [0, 0.6 * unit] } },
          modes: [{ omega: 0.8 * unit, coupling: [0.2 * unit ** 1.5, -0.15 * unit ** 1.5] }],
          damping: 0.15 * unit,
        },
        { mu: 0.1 * unit, temperature: 0.2 * unit },
      ).onsager;
    const [one, other] = [inUnits(1), inUnits(s)];
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const unit = s ** (1 + (i > 0 ? 1 : 0) + (j > 0 ? 1 : 0));
        const scale = Math.sqrt(one.total[i]![i]! * one.total[j]![j]!);
        expect(Math.abs(other.total[i]![j]! / unit - one.total[i]![j]!)).toBeLessThan(1e-12 * scale);
        expect(one.error[i]![j]).toBeLessThan(1e-10 * scale);
        expect(Math.abs(Math.log2(other.error[i]![j]! / unit / one.error[i]![j]!))).toBeLessThan(1);
      }
    }
  });

  it("of one level without bosons is that of Landauer: Mott's integrals", () => {
    const { onsager } = linearResponse(level(), rest, { hartree: "none" });
    const T = rest.temperature;
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      let exact = 0;
      for (let k = -4000; k <= 4000; k++) {
        const x = k / 100;
        const f = 1 / (1 + Math.exp(x));
        exact += (f * (1 - f) * (x * T) ** (i + j) * transmission(rest.mu + x * T) * T) / 100 / (2 * Math.PI);
      }
      expect(onsager.order0[i]![j]).toBeCloseTo(exact, 11);
    }
  });

  it("has the reciprocity of the transposed junction: L(B) = L(-B)^T", () => {
    const given = junction({
      hamiltonian: [
        [0.2, { re: 0.2, im: 0.3 }],
        [{ re: 0.2, im: -0.3 }, -0.1],
      ],
      electrodes: { L: { broadening: symmetric(0.3, 0.1, 0.2) }, R: { broadening: [0.1, 0.4] } },
      modes: [{ omega: 0.5, coupling: symmetric(0.1, 0.2, -0.1) }],
      damping: 0.3,
    });
    const [there, back] = [given, transposedOfAll(given)].map(
      (one) => linearResponse(one, rest, { tolerance: 1e-6, hartree: "none" }).onsager,
    ) as [ReturnType<typeof linearResponse>["onsager"], ReturnType<typeof linearResponse>["onsager"]];
    const largest = Math.max(...there.total.flat().map(Math.abs));
    let asymmetry = 0;
    there.total.forEach((row, i) => {
      row.forEach((one, j) => {
        expect(Math.abs(one - back.total[j]![i]!)).toBeLessThan(1e-9 * largest);
        expect(Math.abs(one - back.total[j]![i]!)).toBeLessThanOrEqual(
          there.error[i]![j]! + back.error[j]![i]!,
        );
        asymmetry = Math.max(asymmetry, Math.abs(one - there.total[j]![i]!));
      });
    });
    expect(asymmetry).toBeGreaterThan(1e-3 * largest);
  });

  it("is the slope of the currents by the temperatures of the bosons and of an electrode", () => {
    const given = level();
    const { onsager } = linearResponse(given, rest);
    const { mu, temperature: T } = rest;
    const fluxes = (y: number, z: number): number[] => {
      const { terminals, J } = currents(
        given,
        pointOf({ L: [mu, 1 / (1 / T - y)], R: [mu, T] }, 1 / (1 / T + z)),
        { hartree: "full", tolerance: 1e-9 },
      );
      return [terminals.L!.current.total, terminals.L!.heat.total, J];
    };
    const h = 0.02;
    for (const [column, y, z] of [
      [1, h, 0],
      [2, 0, h],
    ] as const) {
      const [a, b, c, d] = [-2, -1, 1, 2].map((k) => fluxes(k * y, k * z)) as [
        number[],
        number[],
        number[],
        number[],
      ];
      for (let row = 0; row < 3; row++)
        expect((a[row]! - 8 * b[row]! + 8 * c[row]! - d[row]!) / (12 * h)).toBeCloseTo(
          onsager.total[row]![column]!,
          7,
        );
    }
  });

  it("doubles with the spin, but for the Hartree field that doubles once more", () => {
    const one = linearResponse(level(), rest, { hartree: "none" }).onsager.total;
    const two = linearResponse(level({ spin: 2 }), rest, { hartree: "none" }).onsager.total;
    two.flat().forEach((value, k) => {
      expect(value).toBeCloseTo(2 * one.flat()[k]!, 13);
    });
    const field = [1, 2].map((spin) => {
      const [with_, without] = (["full", "none"] as const).map(
        (hartree) => linearResponse(level({ spin }), rest, { hartree }).onsager.order2[0]![0]!,
      ) as [number, number];
      return with_ - without;
    }) as [number, number];
    expect(field[1] / field[0]).toBeCloseTo(4, 8);
  });

  it("of a single electrode is that of the bosons alone", () => {
    const { terminals, onsager, bosonHeatConductance, reference } = linearResponse(
      level({ electrodes: { L: { broadening: [gl] } } }),
      rest,
      { hartree: "none" },
    );
    expect([reference, terminals]).toEqual(["L", ["bosons"]]);
    expect(onsager.order0).toEqual([[0]]);
    expect(bosonHeatConductance).toBeGreaterThan(0);
    expect(onsager.error[0]![0]).toBeLessThan(1e-10 * onsager.total[0]![0]!);
    expect(onsager.error[0]![0]).toBeGreaterThan(1e-17 * onsager.total[0]![0]!);
  });
});

const transposedOfAll = (given: Junction): Junction =>
  junction({
    ...given,
    hamiltonian: given.hamiltonian.map((_, i) => given.hamiltonian.map((row) => row[i]!)),
    electrodes: Object.fromEntries(
      Object.entries(given.electrodes).map(([name, one]) => [
        name,
        { broadening: one.broadening!.map((_, i) => one.broadening!.map((row) => row[i]!)) },
      ]),
    ),
    modes: given.modes.map(({ omega, coupling }) => ({
      omega,
      coupling: coupling.map((_, i) => coupling.map((row) => row[i]!)),
    })),
  });

describe("the transposed junction", () => {
  it("is the junction where all is real, and another where anything is not", () => {
    const real = level();
    expect(transposedOf(real)).toBe(real);
    const complex = tangled();
    expect(transposedOf(complex)).not.toBe(complex);
    expect(transposedOf(complex)).toBe(transposedOf(complex));
    const field = junction({
      ...real,
      hamiltonian: [
        [0.1, { re: 0.2, im: 0.1 }],
        [{ re: 0.2, im: -0.1 }, 0],
      ],
      electrodes: { L: { broadening: [0.1, 0.2] }, R: { broadening: [0.3, 0.1] } },
      modes: [{ omega: 1, coupling: symmetric(0.1, 0, 0.2) }],
    });
    expect(transposedOf(field).hamiltonian[0]![1]).toEqual(field.hamiltonian[1]![0]);
    const contact = junction({
      ...field,
      hamiltonian: symmetric(0.1, 0.2, 0),
      electrodes: {
        L: {
          broadening: [
            [0.2, { re: 0.1, im: 0.1 }],
            [{ re: 0.1, im: -0.1 }, 0.2],
          ],
        },
        R: { broadening: [0.3, 0.1] },
      },
    });
    expect(transposedOf(contact).electrodes.L!.broadening![0]![1]).toEqual(
      contact.electrodes.L!.broadening![1]![0],
    );
  });
});

describe("the currents of the terminals", () => {
  const point = pointOf({ L: [0.4, 0.2], R: [-0.3, 0.3] }, 0.25);

  it("err by what the fit is known to err, for one spin and for two", () => {
    for (const spin of [1, 2]) {
      const given = level({ spin });
      const { estimates } = terminalsOf(given, point, "full", 1e-6);
      const known = estimates.value.map((_, k) => 1e-3 * (1 + k));
      const { error, fit } = terminalsOf(given, point, "full", 1e-6, known).estimates;
      known.forEach((one, k) => {
        expect(fit[k]! / one).toBeCloseTo(1, 12);
        expect(error[k]!).toBeGreaterThanOrEqual(one * (1 - 1e-12));
        expect(error[k]!).toBeLessThan(one + 1e-5);
      });
    }
  });

  it("are twice as large for two spins, errors included", () => {
    const [one, two] = [1, 2].map((spin) => terminalsOf(level({ spin }), point, "none", 1e-6)) as [
      ReturnType<typeof terminalsOf>,
      ReturnType<typeof terminalsOf>,
    ];
    for (const key of ["value", "error", "truncation"] as const)
      one.estimates[key].forEach((value, k) => {
        expect(two.estimates[key][k]).toBeCloseTo(2 * value, 14);
      });
    expect(two.largest[0] / one.largest[0]).toBeCloseTo(2, 12);
    expect(two.largest[1] / one.largest[1]).toBeCloseTo(2, 12);
  });

  it("are sums of their parts, and measured by the largest of them", () => {
    const { terminals, largest, estimates } = terminalsOf(level(), point, "full", 1e-8);
    for (const [name, { current, heat }] of Object.entries(terminals))
      for (const [moment, one] of [current, heat].entries()) {
        expect(one.total).toBe(one.landauer + one.elastic + one.hartree + one.inelastic);
        const from = 8 * Object.keys(terminals).indexOf(name) + moment;
        expect(one.error).toBeCloseTo(
          [0, 2, 4, 6].reduce((sum, k) => sum + estimates.error[from + k]!, 0),
          18,
        );
        expect(one.error).toBeLessThan(1e-8 * largest[moment]!);
        expect(one.error).toBeGreaterThan(0);
      }
    const sizes = (quantity: "current" | "heat"): number =>
      Math.max(
        ...partsOf(terminals)
          .filter((one) => one.quantity === quantity)
          .map(({ value }) => Math.abs(value)),
      );
    expect(largest[1]).toBe(sizes("heat"));
    expect(largest[0]).toBe(Math.max(sizes("current"), sizes("heat") / (0.7 + 0.3)));
  });

  it("of a single electrode are measured by the heat that flows alone", () => {
    const alone = level({ electrodes: { L: { broadening: [gl] } } });
    const { terminals, largest } = terminalsOf(alone, pointOf({ L: [0.4, 0.2] }, 0.5), "none", 1e-6);
    expect(Math.abs(terminals.L!.heat.inelastic)).toBeGreaterThan(1e-4);
    expect(largest[1]).toBe(Math.abs(terminals.L!.heat.inelastic));
    expect(largest[0]).toBeCloseTo(largest[1] / 0.5, 14);
    expect(Math.abs(terminals.L!.current.total)).toBeLessThan(terminals.L!.current.error);
  });

  it.each([
    [2e-3, [1e-3, 1e-7]],
    [1e-5, [1e-5, 1e-7, 1e-8]],
  ])("meet a tight tolerance where the first pass does not: a width of %s", (width, tolerances) => {
    const narrow = level({
      electrodes: { L: { broadening: [width] }, R: { broadening: [width / 2] } },
      damping: 1e-3,
    });
    for (const tolerance of tolerances) {
      const { terminals, largest } = terminalsOf(narrow, point, "none", tolerance);
      for (const { current, heat } of Object.values(terminals)) {
        expect(current.error).toBeLessThan(tolerance * largest[0]);
        expect(heat.error).toBeLessThan(tolerance * largest[1]);
      }
    }
  });
});
