// Reaction (2) of the paper in the electrodes: recombination or excitation of an electron-hole pair (Fig. 1 c, d).
import { labelSize } from "../style.js";
import { arrow } from "./arrow.js";
import { fermiSea } from "./fermi-sea.js";
import { left, right } from "./palette.js";
import { electron, hole, particleRadius } from "./particles.js";
import { label, moved, type Point, type Shape } from "./shape.js";
import { wiggle } from "./wiggle.js";

/** One side of the junction. */
export type Side = "L" | "R";

/** A reaction of an electron-hole pair with a boson. */
export interface PairProcess {
  /** Electrode of the electron. */
  readonly electron: Side;
  /** Electrode of the hole. */
  readonly hole: Side;
  /** Recombination emits a boson, excitation absorbs one. */
  readonly kind: "recombination" | "excitation";
  /** Text below the picture, as "4/LR"; default none. */
  readonly name?: string;
}

/** Size in px of the picture of one process. */
export const processSize = { width: 66, height: 114 } as const;

const sea = { width: 25, bottom: 94 };
/** Heights of pair and chemical potentials, mu_L above mu_R, in px from the top. */
const height = { boson: 2, electron: 30, middle: 46, hole: 62, L: 41, R: 51 };
const place: Readonly<Record<Side, number>> = { L: sea.width / 2, R: processSize.width - sea.width / 2 };

/** The picture of one process: Fermi seas of both electrodes, the pair, the transition, and the boson out or in. */
export function pairProcess(process: PairProcess): Shape {
  const top: Point = [place[process.electron], height.electron];
  const bottom: Point = [place[process.hole], height.hole];
  const middle: Point = [(top[0] + bottom[0]) / 2, height.middle];
  const isEmission = process.kind === "recombination";
  const [from, to] = isEmission ? [top, bottom] : [bottom, top];
  const beside: Point = [
    middle[0] + (process.electron === process.hole ? (process.electron === "L" ? 4 : -4) : 0),
    middle[1] - (process.electron === process.hole ? 2 : 4),
  ];
  const outside: Point = [processSize.width / 2, height.boson];
  const sides = [
    { name: "L", x: 0, colour: left },
    { name: "R", x: processSize.width - sea.width, colour: right },
  ] as const;
  const unused = sides.filter(({ name }) => name !== process.electron && name !== process.hole);
  return moved(
    [0, 0],
    [
      ...sides.map(({ name, x, colour }) =>
        fermiSea({
          surface: [x, height[name]],
          width: sea.width,
          depth: sea.bottom - height[name],
          colour,
          name,
        }),
      ),
      ...unused.map(({ name, colour }) =>
        label(`*μ*_{${name}}`, [place[name], height[name] - 0.8 * labelSize], { fill: colour.line }),
      ),
      isEmission ? wiggle(beside, outside) : wiggle(outside, beside),
      arrow(from, to, { gap: particleRadius + 1 }),
      electron(top),
      hole(bottom),
      ...(process.name === undefined
        ? []
        : [label(process.name, [processSize.width / 2, sea.bottom + 1.2 * labelSize])]),
    ],
  );
}
