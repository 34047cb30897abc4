import { type Engine, sizeOf, type Tensor } from '../engine.js';
import type { CheckInput } from '../gradcheck.js';
import * as ops from './index.js';

type Ops = typeof ops;

/** Names of the operations through which a gradient flows. */
export type OpName = {
  [K in keyof Ops]: Ops[K] extends (engine: Engine, ...rest: never[]) => unknown
    ? never
    : Ops[K] extends (...args: never[]) => Tensor | { total: Tensor } | { values: Tensor }
      ? K
      : never;
}[keyof Ops];

/** An operation on concrete inputs, away from its kinks, for {@link gradCheck}. */
export interface CheckCase {
  readonly inputs: readonly CheckInput[];
  readonly run: (inputs: Tensor[]) => Tensor;
}

/** Random values of a shape, uniform in low .. high (-2 .. 2 by default). */
export type Draw = (shape: readonly number[], low?: number, high?: number) => CheckInput;

export type Check = (draw: Draw) => readonly CheckCase[];

/** One element, fewer than a vector, vectors and a rest, several rows. */
const shapes = [[], [1], [3], [19], [5, 7], [2, 16]] as const;
const matrices = [
  [1, 1],
  [2, 3],
  [5, 8],
  [7, 19],
] as const;
/** Sizes m, n, k of products: below, at and above the tiles of the kernels, and more than one block of them. */
const products = [
  [1, 1, 1],
  [1, 9, 3],
  [2, 3, 4],
  [6, 13, 5],
  [11, 4, 9],
] as const;

const column = (x: Tensor, rows: number, columns: number) =>
  x.engine.indices(Array.from({ length: rows }, (_, i) => (i * 5 + 2) % columns));
const constant = (x: Tensor, shape: readonly number[], value: (i: number) => number) =>
  x.engine.tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
  );

function unary(op: (x: Tensor) => Tensor, low?: number, high?: number): Check {
  return (draw) => shapes.map((shape) => ({ inputs: [draw(shape, low, high)], run: ([x]) => op(x!) }));
}

function binary(op: (a: Tensor, b: Tensor) => Tensor, low?: number, high?: number): Check {
  return (draw) => [
    ...shapes.map((shape) => ({
      inputs: [draw(shape), draw(shape, low, high)],
      run: ([a, b]: Tensor[]) => op(a!, b!),
    })),
    // One tensor on both sides gathers both gradients.
    { inputs: [draw([5], 1, 2)], run: ([x]) => op(x!, x!) },
  ];
}

function rows(op: (x: Tensor, rows: number, columns: number) => Tensor): Check {
  return (draw) => matrices.map(([n, d]) => ({ inputs: [draw([n, d])], run: ([x]) => op(x!, n, d) }));
}

function pairs(op: (a: Tensor, b: Tensor) => Tensor, other: (n: number, d: number) => readonly number[]): Check {
  return (draw) =>
    matrices.map(([n, d]) => ({ inputs: [draw([n, d]), draw(other(n, d))], run: ([a, b]) => op(a!, b!) }));
}

function product(
  op: (a: Tensor, b: Tensor) => Tensor,
  a: (m: number, k: number) => readonly number[],
  b: (n: number, k: number) => readonly number[],
): Check {
  return (draw) =>
    products.map(([m, n, k]) => ({ inputs: [draw(a(m, k)), draw(b(n, k))], run: ([x, y]) => op(x!, y!) }));
}

function metrics(
  op: (a: Tensor, b: Tensor, metric: ops.Metric) => Tensor,
  other: (n: number, d: number) => readonly number[],
): Check {
  return (draw) => ops.metrics.flatMap((metric) => pairs((a, b) => op(a, b, metric), other)(draw));
}

/** Two lists and a document that stands in neither, by one loss a list; its values times their squares weigh the lists. */
function listwise(op: (scores: Tensor, labels: Tensor, lists: ops.Lists) => ops.ListValues): Check {
  return (draw) => [
    {
      inputs: [draw([9])],
      run: ([scores]) => {
        const { engine } = scores!;
        const labels = engine.tensor([9], [2, 0, 1, 3, 0, 1, 2, 0, 4]);
        const groups = Int32Array.of(5, 5, 1, 5, 1, 1, 5, 1, 1);
        const { values } = op(scores!, labels, ops.listsOf(engine, 9, groups, [1, 1, 1, 1, 1, 1, 0, 1, 1]));
        return ops.mul(values, engine.tensor([2], [1, -0.5]));
      },
    },
  ];
}

/** A check for every operation: one without does not compile. */
export const checks: { readonly [K in OpName]: Check } = {
  relu: unary(ops.relu),
  neg: unary(ops.neg),
  abs: unary(ops.abs),
  square: unary(ops.square),
  sqrt: unary(ops.sqrt, 0.2, 4),
  reciprocal: unary(ops.reciprocal, 0.3, 3),
  exp: unary(ops.exp),
  expm1: unary(ops.expm1),
  erf: unary(ops.erf, -3, 3),
  logOdds: unary(ops.logOdds, -3, -0.1),
  log: unary(ops.log, 0.2, 4),
  log1p: unary(ops.log1p, -0.5, 3),
  sigmoid: unary(ops.sigmoid, -6, 6),
  tanh: unary(ops.tanh),
  silu: unary(ops.silu, -6, 6),
  softplus: unary(ops.softplus, -6, 6),
  logCosh: unary(ops.logCosh),
  xlogx: unary(ops.xlogx, 0.1, 2),
  powConst: (draw) => [0, 1, 2, 3, 7, 0.5, 2.7, -1.5].flatMap((p) => unary((x) => ops.powConst(x, p), 0.3, 2)(draw)),
  scale: unary((x) => ops.scale(x, -1.7)),
  shift: unary((x) => ops.shift(x, 0.3)),
  clampMin: unary((x) => ops.clampMin(x, 0.3)),
  clamp: unary((x) => ops.clamp(x, -0.7, 0.4)),
  limit: unary((x) => ops.limit(x, -5, 5)),
  huber: unary((x) => ops.huber(x, 0.8)),
  smoothL1: (draw) => [0, 0.8].flatMap((beta) => unary((x) => ops.smoothL1(x, beta))(draw)),

  add: binary(ops.add),
  sub: binary(ops.sub),
  mul: binary(ops.mul),
  div: binary(ops.div, 0.5, 2),
  minimum: binary(ops.minimum),
  maximum: binary(ops.maximum),
  select: binary((a, b) =>
    ops.select(
      constant(a, a.shape, (i) => (i + 1) % 2),
      a,
      b,
    ),
  ),

  addRow: pairs(ops.addRow, (_, d) => [d]),
  mulRow: pairs(ops.mulRow, (_, d) => [d]),
  addColumn: pairs(ops.addColumn, (n) => [n]),
  mulColumn: pairs(ops.mulColumn, (n) => [n]),
  scaleBy: pairs(ops.scaleBy, () => []),
  shiftBy: pairs(ops.shiftBy, () => []),

  sum: unary(ops.sum),
  mean: unary(ops.mean),
  sumRows: rows(ops.sumRows),
  sumColumns: rows(ops.sumColumns),
  maxRows: rows(ops.maxRows),
  dot: binary(ops.dot),

  lseRows: rows(ops.lseRows),
  softmaxRows: rows((z) => ops.mul(ops.softmaxRows(z), ops.add(z, z))),
  logSoftmaxRows: rows((z) => ops.add(ops.logSoftmaxRows(z), z)),
  crossEntropyRows: rows((z, n, c) => ops.add(ops.crossEntropyRows(z, column(z, n, c)), ops.sumRows(z))),
  entropyRows: rows((z) => ops.add(ops.entropyRows(z), ops.sumRows(z))),
  softCrossEntropyRows: rows((z) => {
    const weights = constant(z, z.shape, (i) => (i % 3) / 2);
    return ops.add(ops.softCrossEntropyRows(z, weights), ops.sumRows(z));
  }),
  binaryCrossEntropy: unary((z) =>
    ops.binaryCrossEntropy(
      z,
      constant(z, z.shape, (i) => ((i + 1) % 3) / 2),
      constant(z, z.shape, (i) => (i % 2) / 3),
    ),
  ),

  gatherColumns: rows((x, n, d) => ops.gatherColumns(x, column(x, n, d))),
  gatherRows: rows((x, n) => ops.gatherRows(x, column(x, n + 2, n))),
  take: (draw) => [1, 6].map((n) => ({ inputs: [draw([n])], run: ([x]) => ops.take(x!, column(x!, n + 3, n)) })),
  fillAt: rows((x, n, d) => ops.add(ops.fillAt(x, column(x, n, d), 3), x)),
  fillWhere: unary((x) =>
    ops.fillWhere(
      x,
      constant(x, x.shape, (i) => i % 2),
      3,
    ),
  ),
  concatColumns: pairs(ops.concatColumns, (n, d) => [n, d + 3]),
  sliceColumns: rows((x, _, d) => ops.sliceColumns(x, d >> 1, d)),
  concatRows: pairs(ops.concatRows, (n, d) => [n + 2, d]),
  reshape: rows((x, n, d) => ops.reshape(x, [d, n])),
  transpose: rows(ops.transpose),
  sliceRows: rows((x, n) => ops.sliceRows(x, n >> 1, n)),

  matmul: product(
    ops.matmul,
    (m, k) => [m, k],
    (n, k) => [k, n],
  ),
  matmulNT: product(
    ops.matmulNT,
    (m, k) => [m, k],
    (n, k) => [n, k],
  ),
  matmulTN: product(
    ops.matmulTN,
    (m, k) => [k, m],
    (n, k) => [k, n],
  ),
  linear: (draw) =>
    (['none', 'relu', 'tanh', 'sigmoid'] as const).flatMap((activation) =>
      products.flatMap(([m, n, k]) => [
        {
          inputs: [draw([m, k]), draw([k, n]), draw([n])],
          run: ([x, w, b]: Tensor[]) => ops.linear(x!, w!, b!, activation),
        },
        { inputs: [draw([m, k]), draw([k, n])], run: ([x, w]: Tensor[]) => ops.linear(x!, w!, null, activation) },
      ]),
    ),

  conv2d: (draw) =>
    (['none', 'relu', 'tanh'] as const).flatMap((activation) =>
      [
        { images: 2, image: { rows: 4, columns: 5, channels: 2 }, filters: 3, kernel: 3, stride: 1 },
        { images: 1, image: { rows: 6, columns: 5, channels: 1 }, filters: 5, kernel: 2, stride: 2 },
        { images: 3, image: { rows: 3, columns: 3, channels: 4 }, filters: 2, kernel: 3, stride: 1 },
      ].map(({ images, image, filters, kernel, stride }) => ({
        inputs: [
          draw([images, image.rows * image.columns * image.channels]),
          draw([kernel * kernel * image.channels, filters]),
          draw([filters]),
        ],
        run: ([x, w, b]: Tensor[]) => ops.conv2d(x!, w!, b!, image, { kernel, stride, activation }),
      })),
    ),
  layerNorm: (draw) =>
    [
      [2, 3],
      [3, 8],
      [2, 13],
    ].map(([n, d]) => ({
      inputs: [draw([n!, d!]), draw([d!]), draw([d!])],
      run: ([x, gain, shift]) => ops.layerNorm(x!, gain!, shift!),
    })),
  noisyLinear: (draw) =>
    products.slice(1, 4).map(([m, n, k]) => ({
      inputs: [draw([m, k]), draw([k, n]), draw([k, n])],
      run: ([x, mean, deviation]) => {
        const noise = (size: number, first: number) => constant(x!, [size], (i) => Math.sqrt(first + i) - 1.3);
        return ops.noisyLinear(x!, { mean: mean!, deviation: deviation! }, noise(k, 0.2), noise(n, 0.5));
      },
    })),
  gru: (draw) =>
    [
      { steps: 3, batch: 2, inputs: 3, units: 5 },
      { steps: 4, batch: 1, inputs: 1, units: 4 },
    ].map(({ steps, batch, inputs, units }) => ({
      inputs: [
        draw([steps * batch, inputs]),
        draw([batch, units], -1, 1),
        draw([inputs, 3 * units], -1, 1),
        draw([units, 3 * units], -1, 1),
        draw([3 * units], -1, 1),
        draw([3 * units], -1, 1),
      ],
      run: ([x, state, input, hidden, inputBias, hiddenBias]) => {
        const keep = constant(x!, [steps * batch], (i) => (i === steps * batch - 2 ? 0 : 1));
        const weights = { input: input!, hidden: hidden!, inputBias: inputBias!, hiddenBias: hiddenBias! };
        return ops.gru(x!, state!, keep, weights);
      },
    })),

  normalizeRows: rows((x) => ops.add(ops.normalizeRows(x), x)),
  rowDot: pairs(ops.rowDot, (n, d) => [n, d]),
  rowDistance: metrics(
    (a, b, metric) => ops.add(ops.rowDistance(a, b, metric), ops.sumRows(a)),
    (n, d) => [n, d],
  ),
  pairDistance: metrics(
    (a, b, metric) => ops.add(ops.pairDistance(a, b, metric), ops.matmulNT(a, b)),
    (n, d) => [n + 1, d],
  ),
  hingePairs: (draw) =>
    [
      [1, 1],
      [3, 6],
      [9, 17],
    ].map(([n, m]) => ({
      inputs: [draw([n!]), draw([m!])],
      run: ([a, b]) => ops.add(ops.hingePairs(a!, b!, 0.4), ops.sum(ops.square(a!))),
    })),
  tripletSum: (draw) =>
    [0.3, null].map((margin) => ({
      inputs: [draw([7, 7], 0, 1)],
      run: ([x]) => ops.tripletSum(x!, x!.engine.indices([0, 1, 0, 2, 1, 0, 2]), margin).total,
    })),

  withSlopes: unary((x) => {
    const [value, slope] = x.engine.constant(() => [ops.square(x), ops.scale(x, 2)] as const);
    return ops.add(ops.withSlopes(value, { by: x, slope }), x);
  }),
  withRowSlopes: rows((x) => {
    const [value, slopes] = x.engine.constant(() => [ops.sumRows(ops.square(x)), ops.scale(x, 2)] as const);
    return ops.add(ops.withRowSlopes(value, x, slopes), ops.sumRows(x));
  }),
  projectAtoms: (draw) => [
    {
      // A constant: nothing flows through it.
      inputs: [draw([4])],
      run: ([x]) => {
        const { engine } = x!;
        const quarters = engine.filled([1, 4], 0.25);
        const target = ops.projectAtoms(
          quarters,
          engine.tensor([1], [0.3]),
          engine.tensor([1], [0]),
          { vMin: -1, vMax: 1 },
          0.9,
        );
        return ops.mul(ops.reshape(target, [4]), x!);
      },
    },
  ],
  quantileHuberRows: (draw) =>
    [0, 0.7].map((kappa) => ({
      inputs: [draw([3, 4])],
      run: ([q]) => {
        const targets = constant(q!, [3, 5], (i) => ((i * 7) % 11) / 3 - 1.5);
        return ops.add(ops.quantileHuberRows(q!, targets, kappa), ops.sumRows(q!));
      },
    })),

  lovaszRows: rows((x) => {
    const truth = constant(x, x.shape, (i) => ((i * 5 + 1) % 3 === 0 ? 1 : 0));
    return ops.add(ops.lovaszRows(x, truth), ops.sumRows(x));
  }),
  listNet: (draw) =>
    (['softmax', 'share'] as const).flatMap((form) => listwise((s, y, lists) => ops.listNet(s, y, lists, form))(draw)),
  listMle: (draw) =>
    (['plain', 'position'] as const).flatMap((form) => listwise((s, y, lists) => ops.listMle(s, y, lists, form))(draw)),
  approxNdcg: (draw) =>
    (['exp2', 'linear'] as const).flatMap((gain) =>
      listwise((s, y, lists) => ops.approxNdcg(s, y, lists, { temperature: 0.7, gain }))(draw),
    ),
  lambdaRank: (draw) =>
    ops.lambdaForms.flatMap((form) =>
      listwise((s, y, lists) => ops.lambdaRank(s, y, lists, { form, sigma: 1.5, mu: 3, gain: 'exp2' }))(draw),
    ),

  embeddingBag: (draw) =>
    (['mean', 'sum'] as const).map((mode) => ({
      inputs: [draw([6, 5])],
      run: ([table]) => {
        const { engine } = table!;
        return ops.embeddingBag(table!, engine.indices([0, 3, 3, 5, 0, 1, 2]), engine.indices([0, 1, 4, 4, 7]), mode);
      },
    })),
};
