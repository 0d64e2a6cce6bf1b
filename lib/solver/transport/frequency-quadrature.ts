/**
 * Eq. (8) by brute force: adaptive quadrature over the frequency, and at each frequency over the electron's energy, with
 * spectral functions by matrix inversion. No poles, no digammas, no residues: the independent check of the rule.
 */
import { modeFeatures, modeSpectrumOf } from "../bosons/bosons.js";
import { electronFeatures } from "../electrons/electrons.js";
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { zeros } from "../linear/matrix.js";
import { byEnergyQuadrature, noExchange } from "../pairs/exchange.js";
import { type ElectrodePair, electrodePairs, isSilent } from "../pairs/pairs.js";
import { type Combination, emptyFlows, type Flows, goalsOf } from "../rule/flows.js";
import { type Feature, gradedPanels, integrate } from "../special/quadrature.js";

/** Numbers of thermal energies after which a Bose or Fermi tail is dropped: exp(-60) = 1e-26. */
const TAIL = 60;
const EVALUATIONS = 50_000;

function upperLimit(junction: Junction, point: OperatingPoint, baths: readonly ElectrodePair[]): number {
  const temperatures = [point.bath, ...Object.values(point.electrodes)].map(({ temperature }) => temperature);
  return (
    Math.max(0, ...baths.map(({ mu }) => mu)) +
    Math.max(...junction.modes.map(({ omega }) => omega)) +
    TAIL * Math.max(...temperatures)
  );
}

function frequencyFeatures(
  junction: Junction,
  point: OperatingPoint,
  baths: readonly ElectrodePair[],
): Feature[] {
  const features = [...modeFeatures(junction), { centre: 0, width: Math.PI * point.bath.temperature }];
  const levels = electronFeatures(junction);
  const place = (a: Feature, b: Feature): void => {
    features.push({ centre: a.centre - b.centre, width: a.width + b.width });
  };
  for (const { mu, source, drain } of baths) {
    features.push({ centre: mu, width: Math.PI * Math.min(source.temperature, drain.temperature) });
    const onSource = { centre: source.mu, width: Math.PI * source.temperature };
    const onDrain = { centre: drain.mu, width: Math.PI * drain.temperature };
    for (const level of levels) {
      place(onSource, level);
      place(level, onDrain);
    }
  }
  for (const a of levels) for (const b of levels) place(a, b);
  return features;
}

/** Error that each flow may have so that every current reaches its goal. */
function flowGoals(wanted: readonly Combination[], flows: Flows, tolerance: number): Float64Array {
  const goals = goalsOf(wanted, flows, tolerance);
  const out = new Float64Array(flows.value.length).fill(Number.POSITIVE_INFINITY);
  wanted.forEach(({ coefficients }, k) => {
    const parts = coefficients.filter((c) => c !== 0).length;
    coefficients.forEach((c, o) => {
      if (c !== 0) out[o] = Math.min(out[o]!, goals[k]! / (parts * Math.abs(c)));
    });
  });
  return out;
}

/**
 * All flows by adaptive quadrature of both integrals.
 * @param wanted the currents that must reach the tolerance
 */
export function flowsByQuadrature(
  junction: Junction,
  point: OperatingPoint,
  wanted: readonly Combination[],
  tolerance: number,
): Flows {
  const baths = electrodePairs(junction, point);
  const routes = baths.map((bath) => byEnergyQuadrature(bath, point.bath.temperature, tolerance));
  const electrodes = Object.keys(junction.electrodes).length;
  const count = 3 * electrodes * electrodes;
  const spectrum = zeros(junction.modes.length);
  const putSpectrum = modeSpectrumOf(junction);
  const exchange = noExchange();
  const integrand = (omega: number, out: Float64Array): void => {
    out.fill(0);
    putSpectrum(omega, spectrum);
    baths.forEach((bath, c) => {
      if (isSilent(bath)) return;
      routes[c]!(omega, spectrum, exchange);
      const perRadian = 1 / (2 * Math.PI);
      out[3 * c] = exchange.flux * perRadian;
      out[3 * c + 1] = omega * exchange.flux * perRadian;
      out[3 * c + 2] = exchange.moment * perRadian;
      out[count + 3 * c] = exchange.fluxError * perRadian;
      out[count + 3 * c + 1] = omega * exchange.fluxError * perRadian;
      out[count + 3 * c + 2] = exchange.momentError * perRadian;
    });
  };
  const end = upperLimit(junction, point, baths);
  const { value, error, absolute } = integrate(
    integrand,
    gradedPanels(0, end, frequencyFeatures(junction, point, baths)),
    {
      components: 2 * count,
      maximalEvaluations: EVALUATIONS,
      noiseOf: (component) => (component < count ? count + component : undefined),
      target: (values) => {
        const all = new Float64Array(2 * count).fill(Number.POSITIVE_INFINITY);
        all.set(
          flowGoals(wanted, { ...emptyFlows(electrodes), value: values.subarray(0, count) }, tolerance),
        );
        return all;
      },
    },
  );
  // The tail beyond the cut-off falls at least as fast as exp(-w/T) at the highest temperature.
  const tail = new Float64Array(2 * count);
  integrand(end, tail);
  return {
    value: value.slice(0, count),
    truncation: error.slice(0, count),
    ends: tail.slice(0, count).map((size) => (Math.abs(size) * end) / TAIL),
    noise: value.slice(count),
    absolute: absolute.slice(0, count),
  };
}
