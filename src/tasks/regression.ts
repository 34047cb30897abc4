import { copyArrays, type Learner, type NamedArrays, type Shapes } from '../core/learner.js';
import { choice, integer, list, number, type ParamValues } from '../core/params.js';
import type { FitScope } from '../core/scope.js';
import { fieldsOf, type Savable, type Saved, together } from '../core/state.js';
import { maths } from '../kernels/kernels.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import { ParameterSet } from '../tensor/nn/parameters.js';
import { reshape, softplus } from '../tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../tensor/optim/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { type CurveData, curveKinds, makeCurve, RANGE } from './data/curves.js';
import { Minibatches } from './data/minibatches.js';
import { bindLoss, chooseFit, lossesTaking } from './fit-loss.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  kind: choice(
    'outliers',
    curveKinds,
    'what the targets are: a smooth curve, one with outliers, counts, positive scales',
  ),
  samples: integer(600, 'generated rows', { min: 20, max: 200_000 }),
  features: integer(1, 'inputs; the picture shows the first', { min: 1, max: 64 }),
  noise: number(0.2, 'deviation of the noise (smooth, outliers), of the logarithm (positive)', { min: 0, max: 10 }),
  outliers: number(0.1, 'outliers: part of the targets that is moved far up', { min: 0, max: 0.9 }),
  testPart: number(0.3, 'part of the rows that is held out for evaluation', { min: 0.05, max: 0.95 }),
  hidden: list([32, 32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(64, 'rows per update', { min: 1, max: 65_536 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

const PICTURED = 300;
const CURVE_POINTS = 121;
const BLOCK = 4096;

/** What the model's output means to a loss, and what it predicts. */
interface Link {
  forLoss(outputs: Tensor): Tensor;
  read(prediction: number): number;
}

const identity: Link = { forLoss: (x) => x, read: (value) => value };
/** Positive predictions: where msle clamps a negative one, it gives no gradient. */
const positive: Link = { forLoss: softplus, read: (value) => value };
/** The model gives the logarithm of the rate. */
const logarithm: Link = { forLoss: (x) => x, read: (value) => maths.exp(value) };

function linkOf(loss: string, lossParams: Readonly<Record<string, unknown>>): Link {
  if (loss === 'poisson-nll') return lossParams.logInput === false ? positive : logarithm;
  return loss === 'msle' ? positive : identity;
}

class RegressionLearner implements Learner {
  readonly #c: Context;
  readonly #data: CurveData;
  readonly #test: Int32Array;
  readonly #link: Link;
  readonly #parameters: ParameterSet;
  readonly #model: (x: Tensor) => Tensor;
  readonly #optimizer;
  readonly #batches: Minibatches;
  readonly #loss: ReturnType<typeof bindLoss>;
  readonly #record;
  readonly #now = { step: 0 };
  readonly #parts: Savable;

  constructor(context: Context) {
    const { engine, params: p, loss, lossParams, recorder, stream } = context;
    this.#c = context;
    const draw = stream('data');
    this.#data = makeCurve(p, draw);
    const order = draw.shuffle(Int32Array.from({ length: p.samples }, (_, i) => i));
    const tested = Math.round(p.samples * p.testPart);
    this.#test = order.slice(0, tested);
    this.#link = linkOf(loss.name, lossParams);
    this.#parameters = new ParameterSet(engine);
    const sizes = [p.features, ...p.hidden, 1];
    this.#model = mlp(this.#parameters, 'mlp', sizes, { activation: 'tanh', init: kaimingUniform(stream('init')) });
    this.#parameters.seal();
    this.#optimizer = createOptimizer(this.#parameters, p);
    this.#loss = bindLoss(engine, loss, lossParams, 'regression');
    this.#batches = new Minibatches(order.subarray(tested), p.batch, draw);
    this.#parts = together({
      optimizer: this.#optimizer,
      batches: this.#batches,
      now: fieldsOf(this.#now),
    });
    const lower = (name: string, help: string) => recorder.define({ name, help, better: 'lower' });
    this.#record = {
      loss: lower('loss', 'loss of one training batch'),
      gradNorm: recorder.define({
        name: 'grad_norm',
        help: 'length of the gradient before clipping',
        better: 'neither',
      }),
      mae: lower('mae', 'mean absolute error on held-out rows, outliers included'),
      rmse: lower('rmse', 'root of the mean squared error on held-out rows, outliers included'),
      bias: recorder.define({
        name: 'bias',
        help: 'mean of prediction minus target on held-out rows',
        better: 'neither',
      }),
      r2: recorder.define({ name: 'r2', help: 'part of the held-out variance that is explained', better: 'higher' }),
      trueMae: lower('true_mae', 'mean absolute distance from the curve that the noise was added to'),
      trueRmse: lower('true_rmse', 'root mean squared distance from the curve that the noise was added to'),
    };
  }

  advance(): void {
    const { engine, steps } = this.#c;
    engine.reset();
    const rows = this.#batches.next();
    const prediction = this.#link.forLoss(this.#outputs(rows.length, this.#inputs(rows)));
    const target = { shape: [rows.length], data: Float64Array.from(rows, (row) => this.#data.y[row]!) };
    const loss = this.#loss({ prediction, target });
    this.#record.loss(loss.item());
    this.#record.gradNorm(this.#optimizer.descend(loss, this.#now.step / steps));
    this.#now.step++;
    engine.reset();
  }

  evaluate(): void {
    const rows = this.#test;
    const predictions = this.#predict(rows.length, this.#inputs(rows));
    const { y, truth } = this.#data;
    const observed = errors(predictions, rows, y);
    const clean = errors(predictions, rows, truth);
    let mean = 0;
    for (const row of rows) mean += y[row]! / rows.length;
    let variance = 0;
    for (const row of rows) variance += ((y[row]! - mean) * (y[row]! - mean)) / rows.length;
    this.#record.mae(observed.absolute);
    this.#record.rmse(Math.sqrt(observed.squared));
    this.#record.bias(observed.bias);
    this.#record.r2(variance > 0 ? 1 - observed.squared / variance : 0);
    this.#record.trueMae(clean.absolute);
    this.#record.trueRmse(Math.sqrt(clean.squared));
  }

  scope(): FitScope {
    const { x, y, outlier } = this.#data;
    const { features } = this.#c.params;
    const rows = this.#test.subarray(0, PICTURED);
    const curveX = Array.from({ length: CURVE_POINTS }, (_, i) => RANGE * ((2 * i) / (CURVE_POINTS - 1) - 1));
    // The further features stand at 0, the middle of their range.
    const grid = new Float32Array(CURVE_POINTS * features);
    curveX.forEach((value, i) => {
      grid[i * features] = value;
    });
    return {
      kind: 'fit',
      x: Array.from(rows, (row) => x[row * features]!),
      y: Array.from(rows, (row) => y[row]!),
      outlier: Array.from(rows, (row) => outlier[row]!),
      curveX,
      curveY: Array.from(this.#predict(CURVE_POINTS, grid)),
    };
  }

  weights(): NamedArrays {
    return this.#parameters.byName();
  }

  shapes(): Shapes {
    return this.#parameters.shapes();
  }

  load(weights: NamedArrays): void {
    copyArrays(this.weights(), weights);
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
  }

  #inputs(rows: Int32Array): Float32Array {
    const { features } = this.#c.params;
    const inputs = new Float32Array(rows.length * features);
    rows.forEach((row, i) => {
      inputs.set(this.#data.x.subarray(row * features, (row + 1) * features), i * features);
    });
    return inputs;
  }

  #outputs(count: number, inputs: Float32Array): Tensor {
    const x = this.#c.engine.tensor([count, this.#c.params.features], inputs);
    return reshape(this.#model(x), [count]);
  }

  /** Predicted targets, block by block to keep a step's memory small. */
  #predict(count: number, inputs: Float32Array): Float64Array {
    const { features } = this.#c.params;
    const predictions = new Float64Array(count);
    for (let from = 0; from < count; from += BLOCK) {
      const size = Math.min(BLOCK, count - from);
      this.#c.engine.untracked(() => {
        const part = inputs.subarray(from * features, (from + size) * features);
        predictions.set(this.#link.forLoss(this.#outputs(size, part)).view(), from);
      });
    }
    return predictions.map((value) => this.#link.read(value));
  }
}

function errors(predictions: Float64Array, rows: Int32Array, targets: Float64Array) {
  const sums = { absolute: 0, squared: 0, bias: 0 };
  rows.forEach((row, i) => {
    const d = predictions[i]! - targets[row]!;
    sums.absolute += Math.abs(d) / rows.length;
    sums.squared += (d * d) / rows.length;
    sums.bias += d / rows.length;
  });
  return sums;
}

export const regression = defineTask({
  name: 'regression',
  title: 'Regression on a known curve',
  summary: 'An MLP fits targets around a known curve: with outliers, as counts, or over several orders of magnitude.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(['regression'], 'huber');
  },
  params,
  check() {},
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, ['regression']);
  },
  create: (context) => new RegressionLearner(context),
});
