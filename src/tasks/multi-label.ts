import type { Learner } from '../core/learner.js';
import { integer, list, number, type ParamValues } from '../core/params.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { gatherRows } from '../tensor/ops/index.js';
import { optimizerParams } from '../tensor/optim/index.js';
import { makeLabels } from './data/labels.js';
import { Minibatches } from './data/minibatches.js';
import { elementLoss, labelKinds } from './elements.js';
import { chooseFit, lossesTaking } from './fit-loss.js';
import { curveScope } from './metrics/binary.js';
import { summarizeLabels } from './metrics/multi-label.js';
import { defineTask, type TaskContext } from './task.js';
import { createTrained, type Trainee } from './trained.js';

const params = {
  ...optimizerParams,
  samples: integer(2000, 'rows to train on', { min: 10, max: 200_000 }),
  testSamples: integer(1000, 'further rows, held out for evaluation', { min: 10, max: 20_000 }),
  labels: integer(20, 'labels; the first is the commonest', { min: 2, max: 200 }),
  features: integer(16, 'features of a row', { min: 1, max: 1024 }),
  topics: integer(6, 'hidden numbers of a row on which all labels lean', { min: 1, max: 64 }),
  commonest: number(0.4, 'part of the rows that carry the first label', { min: 0.01, max: 0.9 }),
  rarest: number(0.02, 'part of the rows that carry the last label', { min: 0.001, max: 0.9 }),
  sharpness: number(5, 'deviation of the log-odds between rows, roughly', { min: 0, max: 20 }),
  hidden: list([64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(64, 'rows per update', { min: 1, max: 65_536 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

function multiLabelTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const data = makeLabels({ ...p, samples: p.samples + p.testSamples }, draw);
  const model = mlp(parameters, 'mlp', [p.features, ...p.hidden, p.labels], {
    activation: 'relu',
    init: kaimingUniform(stream('init')),
  });
  parameters.seal();
  const values = engine.permanent([p.samples + p.testSamples, p.features], data.values);
  const bound = elementLoss(engine, loss, lossParams, labelKinds);
  const batches = new Minibatches(
    Int32Array.from({ length: p.samples }, (_, i) => i),
    p.batch,
    draw,
  );
  const logits = (rows: ArrayLike<number>) => model(gatherRows(values, engine.indices(rows)));
  const testRows = Int32Array.from({ length: p.testSamples }, (_, i) => p.samples + i);
  const testTargets = data.targets.subarray(p.samples * p.labels);
  const testLogits = () => engine.untracked(() => Float64Array.from(logits(testRows).view()));
  const best = summarizeLabels(data.logOdds.subarray(p.samples * p.labels), testTargets, p.labels);

  const higher = (name: string, help: string) => recorder.define({ name, help, better: 'higher' });
  const neither = (name: string, help: string) => recorder.define({ name, help, better: 'neither' });
  const record = {
    meanAveragePrecision: higher(
      'mean_average_precision',
      "mean of the labels' areas under the precision-recall curve, held out",
    ),
    microF1: higher('micro_f1', 'F1 over all held-out rows and labels together, at probability 0.5'),
    macroF1: higher('macro_f1', "mean of the labels' own F1, at probability 0.5: rare ones count as much"),
    best: neither(
      'true_mean_average_precision',
      'mean average precision of the true odds on the same rows: nobody expects more',
    ),
    bestMacroF1: neither('true_macro_f1', 'macro F1 of the true odds on the same rows, at probability 0.5'),
  };

  return {
    loss() {
      const rows = batches.next();
      const targets = new Uint8Array(rows.length * p.labels);
      rows.forEach((row, i) => {
        targets.set(data.targets.subarray(row * p.labels, (row + 1) * p.labels), i * p.labels);
      });
      return bound(logits(rows), targets);
    },
    evaluate() {
      const summary = summarizeLabels(testLogits(), testTargets, p.labels);
      record.meanAveragePrecision(summary.meanAveragePrecision);
      record.microF1(summary.microF1);
      record.macroF1(summary.macroF1);
      record.best(best.meanAveragePrecision);
      record.bestMacroF1(best.macroF1);
    },
    /** All labels together, as micro F1 sees them. */
    scope: () => curveScope(testLogits(), testTargets),
    parts: { batches },
  };
}

export const multiLabel = defineTask({
  name: 'multi-label',
  title: 'Any number of labels a row',
  summary: 'An MLP finds which of many labels a row carries; the labels come together, and most of them are rare.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(labelKinds, 'multi-label-bce');
  },
  params,
  check() {},
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, labelKinds);
  },
  create: (context): Learner => createTrained(context, (parameters) => multiLabelTrainee(context, parameters)),
});
