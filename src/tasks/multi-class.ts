import type { Learner, OwnData } from '../core/learner.js';
import { integer, list, number, type ParamValues, text } from '../core/params.js';
import { pickedIntegers } from '../core/picked.js';
import { Stream } from '../core/random.js';
import type { LossDefinition } from '../losses/kit/definition.js';
import type { Fit } from '../losses/kit/supervision.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import type { Engine, Tensor } from '../tensor/engine.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { gatherRows, logSoftmaxRows } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { softmaxRegression, yardstick } from './metrics/linear.js';
import { checkLists } from './model/class-weights.js';
import { bindLoss, chooseFit } from './model/fit-loss.js';
import { layersOf, modelDocument, type OutputSpec, outputColumns, ownData } from './model/model-document.js';
import { gradientAt } from './model/output-gradient.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { balanceParam, splitParams, tableParams } from './readers/table-params.js';
import { classRecord, classScope, type JudgedClasses } from './records/class-record.js';
import { classEvaluation, ownClassRecord, specsOf } from './records/own-record.js';
import { BalancedBatches } from './splits/balanced-batches.js';
import { Minibatches } from './splits/minibatches.js';
import { classesOf, loadClassData } from './splits/multi-class-data.js';
import type { OwnRows } from './splits/own-rows.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text(
    '',
    'table of rows: CSV or TSV, JSON, JSON Lines, Parquet, SVMLight, also packed with gzip; - for the standard input; empty for generated rows',
  ),
  label: text('label', 'data: column that holds the class'),
  ...tableParams,
  ...splitParams,
  ...balanceParam,
  testPart: number(0.5, 'part of each class that is held out for evaluation', { min: 0.05, max: 0.95 }),
  samples: integer(2000, 'generated: number of rows', { min: 50, max: 200_000 }),
  classes: integer(5, 'generated: number of classes', { min: 2, max: 100 }),
  features: integer(6, 'generated: number of features; three of them tell something', { min: 1, max: 64 }),
  clusters: integer(2, 'generated: clusters of each class', { min: 1, max: 20 }),
  separation: number(2, 'generated: how far apart the clusters stand; each has deviation 1', { min: 0, max: 20 }),
  redrawn: number(0, 'generated: part of the training rows whose label is redrawn evenly over all classes', {
    min: 0,
    below: 1,
  }),
  tail: number(
    1,
    'generated: how many times as many training rows the first class has as the last; test rows stay even',
    {
      min: 1,
      max: 10_000,
    },
  ),
  hidden: list([32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(64, 'rows per update', { min: 1, max: 65_536 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

const kinds = [
  'class-logits',
  'class-scores',
  'class-log-probs',
  'class-distributions',
] as const satisfies readonly Fit[];

/** Not quite one-hot, since the reverse Kullback-Leibler divergence is infinite where a target is 0. */
const REST = 0.01;

/** The loss of scores [N, classes] against the rows' classes. Throws a UserError when the loss takes no such thing. */
function classLoss(
  engine: Engine,
  loss: LossDefinition,
  lossParams: Readonly<Record<string, unknown>>,
  classes: number,
): (scores: Tensor, labels: ArrayLike<number>) => Tensor {
  const fit = chooseFit(loss, lossParams, kinds);
  const bound = bindLoss(engine, loss, lossParams, fit);
  return (scores, labels) => {
    const rows = labels.length;
    const prediction = fit === 'class-log-probs' ? logSoftmaxRows(scores) : scores;
    if (fit !== 'class-distributions') return bound({ prediction, target: { shape: [rows], data: labels } });
    const data = new Float64Array(rows * classes).fill(REST / classes);
    for (let row = 0; row < rows; row++) data[row * classes + labels[row]!]! += 1 - REST;
    return bound({ prediction, target: { shape: [rows, classes], data } });
  };
}

/** The place of the largest of every `width` numbers, the first of equals. */
function argmaxOf(scores: ArrayLike<number>, width: number): number[] {
  return Array.from({ length: scores.length / width }, (_, row) => {
    let best = 0;
    for (let k = 1; k < width; k++) if (scores[row * width + k]! > scores[row * width + best]!) best = k;
    return best;
  });
}

/** The class of most of the rows. */
function commonestOf(labels: Int32Array, rows: Int32Array, classes: number): number {
  const counts = new Int32Array(classes);
  for (const row of rows) counts[labels[row]!]!++;
  return counts.indexOf(Math.max(...counts));
}

/** Test rows that go through the model at once, to keep a step's memory small. */
const BLOCK = 2048;

function multiClassTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const { data, own } = loadClassData(p, draw);
  const { classes, width, odds, test } = data;
  const model = mlp(parameters, 'mlp', [width, ...p.hidden, classes], {
    activation: 'relu',
    init: kaimingUniform(stream('init')),
  });
  parameters.seal();
  const values = engine.permanent([data.labels.length, width], data.values);
  const bound = classLoss(engine, loss, lossParams, classes);
  const batches = p.balance
    ? new BalancedBatches(data.train, data.labels, p.batch, draw)
    : new Minibatches(data.train, p.batch, draw);
  const scoresOf = (rows: Int32Array): Tensor => model(gatherRows(values, engine.indices(rows)));
  const testLabels = Int32Array.from(test, (row) => data.labels[row]!);
  const testScores = (): Float64Array => {
    const scores = new Float64Array(test.length * classes);
    for (let from = 0; from < test.length; from += BLOCK)
      engine.untracked(() => scores.set(scoresOf(test.subarray(from, from + BLOCK)).view(), from * classes));
    return scores;
  };
  const judge = (): JudgedClasses => {
    const scores = testScores();
    const gradient = new Float64Array(scores.length);
    let total = 0;
    for (let from = 0; from < test.length; from += BLOCK) {
      const labels = testLabels.subarray(from, from + BLOCK);
      const own = scores.subarray(from * classes, (from + labels.length) * classes);
      const at = gradientAt(engine, [labels.length, classes], own, (leaf) => bound(leaf, labels));
      gradient.set(at.gradient, from * classes);
      total += (at.value * labels.length) / test.length;
    }
    return { scores, gradient, loss: total };
  };
  const testOdds =
    odds &&
    Float64Array.from({ length: test.length * classes }, (_, i) => {
      const row = test[Math.floor(i / classes)]!;
      return odds[row * classes + (i % classes)]!;
    });

  /** What is left of training on a user's data. */
  const ownOf = (rows: OwnRows): OwnData => {
    const { texts } = rows.table.keys.get(p.label)!;
    const output: OutputSpec = { kind: 'classes', target: p.label, classes: texts };
    const model = modelDocument('multi-class', rows, layersOf(p.hidden.length, 'relu'), output);
    const targets = Array.from(testLabels, (label) => texts[label]!);
    const target = { name: p.label, values: targets };
    return ownData(
      rows,
      model,
      test,
      [target],
      () => outputColumns(output, testScores()),
      () => classEvaluation(texts, testScores(), testLabels),
    );
  };

  const record = classRecord(recorder, testLabels, classes, testOdds);
  const { flipped } = data;
  const recordFitted =
    flipped === undefined
      ? null
      : recorder.define({
          name: 'wrong_labels_fitted',
          help: 'part of the training rows with a wrong label that the model gives that label: memorised noise',
          better: 'lower',
        });
  /** How many of some rows get the label that they have. */
  const fitted = (rows: Int32Array): number => {
    const answers = engine.untracked(() => argmaxOf(scoresOf(rows).view(), classes));
    return answers.filter((answer, i) => answer === data.labels[rows[i]!]).length;
  };
  const recordRarest =
    own !== null || p.tail === 1
      ? null
      : recorder.define({
          name: 'rarest_recall',
          help: 'part of the held-out rows of the last, rarest class that are found',
          better: 'higher',
        });
  const rarest = recordRarest && test.filter((row) => data.labels[row] === classes - 1);
  const design = { values: data.values, width };
  const ownRecord =
    own === null
      ? null
      : ownClassRecord(
          recorder,
          testLabels,
          classes,
          commonestOf(data.labels, data.train, classes),
          yardstick(softmaxRegression({ ...design, rows: data.train }, data.labels, classes), {
            ...design,
            rows: test,
          }),
        );
  return {
    loss() {
      const rows = batches.next();
      return bound(scoresOf(rows), pickedIntegers(data.labels, rows));
    },
    evaluate(final) {
      const judged = judge();
      record(judged);
      if (flipped !== undefined) recordFitted?.(fitted(flipped) / Math.max(1, flipped.length));
      if (rarest !== null) recordRarest?.(fitted(rarest) / Math.max(1, rarest.length));
      ownRecord?.(judged.scores, final);
    },
    scope: () => classScope(testScores(), testLabels, classes, own?.table.keys.get(p.label)?.texts),
    parts: { batches },
    data: { content: data, epochSteps: batches.perEpoch },
    own: own === null ? null : ownOf(own),
  };
}

export const multiClass = defineTask({
  name: 'multi-class',
  title: 'One of several classes',
  summary: 'An MLP finds the class of rows from classes that overlap, in generated rows of known odds or in a file.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'cross-entropy');
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  focus: 'accuracy',
  ownMetrics: specsOf((recorder) => ownClassRecord(recorder, new Int32Array(0), 2, 0, () => new Float64Array(0))),
  takes: [
    {
      shape: 'a row an example, a column with one of several classes',
      example: 'length,width,label\n5.1,3.5,setosa\n7.0,3.2,versicolor',
    },
  ],
  understand: (values) => (values.data === '' ? null : loadClassData(values, Stream.from(0, 'data')).own!.report),
  check(values) {
    if (values.data !== '') loadClassData(values, Stream.from(0, 'data'));
  },
  checkLoss(loss, lossParams, values) {
    chooseFit(loss, lossParams, kinds);
    if (Object.values(lossParams).some(Array.isArray)) checkLists(lossParams, classesOf(values), 'class');
  },
  create: (context): Learner => createTrained(context, multiClassTrainee),
});
