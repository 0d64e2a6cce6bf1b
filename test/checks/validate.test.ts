import { describe, expect, it } from "vitest";
import {
  isList,
  refuse,
  requireBetween,
  requireFinite,
  requireKeys,
  requireNotNegative,
  requirePositive,
} from "../../lib/solver/checks/validate.js";

describe("a refusal", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  it.each<[string, unknown, string]>([
    ["text in quotes", "1", '(got "1")'],
    ["text with a quote in it", 'a"b', '(got "a\\"b")'],
    ["a number that JSON has not", Number.NEGATIVE_INFINITY, "(got -Infinity)"],
    ["null", null, "(got null)"],
    ["undefined", undefined, "(got undefined)"],
    ["an array", [1, 2], "(got [1,2])"],
    ["a function, which JSON leaves out", Math.sin, "(got function sin() { [native code] })"],
    ["what JSON cannot write", circular, "(got [object Object])"],
  ])("shows %s as it is", (_, value, shown) => {
    expect(() => refuse("x", "right", value)).toThrow(`x must be right ${shown}`);
  });
});

describe("what a refusal shows", () => {
  it("is cut where it is long, whatever it is", () => {
    const long = "x".repeat(1000);
    for (const value of [
      long,
      [long],
      new Float64Array(500),
      new Function(`return '${long}'`),
      { [long]: 1 },
      Symbol(long),
    ]) {
      expect(() => refuse("x", "short", value)).toThrow(/^x must be short \(got .{80}\.\.\.\)$/s);
    }
    const keys = Array.from({ length: 100 }, (_, i) => `key${i}`);
    for (const given of [{ [long]: 1 }, {}, 1]) {
      expect(() => requireKeys("x", given, keys)).toThrow(/key1, .*\.\.\./);
      expect(() => requireKeys("x", given, keys)).not.toThrow(/.{300}/);
    }
  });

  it("is a typed array as a list", () => {
    expect(() => refuse("x", "less", new Float64Array([1, Number.NaN]))).toThrow('(got [1,"NaN"])');
  });
});

describe("a list", () => {
  it("is an array or a typed array, and nothing else", () => {
    for (const value of [[], [1], new Float64Array(2), new Uint8Array(0)]) expect(isList(value)).toBe(true);
    for (const value of [
      "12",
      { length: 2 },
      null,
      undefined,
      1,
      new DataView(new ArrayBuffer(8)),
      new Map(),
    ]) {
      expect(isList(value)).toBe(false);
    }
  });
});

describe("a number", () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "1", null, undefined, [1]])(
    "is not %s",
    (value) => {
      expect(() => requireFinite("x", value)).toThrow("x must be a finite number");
      expect(() => requirePositive("x", value)).toThrow("x must be a positive number");
      expect(() => requireNotNegative("x", value)).toThrow("x must be a number >= 0");
    },
  );

  it("is positive above zero, and not negative from zero on", () => {
    expect(requirePositive("x", 1e-300)).toBe(1e-300);
    expect(requireNotNegative("x", 0)).toBe(0);
    expect(requireFinite("x", -2)).toBe(-2);
    expect(() => requirePositive("x", 0)).toThrow("x must be a positive number (got 0)");
    expect(() => requireNotNegative("x", -1e-300)).toThrow("x must be a number >= 0");
  });

  it("is between two bounds, both included", () => {
    expect(requireBetween("x", 1, 1, 2)).toBe(1);
    expect(requireBetween("x", 2, 1, 2)).toBe(2);
    for (const [value, shown] of [
      [0.999, "0.999"],
      [2.001, "2.001"],
      [Number.NaN, "NaN"],
      ["1", '"1"'],
    ]) {
      expect(() => requireBetween("x", value, 1, 2)).toThrow(`x must be between 1 and 2 (got ${shown})`);
    }
  });
});

describe("an object with named parts", () => {
  it.each<[unknown]>([[null], [undefined], ["text"], [1], [[[1, 2]]]])("is not %s", (value) => {
    expect(() => requireKeys("options", value, [])).toThrow("options must be an object (got ");
    expect(() => requireKeys("bath", value, ["mu", "temperature"], ["name"])).toThrow(
      "bath must be an object with mu, temperature (got ",
    );
  });

  it("is returned as it is when every required part is there and no other than the optional ones", () => {
    const given = { a: 1, b: 2 };
    expect(requireKeys("options", given, ["a"], ["b", "c"])).toBe(given);
  });

  it("has no part beyond those allowed, which are listed", () => {
    expect(() => requireKeys("options", { a: 1, d: 1 }, ["a"], ["b"])).toThrow(
      'options has an unknown key "d"; allowed are a, b',
    );
    expect(() => requireKeys("options", { a: 1, d: 1 }, ["a"])).toThrow(
      'options has an unknown key "d"; allowed are a',
    );
    expect(() => requireKeys("options", { "Stryker was here": 1 }, [])).toThrow("unknown key");
  });

  it("does not take an inherited or an undefined part for a required one", () => {
    expect(() => requireKeys("options", {}, ["toString"])).toThrow(
      'options lacks "toString"; required are toString',
    );
    expect(() => requireKeys("options", { a: undefined, b: 1 }, ["a", "b"])).toThrow(
      'options lacks "a"; required are a, b',
    );
  });
});
