/**
 * The same as imbalance where electrodes are fitted by a hundred poles, without a sum over pairs of them. What the surplus
 * n(w, T_ph) - n(w, T_b) of the bosons scatters from electrode b is again a convolution with closed form,
 *
 *   T_b(e) = sum_mn M^m { sum_p |r_p><w^b_p| dF_mn(e - z_p) + h.c. } M^n,    dF = alpha(T_ph) - alpha(T_b),
 *
 * and likewise T'_a of the states that leave to a, with (z_p - mu_a) in its terms for the first moment, so that
 *
 *   int de/2pi e^k { f_a(e) tr[Ab_a T_b] }  -  int de/2pi f_b(e) tr[A_b T'^(k)_a]
 *     = int de/2pi e^k (f_a - f_b) tr[Ab_a T_b]  +  int de/2pi f_b(e) { e^k tr[Ab_a T_b] - tr[A_b T'^(k)_a] }.
 *
 * The last integral runs over all occupied states, where it falls as e^-3. It loses digits of currents far smaller than what
 * the deep levels exchange, which a fit does not have anyway.
 */
import { clear } from "../linear/clear.js";
import { fermiUnchecked } from "../special/distributions.js";
import { convolutionsOf } from "./convolution.js";
import type { Expansion } from "./expansion.js";
import { type Integral, overPanels } from "./integral.js";
import { occupiedPanels } from "./panels.js";
import { projectRows } from "./projection.js";
import { fermiDifference, type Reservoirs } from "./reservoirs.js";
import { scatteringStatesOf } from "./scattering-states.js";

const conjugated = (x: Float64Array): Float64Array => x.map((value, k) => (k % 2 === 1 ? -value : value));

/** 2 Re sum_kp <v|M^m|left_p> dF_k,p <right_p|M^n|v> (z_p - mu)^k, from the projections of M v on both. */
interface Form {
  value: number;
  moment: number;
  size: number;
  momentSize: number;
}

/** The inelastic currents by imbalance: flux and heat out of electrode a at 2 a. */
export function imbalanceByEnergy(
  incoming: Expansion,
  outgoing: Expansion,
  reservoirs: Reservoirs,
  tolerance: number,
): Integral {
  const { levels: n, couplings, displacement, rightConjugate, weights } = incoming;
  const { mu, temperature, boson, groupOf } = reservoirs;
  const electrodes = temperature.length;
  const modes = couplings.length;
  const { pairs } = displacement;
  const { states, put: putStates } = scatteringStatesOf(incoming);
  const here = convolutionsOf(incoming, reservoirs);
  const there = outgoing === incoming ? here : convolutionsOf(outgoing, reservoirs);
  const outWeights = outgoing.weights.map(conjugated);
  const outRight = conjugated(outgoing.rightConjugate);
  const longest = 2 * Math.max(incoming.count, outgoing.count);
  const [ket, bra] = [new Float64Array(modes * longest), new Float64Array(modes * longest)];
  const vector = new Float64Array(2 * n);
  const form: Form = { value: 0, moment: 0, size: 0, momentSize: 0 };

  /** The form of state v (at `from` in `source`) between rows, at the temperature group g. */
  const putForm = (
    { count, re, im }: Expansion,
    { values: { alpha, alphaSize } }: typeof here,
    g: number,
    source: Float64Array,
    from: number,
    left: Float64Array,
    right: Float64Array,
    origin: number,
    wantsSizes: boolean,
  ): void => {
    for (let m = 0; m < modes; m++) {
      projectRows(couplings[m]!, n, n, source, from, vector, 0);
      projectRows(left, count, n, vector, 0, ket, m * longest);
      projectRows(right, count, n, vector, 0, bra, m * longest);
    }
    form.value = 0;
    form.moment = 0;
    form.size = 0;
    form.momentSize = 0;
    const [warm, own] = [alpha[0]!, alpha[g]!];
    for (let k = 0; k < pairs.length; k++) {
      const [m, l] = pairs[k]!;
      for (let p = 0; p < count; p++) {
        const at = 2 * (k * count + p);
        const dr = warm[at]! - own[at]!;
        const di = warm[at + 1]! - own[at + 1]!;
        const ar = ket[m * longest + 2 * p]!;
        const ai = -ket[m * longest + 2 * p + 1]!;
        const br = bra[l * longest + 2 * p]!;
        const bi = bra[l * longest + 2 * p + 1]!;
        const xr = ar * br - ai * bi;
        const xi = ar * bi + ai * br;
        const re0 = xr * dr - xi * di;
        const im0 = xr * di + xi * dr;
        form.value += 2 * re0;
        form.moment += 2 * ((re[p]! - origin) * re0 - im[p]! * im0);
        if (!wantsSizes) continue;
        const size = 2 * Math.hypot(xr, xi) * (alphaSize[0]![at / 2]! + alphaSize[g]![at / 2]!);
        form.size += size;
        form.momentSize += size * Math.hypot(re[p]! - origin, im[p]!);
      }
    }
  };

  const panels = occupiedPanels(incoming, outgoing, reservoirs, tolerance);
  return overPanels(panels, 2 * electrodes, (energy, out, sizes) => {
    const wantsSizes = sizes !== undefined;
    putStates(energy);
    here.put(energy, wantsSizes);
    if (there !== here) there.put(energy, wantsSizes);
    clear(out);
    if (sizes) clear(sizes);
    const add = (a: number, value: number, moment: number, size: number, momentSize: number): void => {
      out[2 * a] = out[2 * a]! + value / (2 * Math.PI);
      out[2 * a + 1] = out[2 * a + 1]! + moment / (2 * Math.PI);
      if (!sizes) return;
      sizes[2 * a] = sizes[2 * a]! + size / (2 * Math.PI);
      sizes[2 * a + 1] = sizes[2 * a + 1]! + momentSize / (2 * Math.PI);
    };
    for (let b = 0; b < electrodes; b++) {
      if (temperature[b] === boson) continue;
      const x = energy - mu[b]!;
      const occupation = fermiUnchecked(x === 0 ? 0 : x / temperature[b]!);
      for (let j = 0; j < states.count; j++) {
        const a = states.electrode[j]!;
        const from = 2 * j * n;
        putForm(
          incoming,
          here,
          groupOf[b]!,
          states.outgoing,
          from,
          rightConjugate,
          weights[b]!,
          0,
          wantsSizes,
        );
        const filled = states.sign[j]! * (occupation + fermiDifference(reservoirs, a, b, energy));
        const y = energy - mu[a]!;
        add(
          a,
          filled * form.value,
          filled * y * form.value,
          Math.abs(filled) * form.size,
          Math.abs(filled * y) * form.size,
        );
        if (a !== b) continue;
        const weight = states.sign[j]! * occupation;
        for (let c = 0; c < electrodes; c++) {
          putForm(
            outgoing,
            there,
            groupOf[b]!,
            states.incoming,
            from,
            outWeights[c]!,
            outRight,
            mu[c]!,
            wantsSizes,
          );
          add(
            c,
            -weight * form.value,
            -weight * form.moment,
            Math.abs(weight) * form.size,
            Math.abs(weight) * form.momentSize,
          );
        }
      }
    }
  });
}
