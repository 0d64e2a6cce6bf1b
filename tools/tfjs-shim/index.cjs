"use strict";

// danfojs-node computes the arithmetic of its data frames with TensorFlow, in float32. This module stands in for
// TensorFlow with the functions danfojs calls, in float64. A tensor is its values row by row, its shape and a dtype,
// which is a name only: numbers are never narrowed.

class Tensor {
  constructor(values, shape, dtype = "float64") {
    this.values = values;
    this.shape = shape;
    this.dtype = dtype;
  }

  get rank() {
    return this.shape.length;
  }

  get size() {
    return this.values.length;
  }

  dataSync() {
    return this.dtype === "string" ? [...this.values] : Float64Array.from(this.values);
  }

  arraySync() {
    let level = [...this.values];
    for (const length of this.shape.slice(1).reverse()) {
      level = Array.from({ length: length === 0 ? this.shape[0] : level.length / length }, (_, i) =>
        level.slice(i * length, (i + 1) * length),
      );
    }
    return this.rank === 0 ? level[0] : level;
  }

  async array() {
    return this.arraySync();
  }

  async data() {
    return this.dataSync();
  }

  clone() {
    return new Tensor([...this.values], [...this.shape], this.dtype);
  }

  dispose() {}

  print() {
    console.log(this.arraySync());
  }

  transpose() {
    if (this.rank < 2) return this.clone();
    if (this.rank > 2) throw new Error("transpose: only vectors and matrices have a transpose here");
    const [rows, columns] = this.shape;
    const values = new Array(this.size);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) values[j * rows + i] = this.values[i * columns + j];
    }
    return new Tensor(values, [columns, rows], this.dtype);
  }

  sum(axis) {
    return reduce(this, axis, (values) => values.reduce((total, value) => total + value, 0));
  }

  mean(axis) {
    return reduce(this, axis, mean);
  }

  min(axis) {
    return reduce(this, axis, (values) => values.reduce((a, b) => Math.min(a, b), Infinity));
  }

  max(axis) {
    return reduce(this, axis, (values) => values.reduce((a, b) => Math.max(a, b), -Infinity));
  }

  argMin(axis = 0) {
    return reduce(this, axis, (values) => extremeIndex(values, (a, b) => a < b));
  }

  argMax(axis = 0) {
    return reduce(this, axis, (values) => extremeIndex(values, (a, b) => a > b));
  }
}

const elementwise = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  divNoNan: (a, b) => (b === 0 ? 0 : a / b),
  pow: (a, b) => a ** b,
  // The remainder takes the sign of the divisor, as in TensorFlow and Python.
  mod: (a, b) => {
    const rest = a % b;
    return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
  },
  minimum: Math.min,
  maximum: Math.max,
};
const comparisons = {
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
};
const functions = {
  sqrt: Math.sqrt,
  square: (a) => a * a,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  neg: (a) => -a,
};

for (const [name, operation] of Object.entries(elementwise)) {
  Tensor.prototype[name] = function (other) {
    return broadcast(name, this, asTensor(other), operation, "float64");
  };
}
for (const [name, holds] of Object.entries(comparisons)) {
  Tensor.prototype[name] = function (other) {
    return broadcast(name, this, asTensor(other), (a, b) => (holds(a, b) ? 1 : 0), "bool");
  };
}
for (const [name, f] of Object.entries(functions)) {
  Tensor.prototype[name] = function () {
    return new Tensor(this.values.map(f), [...this.shape]);
  };
}

/** Combines two tensors whose shapes agree from the right, or where one of them has length 1. */
function broadcast(name, a, b, operation, dtype) {
  if (a.dtype === "string" || b.dtype === "string") {
    if (name !== "equal" && name !== "notEqual") throw new Error(`${name}: the tensors hold text`);
  }
  const rank = Math.max(a.rank, b.rank);
  const padded = (shape) => [...new Array(rank - shape.length).fill(1), ...shape];
  const [shapeA, shapeB] = [padded(a.shape), padded(b.shape)];
  const shape = shapeA.map((length, i) => {
    if (length === shapeB[i] || shapeB[i] === 1) return length;
    if (length === 1) return shapeB[i];
    throw new Error(`${name}: the shapes [${a.shape}] and [${b.shape}] do not fit each other`);
  });
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Array(size);
  for (let i = 0; i < size; i++) {
    let rest = i;
    let [indexA, indexB, stepA, stepB] = [0, 0, 1, 1];
    for (let axis = rank - 1; axis >= 0; axis--) {
      const position = rest % shape[axis];
      rest = (rest - position) / shape[axis];
      if (shapeA[axis] !== 1) indexA += position * stepA;
      if (shapeB[axis] !== 1) indexB += position * stepB;
      stepA *= shapeA[axis];
      stepB *= shapeB[axis];
    }
    values[i] = operation(a.values[indexA], b.values[indexB]);
  }
  return new Tensor(values, shape, dtype);
}

/** Applies a function of a list along one axis, or to all values. */
function reduce(tensor, axis, f) {
  if (axis === undefined || axis === null) return new Tensor([f(tensor.values)], []);
  if (!Number.isInteger(axis) || axis < -tensor.rank || axis >= tensor.rank) {
    throw new Error(`a tensor of rank ${tensor.rank} has no axis ${axis}`);
  }
  const at = axis < 0 ? axis + tensor.rank : axis;
  const length = tensor.shape[at];
  const inner = tensor.shape.slice(at + 1).reduce((product, n) => product * n, 1);
  const outer = tensor.shape.slice(0, at).reduce((product, n) => product * n, 1);
  const values = [];
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      values.push(f(Array.from({ length }, (_, k) => tensor.values[(o * length + k) * inner + i])));
    }
  }
  return new Tensor(
    values,
    tensor.shape.filter((_, i) => i !== at),
  );
}

function mean(values) {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function extremeIndex(values, better) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (better(values[i], values[best])) best = i;
  return best;
}

/** Mean and variance (divided by the number of values, as in TensorFlow) along an axis, or of all values. */
function moments(x, axis) {
  const tensor = asTensor(x);
  const variance = (values) => {
    const centre = mean(values);
    return mean(values.map((value) => (value - centre) ** 2));
  };
  return { mean: reduce(tensor, axis, mean), variance: reduce(tensor, axis, variance) };
}

function asTensor(value) {
  if (value instanceof Tensor) return value;
  return tensor(value);
}

function tensor(values, shape, dtype) {
  const lengths = [];
  for (let level = values; Array.isArray(level) || ArrayBuffer.isView(level); level = level[0])
    lengths.push(level.length);
  const flat =
    lengths.length === 0 ? [values] : lengths.length === 1 ? Array.from(values) : values.flat(Infinity);
  const size = (shape ?? lengths).reduce((product, length) => product * length, 1);
  if (flat.length !== size) {
    throw new Error(`${flat.length} values do not fill a tensor of shape [${shape ?? lengths}]`);
  }
  const text = dtype === "string" || (dtype === undefined && typeof flat[0] === "string");
  return new Tensor(
    text ? flat : flat.map(Number),
    [...(shape ?? lengths)],
    text ? "string" : (dtype ?? "float64"),
  );
}

function tensor1d(values, dtype) {
  return tensor(values, [values.length], dtype);
}

function tensor2d(values, shape, dtype) {
  if (!shape && !Array.isArray(values[0])) throw new Error("tensor2d: a flat list of values needs a shape");
  return tensor(values, shape ?? [values.length, values[0].length], dtype);
}

function scalar(value, dtype) {
  return tensor(value, [], dtype);
}

/** A list that can be shuffled and cut, the same way for the same seed. */
function list(values) {
  return {
    shuffle(_window, seed = "") {
      const random = generator(String(seed));
      const shuffled = [...values];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
      }
      return list(shuffled);
    },
    take: (count) => list(values.slice(0, count)),
    toArray: async () => [...values],
  };
}

/** Random numbers in [0, 1): a Weyl sequence with a multiplicative mixer, started from the FNV-1a hash of the seed. */
function generator(seed) {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ character.codePointAt(0), 0x01000193);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

function unavailable(name) {
  return new Error(
    `${name} is not available in this float64 replacement of TensorFlow; for all of TensorFlow install @tensorflow/tfjs`,
  );
}

/** Asking for anything that is not here says so, instead of giving `undefined`. */
function guarded(target, prefix) {
  return new Proxy(target, {
    get(object, key, receiver) {
      // Symbols and the names that module loaders and promises probe are answered as for any object.
      const probe =
        typeof key === "symbol" ||
        key === "__esModule" ||
        key === "then" ||
        key === "default" ||
        key === "toJSON";
      if (key in object || probe) return Reflect.get(object, key, receiver);
      throw unavailable(`${prefix}.${key}`);
    },
  });
}

// A proxy around every tensor would be slow and hard to look at, so tensors name what they lack.
const absent =
  "all any acos acosh argSort asin asinh atan atan2 batchNorm cast ceil clipByValue concat conv2d cos cosh cumprod " +
  "cumsum dot elu erf expandDims expm1 fft flatten floor floorDiv gather ifft irfft isFinite isInf isNaN log1p " +
  "logSumExp logSigmoid logicalAnd logicalNot logicalOr logicalXor matMul norm oneHot pad prelu prod reciprocal " +
  "relu reshape reshapeAs resizeBilinear reverse rfft round rsqrt sigmoid sign sin sinh slice softmax softplus " +
  "split squaredDifference squeeze stack step stridedSlice tan tanh tile toBool toFloat toInt topk unique " +
  "unsortedSegmentSum unstack where zerosLike onesLike as1D as2D as3D asScalar asType buffer bytes";
for (const name of absent.split(" ")) {
  Tensor.prototype[name] = () => {
    throw unavailable(`Tensor.${name}`);
  };
}

const api = {
  Tensor,
  tensor,
  tensor1d,
  tensor2d,
  scalar,
  moments,
  data: guarded({ array: list }, "tf.data"),
};
for (const name of [...Object.keys(elementwise), ...Object.keys(comparisons)]) {
  api[name] = (a, b) => asTensor(a)[name](b);
}
for (const name of [
  ...Object.keys(functions),
  "transpose",
  "sum",
  "mean",
  "min",
  "max",
  "argMin",
  "argMax",
]) {
  api[name] = (a, axis) => asTensor(a)[name](axis);
}

module.exports = guarded(api, "tf");
