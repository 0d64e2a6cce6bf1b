// Electronic cooling, frame by frame: an electron climbs from the right level to the left one with a quantum of the mode.
import { labelSize } from "../style.js";
import { arrow } from "./arrow.js";
import { fermiSea } from "./fermi-sea.js";
import { boson, frame, left, right } from "./palette.js";
import { electron, hole } from "./particles.js";
import { drawing, label, moved, type Point, path, polyline, rectangle, type Shape } from "./shape.js";
import { wiggle } from "./wiggle.js";

/** What {@link climbStrip} draws to scale, in units of the mode's energy above the middle of the levels. */
export interface Climb {
  readonly epsilonL: number;
  readonly epsilonR: number;
  readonly muL: number;
  readonly muR: number;
}

/** Size in px of one frame; the gap between frames; height of the text below. */
const size = { width: 150, height: 128, gap: 11, text: 30 } as const;
/** px of one quantum; height of the middle of the levels; widths of seas and of levels. */
const scale = { quantum: 46, middle: 62, sea: 22, level: 24 } as const;

interface Frame {
  readonly text: readonly string[];
  /** The rung of the mode, 0 or 1 above the lower one drawn. */
  readonly rung: 0 | 1;
  readonly shapes: (place: Places) => readonly Shape[];
}

interface Places {
  readonly seaL: Point;
  readonly levelL: Point;
  readonly levelR: Point;
  readonly seaR: Point;
  readonly mode: Point;
}

const frames: readonly Frame[] = [
  {
    text: ["1. An electron from R", "fills the lower level."],
    rung: 1,
    shapes: ({ seaR, levelR, levelL }) => [
      arrow(seaR, levelR, { gap: 5 }),
      hole(seaR),
      electron(levelR),
      hole(levelL),
    ],
  },
  {
    text: ["2. It takes a quantum", "and climbs."],
    rung: 1,
    shapes: ({ levelR, levelL, mode }) => {
      const middle: Point = [(levelL[0] + levelR[0]) / 2, (levelL[1] + levelR[1]) / 2];
      return [
        wiggle([mode[0], mode[1] + 3], [middle[0] + 1, middle[1] + 12]),
        arrow(levelR, levelL, { gap: 5 }),
        hole(levelL),
        electron(levelR),
      ];
    },
  },
  {
    text: ["3. The mode has", "one quantum less."],
    rung: 0,
    shapes: ({ levelL, levelR }) => [electron(levelL), hole(levelR)],
  },
  {
    text: ["4. It leaves into L,", "the next one comes."],
    rung: 0,
    shapes: ({ seaL, seaR, levelL, levelR }) => [
      arrow(levelL, seaL, { gap: 5 }),
      electron(seaL),
      hole(levelL),
      arrow(seaR, levelR, { gap: 5 }),
      electron(levelR),
      hole(seaR),
    ],
  },
];

/** The mode: a well, its lowest levels, and a dot on the one it is on. */
function oscillator([x, top]: Point, rung: 0 | 1): Shape[] {
  const [half, depth] = [17, 26];
  const reach = (height: number): number => half * Math.sqrt(height / depth);
  const rungs = [7, 20].map((height) =>
    polyline(
      [
        [x - reach(height), top + depth - height],
        [x + reach(height), top + depth - height],
      ],
      { stroke: boson.line, strokeWidth: 1 },
    ),
  );
  const dot: Point = [x, top + depth - (rung === 0 ? 7 : 20)];
  return [
    path(`M${x - half},${top}Q${x},${top + 2 * depth} ${x + half},${top}`, {
      stroke: boson.line,
      strokeWidth: 1.4,
    }),
    ...rungs,
    { tag: "circle", attributes: { cx: dot[0], cy: dot[1], r: 3.4, fill: boson.line } },
  ];
}

function frameShape({ text, rung, shapes }: Frame, { epsilonL, epsilonR, muL, muR }: Climb): Shape {
  const y = (energy: number): number => scale.middle - energy * scale.quantum;
  const [xL, xR] = [44, size.width - 44];
  const mode: Point = [size.width / 2, size.height - 38];
  const places: Places = {
    seaL: [scale.sea / 2 + 1, y(epsilonL)],
    levelL: [xL, y(epsilonL)],
    levelR: [xR, y(epsilonR)],
    seaR: [size.width - scale.sea / 2 - 1, y(epsilonR)],
    mode,
  };
  const level = ([x, height]: Point, stroke: string): Shape =>
    polyline(
      [
        [x - scale.level / 2, height],
        [x + scale.level / 2, height],
      ],
      { stroke, strokeWidth: 2 },
    );
  const sea = (x: number, mu: number, colour: typeof left, name: string): Shape =>
    fermiSea({ surface: [x, y(mu)], width: scale.sea, depth: size.height - 1 - y(mu), colour, name });
  return moved(
    [0, 0],
    [
      rectangle([0.5, 0.5], size.width - 1, size.height - 1, { stroke: frame.line, strokeWidth: 0.8 }),
      sea(1, muL, left, "L"),
      sea(size.width - scale.sea - 1, muR, right, "R"),
      level(places.levelL, left.line),
      level(places.levelR, right.line),
      label("*ε*_{L}", [xL, y(epsilonL) - 1.1 * labelSize], { fill: left.line }),
      label("*ε*_{R}", [xR, y(epsilonR) + 1.2 * labelSize], { fill: right.line }),
      ...oscillator(mode, rung),
      ...shapes(places),
      ...text.map((line, k) => label(line, [size.width / 2, size.height + 10 + k * 1.3 * labelSize])),
    ],
  );
}

/**
 * Four frames of electronic cooling, as an SVG element for `notebook.figure`: an electron fills the lower level, takes a
 * quantum from the mode to reach the upper one, and leaves. Levels and chemical potentials are to scale.
 *
 * ```ts
 * climbStrip({ epsilonL: 0.5, epsilonR: -0.5, muL: -0.4, muR: 0.4 });
 * ```
 *
 * Throws unless the levels are one quantum apart, the left one above, and the bias fills the right one only.
 */
export function climbStrip(climb: Climb): SVGSVGElement {
  const { epsilonL, epsilonR, muL, muR } = climb;
  if (!(Math.abs(epsilonL - epsilonR - 1) < 1e-9 && muR > epsilonR && muL < epsilonL))
    throw new RangeError(
      `climbStrip: the left level must be one quantum above the right one and empty, the right one full (got ${JSON.stringify(climb)})`,
    );
  const width = frames.length * size.width + (frames.length - 1) * size.gap;
  return drawing(
    width,
    size.height + size.text,
    frames.map((one, k) => moved([k * (size.width + size.gap), 0], [frameShape(one, climb)])),
  );
}
