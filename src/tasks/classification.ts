import { copyArrays, type Learner, type NamedArrays, type Shapes } from '../core/learner.js';
import { choice, integer, list, number, type ParamValues, text } from '../core/params.js';
import { Stream } from '../core/random.js';
import type { Scope } from '../core/scope.js';
import { fieldsOf, type Savable, type Saved, together } from '../core/state.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import { ParameterSet } from '../tensor/nn/parameters.js';
import { gatherRows } from '../tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../tensor/optim/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { type BinaryData, loadBinaryData } from './classification-data.js';
import { Minibatches } from './data/minibatches.js';
import { chooseFit, lossesTaking } from './fit-loss.js';
import { createHead, type Head, headKinds } from './heads.js';
import {
  averagePrecision,
  balancedAccuracyOf,
  confusion,
  curveScope,
  f1Of,
  precisionOf,
  recallOf,
  rocAuc,
} from './metrics/binary.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text('', 'CSV file with a header; empty for generated rows'),
  label: text('label', 'data: column that holds the class'),
  positive: text('', 'data: the class that counts as positive; empty takes 1, true or yes, else the rarer one'),
  ignore: text('', 'data: columns to leave out, separated by commas'),
  separator: choice('comma', ['comma', 'semicolon', 'tab'], 'data: what stands between fields'),
  testPart: number(0.3, 'part of each class that is held out for evaluation', { min: 0.05, max: 0.95 }),
  samples: integer(20_000, 'generated: number of rows', { min: 100, max: 200_000 }),
  features: integer(6, 'generated: number of features; two of them tell something', { min: 2, max: 64 }),
  positives: number(0.01, 'generated: part of the rows that is positive', { above: 0, max: 0.5 }),
  noise: number(0.1, 'generated: part of the positives that look like negatives', { min: 0, max: 1 }),
  separation: number(3, 'generated: how far out the positives stand', { min: 0, max: 10 }),
  hidden: list([32, 32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(256, 'rows per update', { min: 1, max: 65_536 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

/** Test rows that go through the model at once, to keep a step's memory small. */
const BLOCK = 2048;

class ClassificationLearner implements Learner {
  readonly #c: Context;
  readonly #data: BinaryData;
  /** All rows, in the engine's memory. */
  readonly #values: Tensor;
  readonly #testLabels: Uint8Array;
  readonly #batchLabels: Uint8Array;
  readonly #head: Head;
  readonly #parameters: ParameterSet;
  readonly #model: (x: Tensor) => Tensor;
  readonly #optimizer;
  readonly #batches: Minibatches;
  readonly #record;
  readonly #now = { step: 0 };
  readonly #parts: Savable;

  constructor(context: Context) {
    const { engine, params: p, loss, lossParams, recorder, stream } = context;
    this.#c = context;
    const draw = stream('data');
    this.#data = loadBinaryData(p, draw);
    this.#testLabels = Uint8Array.from(this.#data.test, (row) => this.#data.labels[row]!);
    this.#head = createHead(engine, loss, lossParams);
    this.#parameters = new ParameterSet(engine);
    const sizes = [this.#data.width, ...p.hidden, this.#head.columns];
    this.#model = mlp(this.#parameters, 'mlp', sizes, { activation: 'relu', init: kaimingUniform(stream('init')) });
    this.#parameters.seal();
    this.#optimizer = createOptimizer(this.#parameters, p);
    this.#batches = new Minibatches(this.#data.train, p.batch, draw);
    this.#batchLabels = new Uint8Array(this.#batches.size);
    this.#values = engine.permanent([this.#data.labels.length, this.#data.width], this.#data.values);
    this.#parts = together({
      optimizer: this.#optimizer,
      batches: this.#batches,
      now: fieldsOf(this.#now),
    });
    const higher = (name: string, help: string) => recorder.define({ name, help, better: 'higher' });
    this.#record = {
      loss: recorder.define({ name: 'loss', help: 'loss of one training batch', better: 'lower' }),
      gradNorm: recorder.define({
        name: 'grad_norm',
        help: 'length of the gradient before clipping',
        better: 'neither',
      }),
      testLoss: recorder.define({ name: 'test_loss', help: 'loss on held-out rows', better: 'lower' }),
      averagePrecision: higher('average_precision', 'area under the precision-recall curve, held out'),
      rocAuc: higher('roc_auc', 'chance that a held-out positive scores above a negative'),
      precision: higher('precision', 'part of the rows called positive that are, at probability 0.5'),
      recall: higher('recall', 'part of the positives called positive, at probability 0.5'),
      f1: higher('f1', 'harmonic mean of precision and recall, at probability 0.5'),
      balancedAccuracy: higher('balanced_accuracy', "mean of both classes' recalls, at probability 0.5"),
      baseRate: recorder.define({
        name: 'base_rate',
        help: 'part of the held-out rows that is positive: the average precision of guessing',
        better: 'neither',
      }),
      truth:
        this.#data.truth === null
          ? null
          : recorder.define({
              name: 'true_average_precision',
              help: 'average precision of the true odds on the same rows: nobody expects more',
              better: 'neither',
            }),
    };
  }

  advance(): void {
    const { engine, steps } = this.#c;
    engine.reset();
    const rows = this.#batches.next();
    const labels = this.#batchLabels;
    for (let i = 0; i < rows.length; i++) labels[i] = this.#data.labels[rows[i]!]!;
    const loss = this.#head.loss(this.#model(this.#inputs(rows)), labels);
    this.#record.loss(loss.item());
    this.#record.gradNorm(this.#optimizer.descend(loss, this.#now.step / steps));
    this.#now.step++;
    engine.reset();
  }

  evaluate(): void {
    const labels = this.#testLabels;
    const { logOdds, loss } = this.#test();
    const counts = confusion(logOdds, labels);
    this.#record.testLoss(loss);
    this.#record.averagePrecision(averagePrecision(logOdds, labels));
    this.#record.rocAuc(rocAuc(logOdds, labels));
    this.#record.precision(precisionOf(counts));
    this.#record.recall(recallOf(counts));
    this.#record.f1(f1Of(counts));
    this.#record.balancedAccuracy(balancedAccuracyOf(counts));
    this.#record.baseRate((counts.tp + counts.fn) / labels.length);
    const { truth, test } = this.#data;
    if (truth !== null)
      this.#record.truth?.(
        averagePrecision(
          Float64Array.from(test, (row) => truth[row]!),
          labels,
        ),
      );
  }

  scope(): Scope {
    return curveScope(this.#test().logOdds, this.#testLabels);
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

  /** Log-odds of the test rows, and their loss averaged over blocks. */
  #test(): { logOdds: Float64Array; loss: number } {
    const { engine } = this.#c;
    const { test } = this.#data;
    const logOdds = new Float64Array(test.length);
    let total = 0;
    for (let from = 0; from < test.length; from += BLOCK) {
      const rows = test.subarray(from, from + BLOCK);
      engine.untracked(() => {
        const outputs = this.#model(this.#inputs(rows));
        logOdds.set(this.#head.logOdds(outputs.view()), from);
        total += this.#head.loss(outputs, this.#testLabels.subarray(from, from + BLOCK)).item() * rows.length;
      });
    }
    return { logOdds, loss: total / test.length };
  }

  #inputs(rows: Int32Array): Tensor {
    return gatherRows(this.#values, this.#c.engine.indices(rows));
  }
}

/** Losses on any number, which a probability in 0 .. 1 gives nothing to work with. */
const UNSUITED = ['mape', 'msle', 'poisson-nll'];

export const classification = defineTask({
  name: 'classification',
  title: 'Binary classification',
  summary: 'An MLP finds the few positives among many negatives, in generated rows or in a CSV file.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(headKinds, 'bce', UNSUITED);
  },
  params,
  check(values) {
    if (values.data !== '') loadBinaryData(values, Stream.from(0, 'data'));
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, headKinds);
  },
  create: (context) => new ClassificationLearner(context),
});
