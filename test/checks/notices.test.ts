import { describe, expect, it } from "vitest";
import {
  distinct,
  notice,
  OF_COUPLINGS,
  OF_ELECTRONS,
  precisionOf,
} from "../../lib/solver/checks/notices.js";

describe("the precision of a junction's matrices", () => {
  it("is N times double round-off, where nothing or less was mended", () => {
    expect(precisionOf(3, [], OF_ELECTRONS)).toBe(3 * 2 ** -52);
    expect(precisionOf(3, [notice("hamiltonian", "", 1e-17)], OF_ELECTRONS)).toBe(3 * 2 ** -52);
  });

  it("is N times the largest of what was mended in the matrices that matter", () => {
    const notices = [
      notice("hamiltonian", "", 1e-9),
      notice("electrodes.L.broadening", "", 2e-8),
      notice("modes[0].coupling", "", 1e-7),
      notice("damping", "", 1e-6),
    ];
    expect(precisionOf(2, notices, OF_ELECTRONS)).toBe(4e-8);
    expect(precisionOf(2, notices, OF_COUPLINGS)).toBe(2e-7);
    expect(precisionOf(2, [notice("overlap", "", 1e-8)], OF_ELECTRONS)).toBe(2e-8);
    expect(precisionOf(2, [notice("overlap", "", 1e-8)], OF_COUPLINGS)).toBe(2e-8);
  });

  it("is not set by what is said of single entries", () => {
    expect(precisionOf(2, [notice("hamiltonian[0][1]", "", 1e-8)], OF_ELECTRONS)).toBe(2 ** -51);
  });
});

describe("distinct notices", () => {
  it("are each there once, in their order", () => {
    const [a, b, c] = [notice("a", "x", 1), notice("a", "y", 1), notice("b", "x", 1)];
    expect(distinct([a, b, a, c, b])).toEqual([a, b, c]);
    expect(Object.isFrozen(distinct([]))).toBe(true);
  });
});
