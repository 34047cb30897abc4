import type { Learner, OwnData } from '../core/learner.js';
import { integer, list, number, type ParamValues, text } from '../core/params.js';
import { Stream } from '../core/random.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import type { Tensor } from '../tensor/engine.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { gatherRows } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { curveScope } from './metrics/binary.js';
import { logisticRegression, yardstick } from './metrics/linear.js';
import { checkLists } from './model/class-weights.js';
import { chooseFit } from './model/fit-loss.js';
import { createHead, headKinds } from './model/heads.js';
import { layersOf, modelDocument, type OutputSpec, outputColumns, ownData } from './model/model-document.js';
import { gradientAt } from './model/output-gradient.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { balanceParam, splitParams, tableParams } from './readers/table-params.js';
import { binaryRecord } from './records/binary-record.js';
import { binaryEvaluation, ownBinaryRecord, specsOf } from './records/own-record.js';
import { BalancedBatches } from './splits/balanced-batches.js';
import { loadBinaryData } from './splits/classification-data.js';
import { Minibatches } from './splits/minibatches.js';
import type { OwnRows } from './splits/own-rows.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text(
    '',
    'table of rows: CSV or TSV, JSON, JSON Lines, Parquet, SVMLight, also packed with gzip; - for the standard input; empty for generated rows',
  ),
  label: text('label', 'data: column that holds the class'),
  positive: text('', 'data: the class that counts as positive; empty takes 1, true or yes, else the rarer one'),
  ...tableParams,
  ...splitParams,
  ...balanceParam,
  testPart: number(0.3, 'part of each class that is held out for evaluation', { min: 0.05, max: 0.95 }),
  samples: integer(20_000, 'generated: number of rows', { min: 100, max: 200_000 }),
  features: integer(6, 'generated: number of features; two of them tell something', { min: 2, max: 64 }),
  positives: number(0.01, 'generated: part of the rows that is positive', { above: 0, max: 0.5 }),
  noise: number(0.1, 'generated: part of the positives that look like negatives', { min: 0, max: 1 }),
  separation: number(3, 'generated: how far out the positives stand', { min: 0, max: 10 }),
  hidden: list([32, 32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  startLogOdds: number(0, 'log-odds of a positive that the model starts with; far from 0 it starts out sure', {
    min: -50,
    max: 50,
  }),
  batch: integer(256, 'rows per update', { min: 1, max: 65_536 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

/** Test rows that go through the model at once, to keep a step's memory small. */
const BLOCK = 2048;

function classificationTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const { data, own } = loadBinaryData(p, draw);
  const head = createHead(engine, loss, lossParams);
  const sizes = [data.width, ...p.hidden, head.columns];
  const model = mlp(parameters, 'mlp', sizes, { activation: 'relu', init: kaimingUniform(stream('init')) });
  const bias = parameters.tensors().get(`mlp.${p.hidden.length}.bias`)!;
  bias.view()[head.columns - 1]! += p.startLogOdds;
  parameters.seal();
  const values = engine.permanent([data.labels.length, data.width], data.values);
  const batches = p.balance
    ? new BalancedBatches(data.train, data.labels, p.batch, draw)
    : new Minibatches(data.train, p.batch, draw);
  const batchLabels = new Uint8Array(batches.size);
  const testLabels = Uint8Array.from(data.test, (row) => data.labels[row]!);
  const { truth } = data;
  const known = truth === null ? null : Float64Array.from(data.test, (row) => truth[row]!);
  const outputsOf = (rows: Int32Array): Tensor => model(gatherRows(values, engine.indices(rows)));

  /** Calls back with the outputs on the test rows, block by block. */
  const test = (each: (outputs: Float64Array, labels: Uint8Array, from: number) => void) => {
    for (let from = 0; from < data.test.length; from += BLOCK) {
      const rows = data.test.subarray(from, from + BLOCK);
      const outputs = engine.untracked(() => Float64Array.from(outputsOf(rows).view()));
      each(outputs, testLabels.subarray(from, from + BLOCK), from);
    }
  };

  /** What is left of training on a user's data. */
  const ownOf = (rows: OwnRows): OwnData => {
    const { positive = '' } = rows.report.target!;
    const { texts } = rows.table.keys.get(p.label)!;
    const output: OutputSpec = {
      kind: 'binary',
      target: p.label,
      positive,
      negative: texts.find((text) => text !== positive)!,
      columns: head.columns,
    };
    const model = modelDocument('classification', rows, layersOf(p.hidden.length, 'relu'), output);
    const targets = Array.from(testLabels, (label) => (label === 1 ? output.positive : output.negative));
    const outputsOfAll = () => {
      const all = new Float64Array(testLabels.length * head.columns);
      test((outputs, _, from) => all.set(outputs, from * head.columns));
      return all;
    };
    const target = { name: p.label, values: targets };
    return ownData(
      rows,
      model,
      data.test,
      [target],
      () => outputColumns(output, outputsOfAll()),
      () => binaryEvaluation([output.negative, output.positive], head.logOdds(outputsOfAll()), testLabels),
    );
  };

  const record = binaryRecord(recorder, testLabels, known);
  const rows = { values: data.values, width: data.width };
  const ownRecord =
    own === null
      ? null
      : ownBinaryRecord(
          recorder,
          testLabels,
          yardstick(logisticRegression({ ...rows, rows: data.train }, data.labels), { ...rows, rows: data.test }),
        );
  return {
    loss() {
      const rows = batches.next();
      for (let i = 0; i < rows.length; i++) batchLabels[i] = data.labels[rows[i]!]!;
      return head.loss(outputsOf(rows), batchLabels);
    },
    evaluate(final) {
      const judged = {
        logOdds: new Float64Array(testLabels.length),
        pull: new Float64Array(testLabels.length),
        loss: 0,
      };
      test((outputs, labels, from) => {
        const shape = [labels.length, head.columns];
        const { value, gradient } = gradientAt(engine, shape, outputs, (leaf) => head.loss(leaf, labels));
        judged.logOdds.set(head.logOdds(outputs), from);
        // The loss is a mean over the block, so that a row's own is as many times as large.
        judged.pull.set(head.pull(gradient.map((slope) => slope * labels.length)), from);
        judged.loss += (value * labels.length) / testLabels.length;
      });
      record(judged);
      ownRecord?.(judged.logOdds, final);
    },
    scope() {
      const logOdds = new Float64Array(testLabels.length);
      test((outputs, _, from) => logOdds.set(head.logOdds(outputs), from));
      return curveScope(logOdds, testLabels);
    },
    parts: { batches },
    data: { content: data, epochSteps: batches.perEpoch },
    own: own === null ? null : ownOf(own),
  };
}

/** Losses on any number, which a probability in 0 .. 1 gives nothing to work with. */
const UNSUITED = ['mape', 'msle', 'poisson-nll', 'tweedie'];

export const classification = defineTask({
  name: 'classification',
  title: 'Binary classification',
  summary: 'An MLP finds the few positives among many negatives, in generated rows or in a file.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(headKinds, 'bce', UNSUITED);
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  focus: 'roc_auc',
  ownMetrics: specsOf((recorder) => ownBinaryRecord(recorder, new Uint8Array(0), () => new Float64Array(0))),
  takes: [
    { shape: 'a row an example, a column with one of two classes', example: 'age,city,label\n34,Rome,yes\n51,Oslo,no' },
  ],
  understand: (values) => (values.data === '' ? null : loadBinaryData(values, Stream.from(0, 'data')).own!.report),
  check(values) {
    if (values.data !== '') loadBinaryData(values, Stream.from(0, 'data'));
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, headKinds);
    checkLists(lossParams, 2, 'class');
  },
  create: (context): Learner => createTrained(context, classificationTrainee),
});
