/** The displacement of the mode by the electrons' density, u = -tr[M rho]/Omega^2, rho = int de/2pi g^<. */
import { putInverse, zeros } from "../linear/matrix.js";
import { GAUSS } from "../rule/grading.js";
import { componentsOf, type Field, putCongruence, traceWeights, traceWith } from "./born-fields.js";
import { type BornProblem, effective, type Grid } from "./born-problem.js";

/** int_{-inf}^{lowest} de/2pi tr[M A(e)] below the grid, where all states are filled, without the mode but for u. */
function tailOfDensity(grid: Grid, problem: BornProblem, u: number, fixed: readonly number[]): number {
  const n = problem.hamiltonian.size;
  const heff = effective(problem, u);
  const gamma = zeros(n);
  for (const one of problem.terminals) {
    for (let k = 0; k < n * n; k++) {
      gamma.re[k] = gamma.re[k]! + one.gamma.re[k]!;
      gamma.im[k] = gamma.im[k]! + one.gamma.im[k]!;
    }
  }
  const [denominator, green, work, spectrum] = [zeros(n), zeros(n), zeros(n), zeros(n)];
  const weights = traceWeights(n);
  const reach = grid.last * grid.step;
  let sum = 0;
  for (let p = 0; p < GAUSS.at.length; p++) {
    const t = (1 + GAUSS.at[p]!) / 2;
    const energy = grid.centre - reach / t;
    for (let k = 0; k < n * n; k++) {
      denominator.re[k] = (k % (n + 1) === 0 ? energy : 0) - heff.re[k]!;
      denominator.im[k] = -heff.im[k]!;
    }
    putInverse(denominator, green);
    putCongruence(green, gamma, work, spectrum);
    const trace = componentsOf(spectrum).reduce((s, value, k) => s + value * fixed[k]! * weights[k]!, 0);
    sum += ((GAUSS.weight[p]! / 2) * reach * trace) / (t * t);
  }
  return sum / (2 * Math.PI);
}

/** Hartree displacement u = -tr[M rho]/Omega^2. */
export function displacementOf(
  grid: Grid,
  problem: BornProblem,
  lesser: Field,
  u: number,
  fixed: readonly number[],
): number {
  const density = traceWith(fixed, lesser, traceWeights(problem.hamiltonian.size));
  const last = density.length - 1;
  let sum = -(density[0]! + density[last]!) / 2;
  for (let j = 0; j <= last; j++) sum += density[j]!;
  const onGrid = (sum * grid.step) / (2 * Math.PI);
  return (-problem.spin * (onGrid + tailOfDensity(grid, problem, u, fixed))) / problem.omega ** 2;
}
