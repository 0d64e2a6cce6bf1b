import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digits12, fix, sig } from "../../lib/notebook/numbers.js";

describe("digits12", () => {
  it.each([
    [0.1, "0.1"],
    [-0, "0"],
    [1 / 3, "0.333333333333"],
    [2 / 3e9, "6.66666666667e-10"],
    [123456789012345, "123456789012000"],
    [1e21, "1e+21"],
    [5e-324, "5e-324"],
    [-1.5, "-1.5"],
  ])("writes %s as %s", (value, text) => {
    expect(digits12(value)).toBe(text);
  });

  it("keeps every finite number to half a unit of its twelfth digit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
        const error = Math.abs(Number(digits12(value)) - value);
        expect(error).toBeLessThanOrEqual(Math.abs(value) * 5.01e-12 + 5e-324);
      }),
    );
  });

  it("gives the same text for its own result", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
        expect(digits12(Number(digits12(value)))).toBe(digits12(value));
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %s", (value) => {
    expect(() => digits12(value)).toThrow(`${value} is not a finite number`);
  });
});

describe("sig", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [405, "405"],
    [123456, "123456"],
    [0.12345678, "0.1235"],
    [0.374, "0.374"],
    [-0.5, "−0.5"],
    [12345.678, "12350"],
    [1234567, "1.235 × 10⁶"],
    [1e6, "10⁶"],
    [-1e-12, "−10⁻¹²"],
    [3.14159e-7, "3.142 × 10⁻⁷"],
    [0.00099999, "0.001"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("writes %s as %s", (value, text) => {
    expect(sig(value)).toBe(text);
  });

  it("takes the number of digits", () => {
    expect(sig(Math.PI, 8)).toBe("3.1415927");
    expect(() => sig(1, 0)).toThrow("digits must be an integer from 1 to 17, not 0");
  });
});

describe("fix", () => {
  it.each([
    [0.25, 6, "0.250000"],
    [-1 / 3, 3, "−0.333"],
    [-1e-9, 3, "0.000"],
    [7, 0, "7"],
    [Number.NaN, 2, "NaN"],
  ])("writes %s with %i decimals as %s", (value, digits, text) => {
    expect(fix(value, digits)).toBe(text);
  });

  it("refuses a number of digits that is not one", () => {
    expect(() => fix(1, 0.5)).toThrow("digits must be an integer from 0 to 20, not 0.5");
  });
});
