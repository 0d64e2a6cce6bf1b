/** Numbers in the text of an SVG. */
const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;
/** What holds digits that are no lengths: colours, title and description. */
const WORDS = /#[0-9a-fA-F]{3,8}\b|<(title|desc)>[^<]*<\/\1>/g;

/**
 * How far apart two figures are drawn: the largest difference of a length or position in px, 0 for the same figure,
 * `undefined` if they differ in more than that, as in the number of points, a label or a colour.
 */
export function figureDeviation(stored: string, fresh: string): number | undefined {
  if (stored === fresh) return 0;
  const [before, after] = [partsOf(stored), partsOf(fresh)];
  if (before.skeleton !== after.skeleton) return undefined;
  return before.numbers.reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - after.numbers[i]!)),
    0,
  );
}

/** An SVG as its numbers and all the rest. */
function partsOf(svg: string): { readonly numbers: readonly number[]; readonly skeleton: string } {
  const words = svg.match(WORDS) ?? [];
  const drawn = svg.replace(WORDS, "");
  const numbers = [...drawn.matchAll(NUMBER)].map(([text]) => Number(text));
  return { numbers, skeleton: `${words.join("\n")}\n${drawn.replace(NUMBER, "0")}` };
}
