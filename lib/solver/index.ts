/**
 * Energy and charge transport between electrons and bosons through electron-hole pair baths.
 *
 *   junction, operating-point        what is given; dark-states: what is refused
 *   electrons, bands/                poles of the Green's function; self-energies fitted by poles
 *   rule/choose                      which form of the integration serves a point
 *   rule/grid, trapezoid, panels     nodes in w;  rule/kernel, thermal, unequal: the integrand there
 *   rule/ladders, residues           its poles (modes, hops, rungs) and their residues
 *   rule/squares, positive           the transmission as a sum of squares, far from the levels
 *   rule/trust, ledger, transport    errors, currents as sums of channels, what is returned and whether it converged
 *   beyond/                          beyond lowest order
 */

export {
  type HarmonicChannel,
  type HarmonicCurrents,
  type HarmonicOptions,
  harmonicCurrents,
} from "./beyond/harmonic.js";
export { type BornCurrents, type BornOptions, bornCurrents } from "./beyond/self-consistent-born.js";
export {
  type CriticalDamping,
  criticalDamping,
  type ModeStability,
  modeStability,
} from "./beyond/stability.js";
export { modeSpectralFunction } from "./bosons/bosons.js";
export { spectralFunction } from "./electrons/electrons.js";
export {
  type Electrode,
  type ElectrodeInput,
  type Junction,
  type JunctionInput,
  junction,
  type MatrixInput,
  type MatrixRows,
  type Mode,
  type ModeInput,
  type Notice,
  type StructuredElectrode,
  type StructuredElectrodeInput,
  type TwoLevelParameters,
  twoLevelJunction,
  type WideBandElectrode,
  type WideBandElectrodeInput,
} from "./junction/junction.js";
export type { OperatingPoint, Reservoir } from "./junction/operating-point.js";
export { type PairBath, pairBath } from "./pairs/pair-bath.js";
export { pairSelfEnergy } from "./pairs/self-energy.js";
export {
  biased,
  type Parameter,
  type Parameters,
  paperJunction,
  paperJunctionWith,
  parameters,
  parameterTable,
  rectificationRatio,
  splitTemperatures,
  twoTerminal,
} from "./paper/parameters.js";
export { type Complex, type ComplexLike, imaginaryPart, realPart } from "./special/complex.js";
export { theta, thetaDifference, thetaRectangle } from "./special/digamma.js";
export { bose, fermi } from "./special/distributions.js";
export { linspace, logspace } from "./special/grids.js";
export { rootBetween } from "./special/root.js";
export {
  type SweepColumn,
  type SweepColumns,
  type SweepOptions,
  type SweepQuantity,
  sweep,
  sweepRows,
} from "./transport/sweep.js";
export {
  type ChannelCurrent,
  type CurrentOptions,
  type Currents,
  currents,
  electronCurrent,
  type SpectralCurrents,
  spectralCurrents,
} from "./transport/transport.js";
