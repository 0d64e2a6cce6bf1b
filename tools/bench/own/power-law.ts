// How a time grows: the power of a number that it follows.

/** Exponent through the last three, by least squares of the logarithms. */
export function asymptoticPower(points: readonly (readonly [number: number, seconds: number])[]): number {
  const logs = points.slice(-3).map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
