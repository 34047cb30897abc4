import type { Learner, OwnData } from '../core/learner.js';
import { integer, list, number, type ParamValues, text } from '../core/params.js';
import { Stream } from '../core/random.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { gatherRows } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { curveScope } from './metrics/binary.js';
import { calibrationError, logLoss, meanOf, probabilitiesOf } from './metrics/calibration.js';
import { labelRegressions, once, yardstick } from './metrics/linear.js';
import { summarizeLabels } from './metrics/multi-label.js';
import { checkLists } from './model/class-weights.js';
import { elementHead, labelKinds } from './model/elements.js';
import { chooseFit } from './model/fit-loss.js';
import { layersOf, modelDocument, type OutputSpec, outputColumns, ownData } from './model/model-document.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { splitParams, tableParams } from './readers/table-params.js';
import { Minibatches } from './splits/minibatches.js';
import { labelsOf, loadLabelData } from './splits/multi-label-data.js';
import type { OwnRows } from './splits/own-rows.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text(
    '',
    'table of rows: CSV or TSV, JSON, JSON Lines, Parquet, SVMLight, also packed with gzip; - for the standard input; empty for generated rows',
  ),
  labelColumns: text(
    '',
    'data: columns of 0 and 1 or true and false that hold the labels, separated by commas; or one column of lists such as red|round',
  ),
  ...tableParams,
  ...splitParams,
  testPart: number(0.3, 'data: part of the rows that is held out for evaluation', { min: 0.05, max: 0.95 }),
  samples: integer(2000, 'generated: rows to train on', { min: 10, max: 200_000 }),
  testSamples: integer(1000, 'generated: further rows, held out for evaluation', { min: 10, max: 20_000 }),
  labels: integer(20, 'generated: labels; the first is the commonest', { min: 2, max: 200 }),
  features: integer(16, 'generated: features of a row', { min: 1, max: 1024 }),
  topics: integer(6, 'generated: hidden numbers of a row on which all labels lean', { min: 1, max: 64 }),
  commonest: number(0.4, 'generated: part of the rows that carry the first label', { min: 0.01, max: 0.9 }),
  rarest: number(0.02, 'generated: part of the rows that carry the last label', { min: 0.001, max: 0.9 }),
  sharpness: number(5, 'generated: deviation of the log-odds between rows, roughly', { min: 0, max: 20 }),
  hidden: list([64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(64, 'rows per update', { min: 1, max: 65_536 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

/** Test rows that go through the model at once, to keep a step's memory small. */
const BLOCK = 2048;

function multiLabelTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const { data, own, names } = loadLabelData(p, draw);
  const { labels, test } = data;
  const model = mlp(parameters, 'mlp', [data.width, ...p.hidden, labels], {
    activation: 'relu',
    init: kaimingUniform(stream('init')),
  });
  parameters.seal();
  const values = engine.permanent([data.targets.length / labels, data.width], data.values);
  const head = elementHead(engine, loss, lossParams, labelKinds);
  const batches = new Minibatches(data.train, p.batch, draw);
  const logits = (rows: ArrayLike<number>) => model(gatherRows(values, engine.indices(rows)));
  const targetsOf = (rows: Int32Array) => {
    const targets = new Uint8Array(rows.length * labels);
    rows.forEach((row, i) => {
      targets.set(data.targets.subarray(row * labels, (row + 1) * labels), i * labels);
    });
    return targets;
  };
  const testTargets = targetsOf(test);
  const testOutputs = () => {
    const all = new Float64Array(testTargets.length);
    for (let from = 0; from < test.length; from += BLOCK)
      engine.untracked(() => all.set(logits(test.subarray(from, from + BLOCK)).view(), from * labels));
    return all;
  };
  const testOdds = () => head.logOdds(testOutputs(), labels);

  /** What is left of training on a user's data. */
  const ownOf = (rows: OwnRows): OwnData => {
    const output: OutputSpec = { kind: 'labels', labels: names, competing: head.competing };
    const model = modelDocument('multi-label', rows, layersOf(p.hidden.length, 'relu'), output);
    const carried = Array.from(test, (_, i) => names.filter((_name, k) => testTargets[i * labels + k] === 1).join('|'));
    const target = { name: 'labels', values: carried };
    return ownData(rows, model, test, [target], () => outputColumns(output, testOutputs()));
  };

  const higher = (name: string, help: string) => recorder.define({ name, help, better: 'higher' });
  const lower = (name: string, help: string) => recorder.define({ name, help, better: 'lower' });
  const neither = (name: string, help: string) => recorder.define({ name, help, better: 'neither' });
  const record = {
    meanAveragePrecision: higher(
      'mean_average_precision',
      "mean of the labels' areas under the precision-recall curve, held out; labels without a positive do not count",
    ),
    microF1: higher('micro_f1', 'F1 over all held-out rows and labels together, at probability 0.5'),
    macroF1: higher(
      'macro_f1',
      "mean of the labels' own F1, at probability 0.5: rare ones count as much, those without a positive not at all",
    ),
  };
  const { logOdds } = data;
  const known = logOdds && {
    ...summarizeLabels(
      Float64Array.from(testTargets, (_, i) => logOdds[test[Math.floor(i / labels)]! * labels + (i % labels)]!),
      testTargets,
      labels,
    ),
    recordPrecision: neither(
      'true_mean_average_precision',
      'mean average precision of the true odds on the same rows: nobody expects more',
    ),
    recordMacroF1: neither('true_macro_f1', 'macro F1 of the true odds on the same rows, at probability 0.5'),
  };
  const linear =
    own === null
      ? null
      : labelRegressions({ values: data.values, width: data.width, rows: data.train }, data.targets, labels);
  const scores = yardstick(linear, { values: data.values, width: data.width, rows: test });
  const ofLinear = scores && {
    summary: once(() => summarizeLabels(scores(), testTargets, labels)),
    recordPrecision: neither(
      'linear_mean_average_precision',
      'mean average precision of a logistic regression for each label on the same rows',
    ),
    recordMicroF1: neither(
      'linear_micro_f1',
      'micro F1 of a logistic regression for each label on the same rows, at probability 0.5',
    ),
  };
  const further = {
    logLoss: lower('log_loss', 'mean -log of the probability given to what is so, over all held-out elements, in nats'),
    calibrationError: lower('calibration_error', 'distance between probabilities and what happens, over ten bins'),
    said: neither('labels_said', 'labels that are given to a held-out row on average, at probability 0.5'),
    carried: neither('labels_carried', 'labels that a held-out row carries on average'),
  };

  return {
    loss() {
      const rows = batches.next();
      return head.loss(logits(rows), targetsOf(rows));
    },
    evaluate() {
      const odds = testOdds();
      const summary = summarizeLabels(odds, testTargets, labels);
      record.meanAveragePrecision(summary.meanAveragePrecision);
      record.microF1(summary.microF1);
      record.macroF1(summary.macroF1);
      known?.recordPrecision(known.meanAveragePrecision);
      known?.recordMacroF1(known.macroF1);
      ofLinear?.recordPrecision(ofLinear.summary().meanAveragePrecision);
      ofLinear?.recordMicroF1(ofLinear.summary().microF1);
      further.logLoss(logLoss(odds, testTargets));
      further.calibrationError(calibrationError(probabilitiesOf(odds), testTargets));
      further.said(labels * meanOf(odds.map((value) => (value > 0 ? 1 : 0))));
      further.carried(labels * meanOf(testTargets));
    },
    /** All labels together, as micro F1 sees them. */
    scope: () => curveScope(testOdds(), testTargets),
    parts: { batches },
    data: { content: data, epochSteps: batches.perEpoch },
    own: own === null ? null : ownOf(own),
  };
}

/** It would fit as a loss on distributions, but its reverse form is infinite at the labels that a row does not carry. */
const UNSUITED = ['kl-div'];

export const multiLabel = defineTask({
  name: 'multi-label',
  title: 'Any number of labels a row',
  summary:
    'An MLP finds which of many labels a row carries, in generated rows of known odds or in a file; most labels are rare.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(labelKinds, 'multi-label-bce', UNSUITED);
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  focus: 'mean_average_precision',
  takes: [
    {
      shape: 'a row an example, a column of 0 and 1 or of true and false for each label',
      example: 'text,red,round\nan apple,1,1\na brick,1,0',
    },
    { shape: 'one column that lists the labels', example: 'text,labels\nan apple,red|round\na brick,red' },
  ],
  understand: (values) => (values.data === '' ? null : loadLabelData(values, Stream.from(0, 'data')).own!.report),
  check(values) {
    if (values.data !== '') loadLabelData(values, Stream.from(0, 'data'));
  },
  checkLoss(loss, lossParams, values) {
    chooseFit(loss, lossParams, labelKinds);
    checkLists(lossParams, labelsOf(values), 'label');
  },
  create: (context): Learner => createTrained(context, multiLabelTrainee),
});
