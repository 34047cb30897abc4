import { UserError } from '../core/errors.js';
import type { Learner, OwnData } from '../core/learner.js';
import { boolean, choice, integer, list, number, type ParamValues, text } from '../core/params.js';
import { picked } from '../core/picked.js';
import { Stream } from '../core/random.js';
import type { FitScope } from '../core/scope.js';
import { maths } from '../kernels/kernels.js';
import type { Fit } from '../losses/kit/supervision.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import type { Tensor } from '../tensor/engine.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { exp, reshape, scale, shift, softplus } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { curveKinds } from './generators/curves.js';
import { ridgeRegression, yardstick } from './metrics/linear.js';
import { bindLoss, chooseFit, type Filling } from './model/fit-loss.js';
import { layersOf, modelDocument, type OutputSpec, outputColumns, ownData } from './model/model-document.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { splitParams, tableParams } from './readers/table-params.js';
import { intervalRecord } from './records/interval-record.js';
import { ownRegressionRecord, specsOf } from './records/own-record.js';
import { regressionRecord } from './records/regression-record.js';
import { Minibatches } from './splits/minibatches.js';
import type { OwnRows } from './splits/own-rows.js';
import { loadRegressionData, momentsOf, type RegressionData } from './splits/regression-data.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text(
    '',
    'table of rows: CSV or TSV, JSON, JSON Lines, Parquet, SVMLight, also packed with gzip; - for the standard input; empty for generated rows',
  ),
  target: text('target', 'data: column of the number that is to be predicted'),
  ...tableParams,
  ...splitParams,
  kind: choice(
    'outliers',
    curveKinds,
    'generated: what the targets are: a smooth curve, one with outliers, counts, positive scales, skewed noise, noise of uneven size',
  ),
  samples: integer(600, 'generated: number of rows', { min: 20, max: 200_000 }),
  features: integer(1, 'generated: inputs; the picture shows the first', { min: 1, max: 64 }),
  noise: number(
    0.2,
    'generated: deviation of the noise (smooth, outliers, skewed), of the logarithm (positive), at half a unit from 0 (uneven)',
    {
      min: 0,
      max: 10,
    },
  ),
  outliers: number(0.1, 'generated: outliers: part of the targets that is moved far up', { min: 0, max: 0.9 }),
  spread: number(1, 'generated: counts, positive: how far they spread, as a factor on the exponent', {
    above: 0,
    max: 3,
  }),
  testPart: number(0.3, 'part of the rows that is held out for evaluation', { min: 0.05, max: 0.95 }),
  link: choice(
    'auto',
    ['auto', 'identity', 'positive', 'log'],
    'what the model gives: the prediction itself, a softplus of it is the prediction, or its logarithm; auto as the loss needs',
  ),
  hidden: list([32, 32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(64, 'rows per update', { min: 1, max: 65_536 }),
  scaleTarget: boolean(true, 'data: train on the target in deviations from its mean; metrics stay in its units'),
} as const;

type Params = ParamValues<typeof params>;
type Context = TaskContext<Params>;

const kinds = ['regression', 'deviation'] as const satisfies readonly Fit[];

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

/** Targets that losses can learn from; a loss that is not named here takes any number. */
const TARGETS: Readonly<Record<string, { readonly fits: (y: number) => boolean; readonly what: string }>> = {
  'poisson-nll': { fits: (y) => y >= 0, what: 'counts of 0 and more' },
  msle: { fits: (y) => y >= 0, what: 'numbers of 0 and more' },
  tweedie: { fits: (y) => y >= 0, what: 'amounts of 0 and more' },
  mape: { fits: (y) => y !== 0, what: 'numbers other than 0, of which an error is a percentage' },
};

/** Throws a UserError when the targets of the user are none for this loss, naming losses that take any number. */
function checkTargets(loss: string, values: Params): void {
  const wanted = TARGETS[loss];
  if (wanted === undefined) return;
  const { own } = loadRegressionData(values, Stream.from(0, 'data'));
  const { table } = own!;
  const y = table.targets.get(values.target)!.values;
  const bad = y.findIndex((value) => !wanted.fits(value));
  if (bad < 0) return;
  throw new UserError({
    path: 'loss',
    message: `${loss} takes ${wanted.what}`,
    given: `${y[bad]} in row ${table.numbers[bad]} of column ${values.target}`,
    allowed: lossesTaking(['regression'], 'huber')
      .filter((name) => TARGETS[name] === undefined)
      .join(', '),
  });
}

/** What the loss needs, or what the user wants; msle gives no gradient to a prediction that it clamps at 0. */
function linkOf(loss: string, lossParams: Readonly<Record<string, unknown>>, wanted: Params['link']): LinkName {
  if (takesLogarithm(loss, lossParams)) return 'log';
  if (wanted !== 'auto') return wanted;
  return loss === 'msle' || loss === 'poisson-nll' ? 'positive' : 'identity';
}

type LinkName = keyof typeof links;

/** A loss that takes the logarithm of the rate itself gets it under each link. */
const takesLogarithm = (loss: string, lossParams: Readonly<Record<string, unknown>>): boolean =>
  loss === 'tweedie' || (loss === 'poisson-nll' && lossParams.logInput !== false);

/** A prediction is shift + scale * what the link gives, so that the model may give numbers near 1 whatever the units. */
interface Scaling {
  readonly shift: number;
  readonly scale: number;
  /** The loss sees the targets in these units too: its own margins are then deviations. */
  readonly inside: boolean;
}

const UNSCALED: Scaling = { shift: 0, scale: 1, inside: false };
/** Losses whose value depends on the units in another way than by a factor: they see the targets as they are. */
const IN_UNITS = ['mape', 'msle', 'poisson-nll', 'tweedie'];

/** By the training rows: mean and deviation, or the mean alone where predictions are positive. */
function scalingOf(loss: string, link: LinkName, { y, train }: RegressionData): Scaling {
  const { mean, deviation } = momentsOf(Float64Array.from(train, (row) => y[row]!));
  if (link !== 'identity') return mean > 0 ? { shift: 0, scale: mean, inside: false } : UNSCALED;
  if (!(deviation > 0)) return { ...UNSCALED, shift: mean, inside: !IN_UNITS.includes(loss) };
  return { shift: mean, scale: deviation, inside: !IN_UNITS.includes(loss) };
}

function scaledLink(link: Link, loss: string, lossParams: Context['lossParams'], scaling: Scaling): Link {
  const { shift: from, scale: by, inside } = scaling;
  const logarithm = takesLogarithm(loss, lossParams);
  const plain = logarithm ? { ...link, forLoss: (x: Tensor) => x } : link;
  if (from === 0 && by === 1) return plain;
  const log = logarithm ? maths.log(by) : 0;
  return {
    forLoss: (x) => {
      if (logarithm) return shift(x, log);
      return inside ? link.forLoss(x) : shift(scale(link.forLoss(x), by), from);
    },
    read: (x) => link.read(x).map((value) => from + by * value),
  };
}

function regressionTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const { data, own } = loadRegressionData(p, draw);
  const { width } = data;
  const name = linkOf(loss.name, lossParams, p.link);
  const scaling = own !== null && p.scaleTarget ? scalingOf(loss.name, name, data) : UNSCALED;
  const link = scaledLink(links[name], loss.name, lossParams, scaling);
  const model = mlp(parameters, 'mlp', [width, ...p.hidden, 1], {
    activation: 'tanh',
    init: kaimingUniform(stream('init')),
  });
  const fit = chooseFit(loss, lossParams, kinds);
  // A second network, so that the predictor of a user's data is one like any other.
  const spread =
    fit === 'deviation'
      ? mlp(parameters, 'log_variance', [width, ...p.hidden, 1], {
          activation: 'tanh',
          init: kaimingUniform(stream('init', 1)),
        })
      : null;
  parameters.seal();
  const bound = bindLoss(engine, loss, lossParams, fit);
  const batches = new Minibatches(data.train, p.batch, draw);

  const inputsOf = (rows: Int32Array): Float32Array => {
    const inputs = new Float32Array(rows.length * width);
    rows.forEach((row, i) => {
      inputs.set(data.x.subarray(row * width, (row + 1) * width), i * width);
    });
    return inputs;
  };
  const outputsOf = (count: number, inputs: Float32Array, network = model): Tensor =>
    reshape(network(engine.tensor([count, width], inputs)), [count]);
  /** What a network says of rows, block by block to keep a step's memory small. */
  const read = (
    inputs: Float32Array,
    network: typeof model,
    numbersOf: (outputs: Tensor) => ArrayLike<number>,
  ): Float64Array => {
    const count = inputs.length / width;
    const all = new Float64Array(count);
    for (let from = 0; from < count; from += BLOCK) {
      const size = Math.min(BLOCK, count - from);
      engine.untracked(() => {
        const part = inputs.subarray(from * width, (from + size) * width);
        all.set(numbersOf(outputsOf(size, part, network)), from);
      });
    }
    return all;
  };
  const predict = (inputs: Float32Array) => read(inputs, model, link.read);
  /** Claimed deviations; without a network for them that of all training rows from their predictions. */
  const deviationsOf = (inputs: Float32Array): Float64Array => {
    if (spread !== null) return read(inputs, spread, numbers).map((logVar) => scaling.scale * maths.exp(logVar / 2));
    const residuals = predict(inputsOf(data.train)).map((value, i) => value - data.y[data.train[i]!]!);
    return new Float64Array(inputs.length / width).fill(
      Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / residuals.length),
    );
  };

  /** What is left of training on a user's data. */
  const ownOf = (rows: OwnRows): OwnData => {
    const output: OutputSpec = {
      kind: 'number',
      target: p.target,
      link: ({ identity: 'identity', positive: 'softplus', log: 'exp' } as const)[name],
      ...{ shift: scaling.shift, scale: scaling.scale },
    };
    const document = modelDocument('regression', rows, layersOf(p.hidden.length, 'tanh'), output);
    const target = { name: p.target, values: picked(data.y, data.test) };
    return ownData(rows, document, data.test, [target], () => {
      const inputs = inputsOf(data.test);
      const outputs = read(inputs, model, numbers);
      return outputColumns(output, outputs);
    });
  };

  const record = regressionRecord(recorder, picked(data.y, data.test), data.truth && picked(data.truth, data.test));
  const recordIntervals =
    spread === null && data.deviations === undefined
      ? null
      : intervalRecord(recorder, {
          targets: picked(data.y, data.test),
          truth: data.deviations === undefined ? null : picked(data.deviations, data.test),
          input: Float64Array.from(data.test, (row) => data.x[row * width]!),
        });
  const design = { values: data.x, width };
  const ownRecord =
    own === null
      ? null
      : ownRegressionRecord(
          recorder,
          picked(data.y, data.test),
          momentsOf(picked(data.y, data.train)).mean,
          yardstick(ridgeRegression({ ...design, rows: data.train }, data.y), { ...design, rows: data.test }),
        );
  return {
    loss() {
      const rows = batches.next();
      const inputs = inputsOf(rows);
      const prediction = link.forLoss(outputsOf(rows.length, inputs));
      const target = scaling.inside
        ? picked(data.y, rows).map((y) => (y - scaling.shift) / scaling.scale)
        : picked(data.y, rows);
      const filling: Record<string, Filling> = { prediction, target: { shape: [rows.length], data: target } };
      if (spread !== null) filling.logVar = outputsOf(rows.length, inputs, spread);
      return bound(filling);
    },
    evaluate(final) {
      const inputs = inputsOf(data.test);
      const predictions = predict(inputs);
      record(predictions);
      recordIntervals?.({ predictions, deviations: deviationsOf(inputs) });
      ownRecord?.(predictions, final);
    },
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
        curveY: Array.from(predict(grid)),
      };
    },
    parts: { batches },
    data: { content: data, epochSteps: batches.perEpoch },
    own: own === null ? null : ownOf(own),
  };
}

export const regression = defineTask({
  name: 'regression',
  title: 'Regression on a known curve',
  summary:
    'An MLP fits targets around a known curve (with outliers, as counts, or over several orders of magnitude), or in a file.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'huber');
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  focus: 'r2',
  ownMetrics: specsOf((recorder) => ownRegressionRecord(recorder, new Float64Array(0), 0, () => new Float64Array(0))),
  takes: [
    {
      shape: 'a row an example, a column with the number to predict',
      example: 'rooms,area,target\n2,35.5,150579\n4,105.6,307552',
    },
  ],
  understand: (values) => (values.data === '' ? null : loadRegressionData(values, Stream.from(0, 'data')).own!.report),
  check(values) {
    if (values.data !== '') loadRegressionData(values, Stream.from(0, 'data'));
  },
  checkLoss(loss, lossParams, values) {
    chooseFit(loss, lossParams, kinds);
    if (values.data !== '') checkTargets(loss.name, values);
  },
  create: (context): Learner => createTrained(context, regressionTrainee),
});
