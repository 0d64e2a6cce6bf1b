// Adaptive Gauss-Kronrod quadrature (7 and 15 points), written for the benchmark: it shares no code with lib/, so that a
// mistake there cannot hide here. The worst panel is bisected until the errors add up to less than the target
// (Piessens et al., QUADPACK, 1983, routine QAGP without extrapolation).

/** Writes the integrand's components at x into `out`. */
export type Integrand = (x: number, out: Float64Array) => void;

/** Errors are held to `tolerance` times |value| of the integral, or times the integral of |f|. */
export type Scale = "value" | "size";

interface Panel {
  readonly from: number;
  readonly to: number;
  readonly value: Float64Array;
  readonly size: Float64Array;
  readonly error: Float64Array;
}

const NODES: Float64Array = Float64Array.of(
  0.9914553711208126,
  0.9491079123427585,
  0.8648644233597691,
  0.7415311855993945,
  0.5860872354676911,
  0.4058451513773972,
  0.20778495500789848,
  0,
);
const KRONROD: Float64Array = Float64Array.of(
  0.022935322010529224,
  0.06309209262997856,
  0.10479001032225019,
  0.14065325971552592,
  0.1690047266392679,
  0.19035057806478542,
  0.20443294007529889,
  0.20948214108472782,
);
/** Weights of the Gauss rule, at every other node. */
const GAUSS: Float64Array = Float64Array.of(
  0,
  0.1294849661688697,
  0,
  0.27970539148927664,
  0,
  0.3818300505051189,
  0,
  0.4179591836734694,
);
const MAXIMAL_PANELS = 400;
const ROUNDOFF = 50 * 2 ** -52;

/**
 * Integrates f from the first break point to the last.
 * @param breaks ascending, and placed where f varies fastest
 */
export function integrate(
  f: Integrand,
  breaks: readonly number[],
  components: number,
  tolerance: number,
  scale: Scale,
): Float64Array {
  const panels: Panel[] = [];
  for (let k = 1; k < breaks.length; k++) panels.push(panelOf(f, breaks[k - 1]!, breaks[k]!, components));
  for (;;) {
    const value = sum(panels, "value", components);
    const error = sum(panels, "error", components);
    const reference = scale === "value" ? value : sum(panels, "size", components);
    const excess = (errors: Float64Array): number => {
      let worst = 0;
      for (let c = 0; c < components; c++) {
        worst = Math.max(worst, errors[c]! / (tolerance * Math.abs(reference[c]!) || Number.MIN_VALUE));
      }
      return worst;
    };
    if (excess(error) <= 1 || panels.length >= MAXIMAL_PANELS) return value;
    let worst = 0;
    let largest = -1;
    for (let k = 0; k < panels.length; k++) {
      const size = excess(panels[k]!.error);
      if (size > largest) {
        largest = size;
        worst = k;
      }
    }
    const { from, to } = panels[worst]!;
    const middle = (from + to) / 2;
    panels[worst] = panelOf(f, from, middle, components);
    panels.push(panelOf(f, middle, to, components));
  }
}

function sum(panels: readonly Panel[], key: "value" | "size" | "error", components: number): Float64Array {
  const total = new Float64Array(components);
  for (const panel of panels) {
    const part = panel[key];
    for (let c = 0; c < components; c++) total[c] = total[c]! + part[c]!;
  }
  return total;
}

function panelOf(f: Integrand, from: number, to: number, components: number): Panel {
  const middle = (from + to) / 2;
  const half = (to - from) / 2;
  const out = new Float64Array(components);
  const samples = new Float64Array(15 * components);
  for (let k = 0; k < 15; k++) {
    f(middle + half * (k < 8 ? -NODES[k]! : NODES[14 - k]!), out);
    samples.set(out, k * components);
  }
  const value = new Float64Array(components);
  const size = new Float64Array(components);
  const error = new Float64Array(components);
  for (let c = 0; c < components; c++) {
    let kronrod = 0;
    let gauss = 0;
    let absolute = 0;
    for (let k = 0; k < 15; k++) {
      const sample = samples[k * components + c]!;
      const weight = KRONROD[k < 8 ? k : 14 - k]!;
      kronrod += weight * sample;
      gauss += GAUSS[k < 8 ? k : 14 - k]! * sample;
      absolute += weight * Math.abs(sample);
    }
    let variation = 0;
    for (let k = 0; k < 15; k++) {
      const sample = samples[k * components + c]!;
      variation += KRONROD[k < 8 ? k : 14 - k]! * Math.abs(sample - kronrod / 2);
    }
    value[c] = half * kronrod;
    size[c] = half * absolute;
    // What is left of the difference by roundoff is no reason to bisect.
    const difference = Math.abs(kronrod - gauss);
    error[c] = difference > ROUNDOFF * absolute ? half * sharpened(difference, variation) : 0;
  }
  return { from, to, value, size, error };
}

/** QUADPACK's estimate: the difference of the rules says more than the error of the better one. */
function sharpened(difference: number, variation: number): number {
  return variation === 0 ? difference : variation * Math.min(1, ((200 * difference) / variation) ** 1.5);
}
