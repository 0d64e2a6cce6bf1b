/** Small real matrices that tests are full of. */
type Rows = number[][];

export const symmetric = (a: number, b: number, c: number): Rows => [
  [a, b],
  [b, c],
];

export const offDiagonal = (b: number): Rows => symmetric(0, b, 0);
