import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const dfd = createRequire(import.meta.url)("danfojs-node") as typeof import("danfojs-node");
const { DataFrame, Series } = dfd;

const folder = mkdtempSync(join(tmpdir(), "danfojs-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Frame = InstanceType<typeof DataFrame>;
const frame = (): Frame => new DataFrame({ a: [1, 2, 3], b: [0.1, 1e-300, -7.5] });
const values = (result: unknown): unknown => (result as Frame).values;

describe("arithmetic of frames", () => {
  it("is that of 64-bit numbers, with a number", () => {
    expect(values(new DataFrame([[1, 0.2]]).add(0.1))).toEqual([[1.1, 0.2 + 0.1]]);
    expect(values(frame().sub(0.1))).toEqual([
      [0.9, 0],
      [1.9, 1e-300 - 0.1],
      [2.9, -7.6],
    ]);
    expect(values(frame().mul(3))).toEqual([
      [3, 0.1 * 3],
      [6, 3e-300],
      [9, -22.5],
    ]);
    expect(values(frame().div(3))).toEqual([
      [1 / 3, 0.1 / 3],
      [2 / 3, 1e-300 / 3],
      [1, -2.5],
    ]);
    expect(values(frame().pow(2))).toEqual([
      [1, 0.1 ** 2],
      [4, 0],
      [9, 56.25],
    ]);
  });

  it("takes the sign of the divisor for a remainder", () => {
    expect(values(new DataFrame([[7, -7, 7, -7]]).mod([3, 3, -3, -3]))).toEqual([[1, 2, -2, -1]]);
  });

  it("pairs frames element by element", () => {
    expect(values(frame().add(frame()))).toEqual([
      [2, 0.2],
      [4, 2e-300],
      [6, -15],
    ]);
  });

  it("repeats a list or Series along rows and columns", () => {
    const table = new DataFrame([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(values(table.add([10, 20, 30.1]))).toEqual([
      [11, 22, 33.1],
      [14, 25, 36.1],
    ]);
    expect(values(table.mul(new Series([2, 0.1]), { axis: 0 }))).toEqual([
      [2, 4, 6],
      [0.4, 0.5, 6 * 0.1],
    ]);
  });

  it("changes a frame in place", () => {
    const table = frame();
    table.add(0.1, { inplace: true });
    expect(table.values[0]).toEqual([1.1, 0.2]);
  });

  it("refuses shapes that do not fit", () => {
    expect(() => frame().add([1, 2, 3])).toThrow("add: the shapes [3,2] and [1,3] do not fit each other");
  });

  it("gives 0 for a division by 0 in pctChange, as TensorFlow does, and differences with diff", () => {
    const table = new DataFrame([
      [1, 2],
      [4, 8],
    ]);
    expect(values(table.diff(1))).toEqual([
      [Number.NaN, Number.NaN],
      [3, 6],
    ]);
    expect(values(table.pctChange(table))).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe("comparisons of frames", () => {
  it("tell numbers apart that differ in the last bit", () => {
    const table = new DataFrame([[1, 1 + 2 ** -52]]);
    expect(values(table.eq(1))).toEqual([[true, false]]);
    expect(values(table.ne(1))).toEqual([[false, true]]);
    expect(values(table.gt(1))).toEqual([[false, true]]);
    expect(values(table.ge(1))).toEqual([[true, true]]);
    expect(values(table.lt(1 + 2 ** -52))).toEqual([[true, false]]);
    expect(values(table.le(1))).toEqual([[true, false]]);
  });
});

describe("statistics", () => {
  const table = new DataFrame({ x: [1, 2, 4, 9], y: [0.5, 0.25, 0.125, 1e-17] });

  it("of columns are those of 64-bit numbers", () => {
    expect(table.mean({ axis: 0 }).values).toEqual([4, (0.5 + 0.25 + 0.125 + 1e-17) / 4]);
    expect(table.sum({ axis: 0 }).values).toEqual([16, 0.875]);
    expect(table.min({ axis: 0 }).values).toEqual([1, 1e-17]);
    expect(table.max({ axis: 0 }).values).toEqual([9, 0.5]);
    expect(table.median({ axis: 0 }).values).toEqual([3, 0.1875]);
    const deviations = table.std({ axis: 0 }).values as number[];
    expect(deviations[0]).toBeCloseTo(Math.sqrt(38 / 3), 14);
    expect((table.var({ axis: 0 }).values as number[])[0]).toBeCloseTo(38 / 3, 14);
  });

  it("are described in one table", () => {
    const described = table.describe();
    expect(described.index).toEqual(["count", "mean", "std", "min", "median", "max", "variance"]);
    expect(described.x.values[1]).toBe(4);
  });

  it("of a Series find the places of its extremes", () => {
    const series = new Series([3, 1, 2, 1 - 2 ** -53]);
    expect(series.argMax()).toBe(0);
    expect(series.argMin()).toBe(3);
    expect(series.mean()).toBe((3 + 1 + 2 + 1 - 2 ** -53) / 4);
  });
});

describe("handling of tables", () => {
  const table = (): Frame => new DataFrame({ mu: [9, 8, 9, 8], J: [0.4, 0.1, 0.3, 0.2] });

  it("selects, sorts, groups and joins without touching a digit", () => {
    expect(values(table().query(table().mu.eq(8)))).toEqual([
      [8, 0.1],
      [8, 0.2],
    ]);
    expect(values(table().sortValues("J"))).toEqual([
      [8, 0.1],
      [8, 0.2],
      [9, 0.3],
      [9, 0.4],
    ]);
    expect(values(table().groupby(["mu"]).col(["J"]).sum())).toEqual([
      [8, 0.1 + 0.2],
      [9, 0.4 + 0.3],
    ]);
    expect(values(dfd.concat({ dfList: [table(), table()], axis: 0 }))).toHaveLength(8);
    expect(values(table().iloc({ rows: [1], columns: [1] }))).toEqual([[0.1]]);
    expect(table().T.shape).toEqual([2, 4]);
  });

  it("writes and reads CSV", async () => {
    const path = join(folder, "table.csv");
    table().toCSV({ filePath: path });
    expect(values(await dfd.readCSV(path, { skipEmptyLines: true } as object))).toEqual(table().values);
  });

  it("samples rows, the same for the same seed", async () => {
    const sample = await table().sample(3, { seed: 5 });
    expect(sample.shape).toEqual([3, 2]);
    expect(values(await table().sample(3, { seed: 5 }))).toEqual(sample.values);
  });

  it("scales columns", () => {
    const scaled = new dfd.MinMaxScaler().fitTransform(new DataFrame([[1], [2], [4]]));
    expect(values(scaled)).toEqual([[0], [1 / 3], [1]]);
    const standard = new dfd.StandardScaler().fitTransform(new DataFrame([[1], [3]]));
    expect(values(standard)).toEqual([[-1], [1]]);
    const back = new dfd.MinMaxScaler().fit([1, 2, 5]);
    expect(back.inverseTransform(back.transform([1, 2, 5]))).toEqual([1, 2, 5]);
  });
});

describe("the tensor of a frame", () => {
  const tf = dfd.tensorflow;

  it("holds the values and gives them back as a frame", () => {
    const tensor = frame().tensor;
    expect(tensor).toBeInstanceOf(tf.Tensor);
    expect(tensor.shape).toEqual([3, 2]);
    expect(tensor.rank).toBe(2);
    expect(tensor.arraySync()).toEqual(frame().values);
    expect(values(new DataFrame(tensor, { columns: ["a", "b"] }))).toEqual(frame().values);
    expect(new Series([0.1, 1e-300]).tensor.dataSync()).toEqual(Float64Array.of(0.1, 1e-300));
    expect(new Series(["x", "y"]).tensor.arraySync()).toEqual(["x", "y"]);
  });

  it("is not narrowed to integers when only its first rows hold integers", () => {
    const mixed = [...Array(20).keys(), 0.5];
    expect(new Series(mixed).tensor.arraySync()).toEqual(mixed);
  });

  it("has sums and extremes along an axis and in all", () => {
    const tensor = tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6.5],
    ]);
    expect(tensor.sum(0).arraySync()).toEqual([5, 7, 9.5]);
    expect(tensor.mean(1).arraySync()).toEqual([2, 15.5 / 3]);
    expect(tensor.max(-1).arraySync()).toEqual([3, 6.5]);
    expect(tensor.min().arraySync()).toBe(1);
    expect(tensor.argMax(1).arraySync()).toEqual([2, 2]);
    expect(tensor.transpose().arraySync()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6.5],
    ]);
    expect(tf.moments(tensor, 0).variance.arraySync()).toEqual([2.25, 2.25, 1.75 ** 2]);
    expect(tf.scalar(2).mul(tensor).arraySync()[1]).toEqual([8, 10, 13]);
  });

  it("refuses values that do not fill its shape, and an axis it has not", () => {
    expect(() => tf.tensor2d([1, 2, 3], [2, 2])).toThrow("3 values do not fill a tensor of shape [2,2]");
    expect(() => tf.tensor2d([1, 2, 3])).toThrow("tensor2d: a flat list of values needs a shape");
    expect(() => tf.tensor1d([1]).sum(1)).toThrow("a tensor of rank 1 has no axis 1");
  });

  it("says what is not there", () => {
    const remedy =
      "is not available in this float64 replacement of TensorFlow; for all of TensorFlow install @tensorflow/tfjs";
    expect(() => tf.sequential()).toThrow(`tf.sequential ${remedy}`);
    expect(() => tf.tensor1d([1]).matMul(tf.tensor1d([1]))).toThrow(`Tensor.matMul ${remedy}`);
    expect(() => tf.data.csv("x")).toThrow(`tf.data.csv ${remedy}`);
  });
});
