// How often the error estimates hold: random two-level junctions and operating points over wide ranges, two rules for
// each, and for some of them the double integral by quadrature.

import { currents, totalCurrents, twoLevelJunction, twoTerminal } from "ehp-transport";

const count = Number(process.argv[2] ?? 100_000);
if (!(Number.isInteger(count) && count > 0)) {
  console.error(`the number of points must be a positive whole number (got ${process.argv[2]})`);
  process.exit(2);
}
/** One point in this many is also integrated twice by quadrature. */
const QUADRATURE_SHARE = 200;

/** Park and Miller's generator: every run surveys the same points. */
let state = 20_19_07;
const next = (): number => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
const logarithmic = (from: number, to: number): number => from * (to / from) ** next();
const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;

const found = {
  refused: 0,
  notFinite: 0,
  notConverged: 0,
  covered: 0,
  coveredByQuadrature: 0,
  quadratures: 0,
};
const examples: string[] = [];
const began = Date.now();
for (let k = 0; k < count; k++) {
  const gammaL = logarithmic(1e-4, 10);
  const parameters = {
    epsilonL: 10 + next(),
    epsilonR: 10 - next(),
    gammaL,
    gammaR: pick([gammaL, gammaL * (1 + 1e-12), logarithmic(1e-4, 10)]),
    coupling: 0.5,
    omega: logarithmic(0.3, 3),
    gammaPh: logarithmic(1e-6, 10),
  };
  const muR = 8 + 4 * next();
  const bias = pick([0, parameters.omega, parameters.epsilonL - parameters.epsilonR, 6 * next() - 3]);
  const T = logarithmic(0.01, 3);
  const point = twoTerminal(muR + bias, muR, T, logarithmic(Math.max(0.01, T / 100), Math.min(3, 100 * T)));
  const tolerance = pick([1e-4, 1e-6, 1e-8, 1e-10]);
  const where = JSON.stringify({ parameters, point, tolerance });
  try {
    const junction = twoLevelJunction(parameters);
    const a = totalCurrents(junction, point, { tolerance });
    const b = currents(junction, point, { tolerance: 1e-12 });
    const numbers = [a.J, a.I!, a.error.J, a.error.I!];
    if (!numbers.every(Number.isFinite)) {
      found.notFinite++;
      examples.push(`not finite: ${where}`);
      continue;
    }
    if (!a.converged) found.notConverged++;
    const holds = (other: typeof b): boolean =>
      Math.abs(a.J - other.J) <= a.error.J + other.error.J &&
      Math.abs(a.I! - other.I!) <= a.error.I! + other.error.I!;
    if (holds(b)) found.covered++;
    else examples.push(`not covered: ${where}`);
    if (k % QUADRATURE_SHARE === 0) {
      found.quadratures++;
      if (holds(currents(junction, point, { tolerance: 1e-6, method: "quadrature" })))
        found.coveredByQuadrature++;
      else examples.push(`not covered by quadrature: ${where}`);
    }
  } catch (error) {
    found.refused++;
    examples.push(`${error}: ${where}`);
  }
  if ((k + 1) % 5000 === 0) console.error(`${k + 1} points, ${Math.round((Date.now() - began) / 1000)} s`);
}
const share = (part: number, of: number): string => `${part} of ${of} (${((100 * part) / of).toFixed(3)} %)`;
console.log(`random operating points:                 ${count}
exceptions:                              ${found.refused}
results that are not finite:             ${found.notFinite}
error estimate covers the other rule:    ${share(found.covered, count)}
... and quadrature of both integrals:    ${share(found.coveredByQuadrature, found.quadratures)}
tolerance not met, and said so:          ${share(found.notConverged, count)}`);
for (const example of examples.slice(0, 20)) console.log(example);
