import { describe, expect, it } from "vitest";
import { TOLERANCE } from "../../tools/verdict.js";
import { proseOf, read } from "./documents.js";
import { isBehind, numbersIn } from "./numbers.js";

// Exact since 2019: elementary charge in C, Planck's constant in J s, Boltzmann's constant in J/K.
const [e, h, k] = [1.602176634e-19, 6.62607015e-34, 1.380649e-23];
const hbar = h / (2 * Math.PI);
const meV = 1e-3 * e;

const { claims } = JSON.parse(read("data/claims.json")) as {
  claims: readonly { id: string; value: number }[];
};
const claimed = (id: string): number => claims.find((one) => one.id === id)?.value ?? Number.NaN;
/** In per cent, how far lowest order is off at m = 0.1, at most. */
const weak = 100 * (claimed("weak-coupling") - 1);

const number = (path: string, pattern: RegExp): number => Number(pattern.exec(read(path))?.[1]);

/** What stands behind each number of the README, as it is typed there. */
const facts: readonly { readonly text: string; readonly is: string; readonly value: number }[] = [
  { text: "0.08617", is: "k_B in meV/K", value: k / meV },
  { text: "243.4", is: "e meV/hbar in nA, and meV^2/hbar in pW", value: (1e9 * e * meV) / hbar },
  {
    text: "1e-8",
    is: "the tolerance that currents takes by default",
    value: number("lib/solver/transport/transport.ts", /tolerance = ([\d.e-]+)/),
  },
  { text: "1e-9", is: "the deviation that reproduce allows", value: TOLERANCE },
  { text: "20.19", is: "the Node.js of package.json", value: number("package.json", /"node": "\^([\d.]+)/) },
  {
    text: "22.12",
    is: "the other one of package.json",
    value: number("package.json", /"node": ".*>=([\d.]+)"/),
  },
  {
    text: `${weak.toFixed(0)} %`,
    is: "the largest error of lowest order at m = 0.1, notebook 11",
    value: weak,
  },
  {
    text: "1e-11",
    is: "the tolerance that roundoff no longer allows at all twenty points of appendix-frequency-integral",
    value: 1e-11,
  },
];

describe("the README", () => {
  const page = read("README.md").replace(/<!-- claims -->[\s\S]*?<!-- \/claims -->/, "");
  const typed = numbersIn(proseOf(page.replace(/Node\.js /g, "")));

  it("has no number behind which nothing stands", () => {
    const unknown = typed.filter((one) => !facts.some(({ text }) => text === one.text));
    expect(
      unknown.map(({ text }) => text),
      "say in this file what it is",
    ).toEqual([]);
  });

  it.each(facts)("says $text of $is", ({ text, value }) => {
    expect(isBehind(numbersIn(text)[0]!, { computed: [value] })).toBe(true);
  });

  it("says in whole factors how far lowest order is off at m = 0.5, notebook 11", () => {
    const [J, I] = ["hot-energy-currents", "hot-electron-currents"].map((id) => Math.ceil(claimed(id)));
    const leftEnd = Math.round(claimed("left-end-of-fig-5"));
    expect(page).toContain(`energy currents by a factor of up to ${J} and electron currents by up to ${I},`);
    expect(page).toContain(`(by ${leftEnd} at the left end of Fig. 5, \`T = 0.5\`)`);
  });

  it("speaks of tens of microseconds only as long as BENCHMARKS.md has them", () => {
    const row = /The median of the points is ([\d.]+) (\S+) there;/.exec(read("BENCHMARKS.md"));
    expect(row).not.toBeNull();
    if (!page.includes("tens of microseconds")) return;
    expect(row![2]).toBe("µs");
    expect(Number(row![1])).toBeGreaterThan(10);
    expect(Number(row![1])).toBeLessThan(100);
  });
});
