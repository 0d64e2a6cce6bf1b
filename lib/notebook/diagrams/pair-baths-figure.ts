// Fig. 1 of the paper: the model, the effective model, and the eight processes behind it.
import { labelSize } from "../style.js";
import { effectivePicture, junctionPicture, pairBathBoxes, pictureSize } from "./junction-picture.js";
import { type PairProcess, pairProcess, processSize, type Side } from "./pair-process.js";
import { electron, hole } from "./particles.js";
import { drawing, label, moved, type Point, type Shape } from "./shape.js";

/** Width of a figure across both columns in px, 17.8 cm. */
const width = 673;
const upper = 14;
const lower = upper + pictureSize.height + 34;
const height = lower + processSize.height + 4;
const half = 352;
const step = 84;

const letter = (text: string, place: Point): Shape =>
  label(text, place, { anchor: "start", size: labelSize + 1 });

/** The four processes of one kind in a row, named as in the paper: 1/LL, or 1′/LL for excitation. */
function row(kind: PairProcess["kind"]): Shape[] {
  return pairBathBoxes.map(({ name }, k) => {
    const [number, sides] = name.split("/") as [string, string];
    const shown = kind === "recombination" ? name : `${number}′/${sides}`;
    const [electronAt, holeAt] = [...sides] as [Side, Side];
    return moved([k * step, 0], [pairProcess({ electron: electronAt, hole: holeAt, kind, name: shown })]);
  });
}

/**
 * Fig. 1: (a) the model, (b) its four baths of electron-hole pairs, (c) recombination and (d) excitation of each kind of
 * pair. Two columns wide, 17.8 cm.
 */
export function pairBathsFigure(): SVGSVGElement {
  const legend = lower - 22;
  return drawing(width, height, [
    letter("(a)", [0, 10]),
    moved([0, upper - 8], [junctionPicture()]),
    letter("(b)", [half - 4, 10]),
    moved([half - 4, upper - 8], [effectivePicture()]),
    letter("(c) recombination", [0, legend]),
    moved([2, lower], row("recombination")),
    letter("(d) excitation", [half, legend]),
    moved([half + 2, lower], row("excitation")),
    electron([width - 112, legend]),
    label("electron", [width - 105, legend], { anchor: "start" }),
    hole([width - 44, legend]),
    label("hole", [width - 37, legend], { anchor: "start" }),
  ]);
}
