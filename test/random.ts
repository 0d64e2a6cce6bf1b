/** Seeded random numbers in (0, 1), so that a failing case can be repeated (Park-Miller generator). */
export function randomSequence(seed: number): () => number {
  let state = seed * 48271 + 1;
  const next = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let k = 0; k < 10; k++) next();
  return next;
}
