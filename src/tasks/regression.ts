import type { Learner } from '../core/learner.js';
import { choice, integer, list, number, type ParamValues, text } from '../core/params.js';
import { Stream } from '../core/random.js';
import type { FitScope } from '../core/scope.js';
import { maths } from '../kernels/kernels.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import type { Tensor } from '../tensor/engine.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { exp, reshape, softplus } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { curveKinds } from './generators/curves.js';
import { bindLoss, chooseFit } from './model/fit-loss.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { regressionRecord } from './records/regression-record.js';
import { Minibatches } from './splits/minibatches.js';
import { loadRegressionData } from './splits/regression-data.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text('', 'CSV file with a header, or JSONL file of flat objects; empty for generated rows'),
  target: text('target', 'data: column of the number that is to be predicted'),
  ignore: text('', 'data: columns to leave out, separated by commas'),
  separator: choice('comma', ['comma', 'semicolon', 'tab'], 'data: what stands between the fields of a CSV file'),
  maxRows: integer(0, 'data: most rows of a table, from all over a file of any size; 0 takes all', {
    min: 0,
    max: 1e6,
  }),
  kind: choice(
    'outliers',
    curveKinds,
    'what the targets are: a smooth curve, one with outliers, counts, positive scales',
  ),
  samples: integer(600, 'generated: number of rows', { min: 20, max: 200_000 }),
  features: integer(1, 'generated: inputs; the picture shows the first', { min: 1, max: 64 }),
  noise: number(0.2, 'deviation of the noise (smooth, outliers), of the logarithm (positive)', { min: 0, max: 10 }),
  outliers: number(0.1, 'outliers: part of the targets that is moved far up', { min: 0, max: 0.9 }),
  spread: number(1, 'counts, positive: how far they spread, as a factor on the exponent', { above: 0, max: 3 }),
  testPart: number(0.3, 'part of the rows that is held out for evaluation', { min: 0.05, max: 0.95 }),
  link: choice(
    'auto',
    ['auto', 'identity', 'positive', 'log'],
    'what the model gives: the prediction itself, a softplus of it is the prediction, or its logarithm; auto as the loss needs',
  ),
  hidden: list([32, 32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(64, 'rows per update', { min: 1, max: 65_536 }),
} as const;

type Params = ParamValues<typeof params>;
type Context = TaskContext<Params>;

const PICTURED = 300;
const CURVE_POINTS = 121;
const BLOCK = 4096;

/** What the model's output means to a loss, and what it predicts. */
interface Link {
  forLoss(outputs: Tensor): Tensor;
  /** Predictions from outputs. */
  read(outputs: Tensor): Float64Array;
}

const numbers = (x: Tensor): Float64Array => Float64Array.from(x.view());

const links: Readonly<Record<'identity' | 'positive' | 'log', Link>> = {
  identity: { forLoss: (x) => x, read: numbers },
  positive: { forLoss: softplus, read: (x) => numbers(softplus(x)) },
  log: { forLoss: exp, read: (x) => numbers(x).map(maths.exp) },
};

/**
 * What the loss needs, or what the user wants. A loss that takes the logarithm of the rate itself gets it under each link;
 * msle gives no gradient to a prediction that it clamps at 0, so predictions are positive there.
 */
function linkOf(loss: string, lossParams: Readonly<Record<string, unknown>>, wanted: Params['link']): Link {
  const takesLogarithm = loss === 'poisson-nll' && lossParams.logInput !== false;
  if (takesLogarithm) return { ...links.log, forLoss: (x) => x };
  if (wanted !== 'auto') return links[wanted];
  return loss === 'msle' || loss === 'poisson-nll' ? links.positive : links.identity;
}

function regressionTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const data = loadRegressionData(p, draw);
  const { width } = data;
  const link = linkOf(loss.name, lossParams, p.link);
  const model = mlp(parameters, 'mlp', [width, ...p.hidden, 1], {
    activation: 'tanh',
    init: kaimingUniform(stream('init')),
  });
  parameters.seal();
  const bound = bindLoss(engine, loss, lossParams, 'regression');
  const batches = new Minibatches(data.train, p.batch, draw);
  const at = (values: Float64Array, rows: Int32Array) => Float64Array.from(rows, (row) => values[row]!);

  const inputsOf = (rows: Int32Array): Float32Array => {
    const inputs = new Float32Array(rows.length * width);
    rows.forEach((row, i) => {
      inputs.set(data.x.subarray(row * width, (row + 1) * width), i * width);
    });
    return inputs;
  };
  const outputsOf = (count: number, inputs: Float32Array): Tensor =>
    reshape(model(engine.tensor([count, width], inputs)), [count]);
  /** Predicted targets, block by block to keep a step's memory small. */
  const predict = (count: number, inputs: Float32Array): Float64Array => {
    const predictions = new Float64Array(count);
    for (let from = 0; from < count; from += BLOCK) {
      const size = Math.min(BLOCK, count - from);
      engine.untracked(() => {
        const part = inputs.subarray(from * width, (from + size) * width);
        predictions.set(link.read(outputsOf(size, part)), from);
      });
    }
    return predictions;
  };

  const record = regressionRecord(recorder, at(data.y, data.test), data.truth && at(data.truth, data.test));
  return {
    loss() {
      const rows = batches.next();
      const prediction = link.forLoss(outputsOf(rows.length, inputsOf(rows)));
      return bound({ prediction, target: { shape: [rows.length], data: at(data.y, rows) } });
    },
    evaluate: () => record(predict(data.test.length, inputsOf(data.test))),
    scope(): FitScope {
      const rows = data.test.subarray(0, PICTURED);
      const [low, high] = data.range;
      const curveX = Array.from({ length: CURVE_POINTS }, (_, i) => low + ((high - low) * i) / (CURVE_POINTS - 1));
      // The further inputs stand at 0, the middle of their range or their mean.
      const grid = new Float32Array(CURVE_POINTS * width);
      curveX.forEach((value, i) => {
        grid[i * width] = value;
      });
      return {
        kind: 'fit',
        x: Array.from(rows, (row) => data.x[row * width]!),
        y: Array.from(rows, (row) => data.y[row]!),
        outlier: Array.from(rows, (row) => data.outlier?.[row] ?? false),
        curveX,
        curveY: Array.from(predict(CURVE_POINTS, grid)),
      };
    },
    parts: { batches },
    data: { content: data, epochSteps: batches.perEpoch },
  };
}

export const regression = defineTask({
  name: 'regression',
  title: 'Regression on a known curve',
  summary:
    'An MLP fits targets around a known curve (with outliers, as counts, or over several orders of magnitude), or in a file.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(['regression'], 'huber');
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  check(values) {
    if (values.data !== '') loadRegressionData(values, Stream.from(0, 'data'));
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, ['regression']);
  },
  create: (context): Learner => createTrained(context, regressionTrainee),
});
