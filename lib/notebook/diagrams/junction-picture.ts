// The model of Sec. II A, Fig. 1 (a) and (b): what couples to what.
import { arrow } from "./arrow.js";
import { boson, frame, left, type Palette, right } from "./palette.js";
import { label, moved, type Point, path, polyline, rectangle, type Shape } from "./shape.js";

/** Size in px of either picture. */
export const pictureSize = { width: 325, height: 150 } as const;

const system = { x: 118, y: 4, width: 90, height: 52 };
const bath = { x: 258, y: 4, width: 64, height: 52 };
const electrons = { x: 4, y: 88, width: 318, height: 58 };

/** A box with rounded corners and lines of text in its middle. */
function box([x, y]: Point, width: number, height: number, colour: Palette, lines: readonly string[]): Shape {
  const gap = 15;
  const first = y + height / 2 - ((lines.length - 1) * gap) / 2;
  return moved(
    [0, 0],
    [
      rectangle([x, y], width, height, { fill: colour.area, stroke: colour.line, strokeWidth: 1.2 }, 5),
      ...lines.map((line, k) => label(line, [x + width / 2, first + k * gap])),
    ],
  );
}

/** A harmonic oscillator: the well and its levels, `width` px wide, its lowest point at the given place. */
function oscillator([x, y]: Point, width: number, depth: number): Shape {
  const half = width / 2;
  const rungs = [0.2, 0.48, 0.76].map((part) => {
    const reach = half * Math.sqrt(part);
    return polyline(
      [
        [x - reach, y - part * depth],
        [x + reach, y - part * depth],
      ],
      { stroke: boson.line, strokeWidth: 1 },
    );
  });
  // A parabola is one quadratic Bezier curve.
  const well = path(`M${x - half},${y - depth}Q${x},${y + depth} ${x + half},${y - depth}`, {
    stroke: boson.line,
    strokeWidth: 1.4,
  });
  return moved([0, 0], [well, ...rungs]);
}

/** The system of modes and its thermal bath, the same in both pictures. */
function bosons(): Shape[] {
  const { x, y, width, height } = system;
  const wells = [0.23, 0.5, 0.77].map((part) => oscillator([x + part * width, y + height - 20], 19, 26));
  return [
    rectangle([x, y], width, height, { fill: boson.area, stroke: boson.line, strokeWidth: 1.2 }, 5),
    ...wells,
    label("system", [x + width / 2, y + height - 9]),
    box([bath.x, bath.y], bath.width, bath.height, boson, ["ph-bath", "*T*_{ph}"]),
    arrow([x + width, y + height / 2], [bath.x, y + height / 2], { both: true, gap: 3 }),
  ];
}

/** Fig. 1 (a): the modes between the conductor with its two electrodes and their own thermal bath. */
export function junctionPicture(): Shape {
  const { x, y, width, height } = electrons;
  const middle = system.x + system.width / 2;
  const centre = { x: middle - 28, width: 56 };
  const inner = { y: y + 8, height: height - 16 };
  const line = { stroke: frame.line, strokeWidth: 1.2 };
  const level = y + height / 2;
  const electrode = (from: number, colour: Palette, name: string): Shape =>
    box([from, inner.y], 56, inner.height, colour, [name, `*μ*_{${name}}`]);
  const [L, R] = [centre.x - 78, centre.x + centre.width + 22];
  return moved(
    [0, 0],
    [
      ...bosons(),
      rectangle([x, y], width, height, { stroke: frame.line, fill: "#ffffff", dash: "4 2.5" }, 7),
      polyline(
        [
          [L + 56, level],
          [R, level],
        ],
        line,
      ),
      electrode(L, left, "L"),
      box([centre.x, inner.y], centre.width, inner.height, frame, ["central", "region"]),
      electrode(R, right, "R"),
      label("e-bath", [(x + L) / 2, level]),
      label("*T*_{e}", [(R + 56 + x + width) / 2, level]),
      arrow([middle, system.y + system.height], [middle, inner.y], { both: true, gap: 3 }),
      label("*M*", [middle + 7, y - 15], { anchor: "start" }),
    ],
  );
}

/** One of the four baths of electron-hole pairs. */
export interface PairBathBox {
  readonly name: string;
  /** Its chemical potential, with the markup of figures. */
  readonly mu: string;
}

/** The four pair baths of a conductor with two electrodes, numbered as in the paper. */
export const pairBathBoxes: readonly PairBathBox[] = [
  { name: "1/LL", mu: "*μ*_{LL} = 0" },
  { name: "2/RR", mu: "*μ*_{RR} = 0" },
  { name: "3/RL", mu: "*μ*_{RL}" },
  { name: "4/LR", mu: "*μ*_{LR}" },
];

/** A box whose left half has the colour of the electron's electrode, its right half that of the hole's. */
function pairBox([x, y]: Point, width: number, height: number, { name, mu }: PairBathBox): Shape {
  const [electron, hole] = [...name.slice(-2)].map((side) => (side === "L" ? left : right));
  const [corner, half] = [5, width / 2];
  const side = (from: number, sign: 1 | -1, { area }: Palette): Shape =>
    path(
      `M${from + sign * half},${y}H${from + sign * corner}Q${from},${y} ${from},${y + corner}` +
        `V${y + height - corner}Q${from},${y + height} ${from + sign * corner},${y + height}H${from + sign * half}Z`,
      { fill: area },
    );
  const outline = { area: "none", line: "#555555" };
  return moved(
    [0, 0],
    [side(x, 1, electron!), side(x + width, -1, hole!), box([x, y], width, height, outline, [name, mu])],
  );
}

/** Fig. 1 (b): the same modes between four baths of electron-hole pairs and their own thermal bath. */
export function effectivePicture(): Shape {
  const { x, y, width, height } = electrons;
  const gap = 14;
  const each = (width - 3 * gap) / 4;
  const baths = pairBathBoxes.map((pairs, k) =>
    pairBox([x + k * (each + gap), y + 10], each, height - 10, pairs),
  );
  const links = pairBathBoxes.map((_, k) => {
    const foot = x + k * (each + gap) + each / 2;
    const head = system.x + (system.width * (k + 0.5)) / 4;
    return arrow([head, system.y + system.height], [foot, y + 10], { both: true, gap: 3 });
  });
  return moved([0, 0], [...bosons(), ...baths, ...links]);
}
