/** Round-off of double precision: the distance from 1 to the next number, 2^-52. */
export const EPSILON: number = 2 ** -52;
