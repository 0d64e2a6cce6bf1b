// Where energy comes from and where it ends: bands as wide as the power that they carry.
import { labelSize } from "../style.js";
import { frame, type Palette } from "./palette.js";
import { drawing, label, path, type Shape } from "./shape.js";

/** One band of {@link energyFlow}. */
export interface EnergyBand {
  /** Lines of text at its outer end, with the markup of figures. */
  readonly text: readonly string[];
  /** Energy per time, positive, in the unit of all others. */
  readonly power: number;
  readonly colour: Palette;
}

/** Size in px of {@link energyFlow}, px that all bands of a side take together, and px between them. */
const size = { width: 325, height: 120, bands: 66, gap: 26, band: 66, node: 14, head: 8 } as const;

/** How much what comes in may differ from what goes out, as a part of it. */
const tolerance = 1e-3;

/**
 * Energy that flows in at the left and out at the right, in bands as wide as their power, as an SVG element for
 * `notebook.figure`.
 *
 * ```ts
 * energyFlow("junction", [{ text: ["mode"], power: 1, colour: boson }], [{ text: ["electrode L"], power: 1, colour: left }]);
 * ```
 *
 * @param name text at the node in the middle
 * @param sources bands that come in, from top to bottom
 * @param sinks bands that go out
 * @throws RangeError for a side without bands, a power that is not positive, and sides that differ in their sums
 */
export function energyFlow(
  name: string,
  sources: readonly EnergyBand[],
  sinks: readonly EnergyBand[],
): SVGSVGElement {
  const [gained, spent] = [total("sources", sources), total("sinks", sinks)];
  if (Math.abs(gained - spent) > tolerance * gained)
    throw new RangeError(`energyFlow: ${gained} comes in, but ${spent} goes out`);
  const scale = size.bands / gained;
  const node = { x: (size.width - size.node) / 2, y: (size.height - size.bands) / 2 };
  const bar: Shape = path(`M${node.x},${node.y}h${size.node}v${size.bands}h${-size.node}Z`, {
    fill: frame.line,
  });
  return drawing(size.width, size.height, [
    ...bands(sources, scale, -1, node.x),
    ...bands(sinks, scale, 1, node.x + size.node),
    bar,
    label(name, [size.width / 2, node.y - labelSize]),
  ]);
}

function total(name: string, sides: readonly EnergyBand[]): number {
  for (const { power } of sides)
    if (!(power > 0 && power < Number.POSITIVE_INFINITY))
      throw new RangeError(`energyFlow: a power of ${name} must be positive (got ${power})`);
  if (sides.length === 0) throw new RangeError(`energyFlow: there are no ${name}`);
  return sides.reduce((sum, { power }) => sum + power, 0);
}

/** The bands of one side: -1 is the left one, whose energy comes in. */
function bands(all: readonly EnergyBand[], scale: number, side: -1 | 1, inner: number): Shape[] {
  const outer = inner + side * size.band;
  const middle = (inner + outer) / 2;
  let near = (size.height - size.bands) / 2;
  let far = (size.height - size.bands - (all.length - 1) * size.gap) / 2;
  return all.flatMap(({ text, power, colour }) => {
    const width = power * scale;
    const [a, b, c, d] = [far, far + width, near, near + width];
    // The outer end is an arrow's: a notch where energy comes in, a tip where it goes out.
    const tip = `L${outer + size.head},${(a + b) / 2}`;
    const band = path(
      `M${inner},${c}C${middle},${c} ${middle},${a} ${outer},${a}${tip}L${outer},${b}` +
        `C${middle},${b} ${middle},${d} ${inner},${d}Z`,
      { fill: colour.area, stroke: colour.line, strokeWidth: 1 },
    );
    const first = (a + b) / 2 - ((text.length - 1) * 1.25 * labelSize) / 2;
    const place = outer + side * (side === 1 ? size.head + 4 : 5);
    const words = text.map((line, k) =>
      label(line, [place, first + k * 1.25 * labelSize], {
        anchor: side === 1 ? "start" : "end",
        fill: colour.line,
      }),
    );
    near += width;
    far += width + size.gap;
    return [band, ...words];
  });
}
