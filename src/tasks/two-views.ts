import type { Learner } from '../core/learner.js';
import { boolean, choice, integer, list, number, type ParamValues, text } from '../core/params.js';
import type { EmbeddingScope } from '../core/scope.js';
import { together } from '../core/state.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { normalizeRows } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { momentsOfColumns } from './metrics/columns.js';
import { neighbourAccuracy, uniformity } from './metrics/neighbours.js';
import { project2d } from './metrics/pca.js';
import { classKinds, createClassHead } from './model/class-head.js';
import { chooseFit } from './model/fit-loss.js';
import { createPairing, negativeChoices, pairingKinds } from './model/pairings.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { tableParams } from './readers/table-params.js';
import { Minibatches } from './splits/minibatches.js';
import { rowsAt } from './splits/rows.js';
import { checkViews, loadViews, type ViewData } from './splits/two-views-data.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text(
    '',
    'table of rows: CSV or TSV, JSON, JSON Lines, Parquet, SVMLight, also packed with gzip; - for the standard input; empty for generated rows',
  ),
  label: text('label', 'data: column that holds the class, for the evaluation'),
  ...tableParams,
  testPart: number(0.3, 'part of each class that is held out for evaluation', { min: 0.05, max: 0.95 }),
  mask: number(0, 'part of the inputs that a view leaves out at random', { min: 0, below: 1 }),
  jitter: number(0, 'deviation of the noise that a view adds to each input', { min: 0, max: 10 }),
  classes: integer(10, 'generated: number of classes, which views do not tell', { min: 2, max: 200 }),
  samples: integer(1000, 'generated: number of rows', { min: 4, max: 20_000 }),
  features: integer(24, 'generated: measured numbers of a row', { min: 2, max: 1024 }),
  traits: integer(6, 'generated: hidden numbers that make a class', { min: 1, max: 64 }),
  nuisances: integer(6, 'generated: hidden numbers that have nothing to do with the class', { min: 0, max: 64 }),
  redrawn: integer(6, 'generated: nuisances that a view draws anew; the others are the same in all views of a row', {
    min: 0,
    max: 64,
  }),
  within: number(0.5, 'generated: deviation of the traits within a class; between classes it is 1', {
    min: 0,
    max: 10,
  }),
  nuisance: number(1.5, 'generated: deviation of the nuisances', { min: 0, max: 10 }),
  hidden: list([64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  dim: integer(16, 'size of an embedding', { min: 1, max: 1024 }),
  unit: boolean(true, 'bring embeddings to length 1; losses on the spread of each number (vicreg) want them free'),
  batch: integer(128, 'rows per update, two views of each', { min: 2, max: 4096 }),
  supervision: choice('views', ['views', 'classes'], 'what losses on labelled rows are told: the row or its class'),
  negatives: choice('hardest', negativeChoices, 'for losses on triplets and pairs: which wrong row of the batch'),
  neighbours: integer(5, 'nearest training rows that vote on a row in evaluations', { min: 1, max: 100 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

/** Rows that an evaluation looks at on either side; of more, the first of a shuffled order. */
const MOST_JUDGED = 2000;
const PICTURED = 400;
const kinds = [...pairingKinds, ...classKinds] as const;

/** What the loss's rows are labelled with: their place among the training rows, or their class. */
function labelsOf(data: ViewData, supervision: 'views' | 'classes') {
  const places = new Map(Array.from(data.train, (row, place) => [row, place]));
  return supervision === 'classes'
    ? { count: data.classes, of: (row: number) => data.classOf[row]! }
    : { count: data.train.length, of: (row: number) => places.get(row)! };
}

/** Votes of the nearest neighbours by any vectors of the rows. */
function createVotes(data: ViewData, neighbours: number) {
  const known = data.train.subarray(0, MOST_JUDGED);
  const asked = data.test.subarray(0, MOST_JUDGED);
  const classesOf = (rows: Int32Array) => rows.map((row) => data.classOf[row]!);
  const classes = { known: classesOf(known), asked: classesOf(asked) };
  const pick = (values: ArrayLike<number>, width: number) => (rows: Int32Array) => rowsAt(values, width, rows);
  const accuracy = (vectors: (rows: Int32Array) => ArrayLike<number>, width: number) =>
    neighbourAccuracy(
      { rows: vectors(known), classes: classes.known },
      { rows: vectors(asked), classes: classes.asked },
      width,
      neighbours,
    );
  return {
    accuracy,
    asked,
    raw: accuracy(pick(data.values, data.width), data.width),
    truth: data.truth && accuracy(pick(data.truth.values, data.truth.width), data.truth.width),
  };
}

function defineMetrics({ recorder }: Context, knowsTruth: boolean, columns: boolean) {
  const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
    recorder.define({ name, help, better });
  const [higher, neither] = [define('higher'), define('neither')];
  return {
    accuracy: higher('knn_accuracy', 'part of the held-out rows that their nearest training rows give their class'),
    raw: neither('raw_knn_accuracy', 'the same by the rows as measured'),
    truth: knowsTruth ? neither('true_knn_accuracy', 'the same by the true traits, without any nuisance') : null,
    views: neither('view_distance', 'mean distance of two views of a held-out row; 0 is full invariance'),
    columns: columns
      ? {
          deviation: neither(
            'deviation',
            'mean deviation of the numbers of an embedding over held-out rows; 0 is collapse',
          ),
          correlation: neither(
            'correlation',
            'mean size of the correlation of two numbers of an embedding, held-out rows',
          ),
        }
      : null,
    uniformity: neither('uniformity', 'log mean of exp(-2 d^2) over pairs of held-out rows; 0 is collapse'),
  };
}

function twoViewsTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, stream } = context;
  const draw = stream('data');
  const data = loadViews(p, draw);
  const [negatives, looks, init] = [stream('explore'), stream('explore', 1), stream('init')];
  const labels = labelsOf(data, p.supervision);
  const model = mlp(parameters, 'mlp', [data.width, ...p.hidden, p.dim], {
    activation: 'relu',
    init: kaimingUniform(init),
  });
  const options = { loss, lossParams, dim: p.dim, init };
  const fit = chooseFit(loss, lossParams, kinds);
  const pairing = classKinds.some((kind) => kind === fit)
    ? createClassHead(parameters, { ...options, classes: labels.count })
    : createPairing(parameters, {
        ...options,
        negatives: p.negatives,
        documents: labels.count,
        draw: negatives,
      });
  parameters.seal();
  const batches = new Minibatches(data.train, p.batch, draw);
  const raw = (values: ArrayLike<number>) => model(engine.tensor([values.length / data.width, data.width], values));
  const unit = (values: ArrayLike<number>) => normalizeRows(raw(values));
  /** What the loss sees. */
  const embed = p.unit ? unit : raw;
  const vectors = (values: ArrayLike<number>, of = unit) =>
    engine.untracked(() => Float64Array.from(of(values).view()));
  const asMeasured = (rows: Int32Array) => rowsAt(data.values, data.width, rows);
  const votes = createVotes(data, p.neighbours);
  const { asked } = votes;
  const judged = stream('eval');
  const pair = [data.viewsOf(asked, judged), data.viewsOf(asked, judged)] as const;
  // What tells collapse where no rows are pushed apart.
  const record = defineMetrics(context, data.truth !== null, !p.unit || fit === 'two-sided');

  const meanViewDistance = (): number => {
    const [first, second] = [vectors(pair[0]), vectors(pair[1])];
    let sum = 0;
    for (let i = 0; i < asked.length; i++) {
      let squared = 0;
      for (let k = i * p.dim; k < (i + 1) * p.dim; k++) squared += (first[k]! - second[k]!) * (first[k]! - second[k]!);
      sum += Math.sqrt(squared);
    }
    return sum / asked.length;
  };

  return {
    loss() {
      const rows = batches.next();
      const [requests, documents] = [data.viewsOf(rows, looks), data.viewsOf(rows, looks)];
      return pairing.loss({ requests: embed(requests), documents: embed(documents), ids: rows.map(labels.of) });
    },
    afterUpdate: () => pairing.afterUpdate(),
    evaluate() {
      record.accuracy(votes.accuracy((rows) => vectors(asMeasured(rows)), p.dim));
      record.raw(votes.raw);
      if (votes.truth !== null) record.truth?.(votes.truth);
      record.views(meanViewDistance());
      if (record.columns !== null) {
        const { deviation, correlation } = momentsOfColumns(vectors(asMeasured(asked), embed), p.dim);
        record.columns.deviation(deviation);
        record.columns.correlation(correlation);
      }
      record.uniformity(uniformity(vectors(asMeasured(asked)), asked.length, p.dim));
    },
    /** Held-out rows, grouped by their class, which the views did not tell. */
    scope(): EmbeddingScope {
      const shown = asked.subarray(0, PICTURED);
      const { x, y } = project2d(vectors(asMeasured(shown)), shown.length, p.dim);
      const points = Array.from(x, (value, i) => ({ x: value, y: y[i]!, group: data.classOf[shown[i]!]! }));
      return { kind: 'embedding', points, query: null, neighbours: [] };
    },
    parts: { batches, negatives, looks, pairing: together(pairing.parts) },
    data: { content: data, epochSteps: batches.perEpoch },
  };
}

/** Centres move by a rule of their own and would draw all embeddings to one point. */
const UNSUITED = ['center'];

export const twoViews = defineTask({
  name: 'two-views',
  title: 'Learning from two views without labels',
  summary:
    'Two views of one row shall lie together, those of different rows apart; nearest neighbours then show how far classes come apart that nobody named.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'info-nce', UNSUITED);
  },
  params,
  tunable: [...optimizerTunable, 'batch', 'negatives'],
  takes: [
    {
      shape: 'a row an example, a column with its class for the evaluation',
      example: 'label,x,y\nann,0.1,0.7\nann,0.2,0.6',
    },
  ],
  check: checkViews,
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, kinds);
  },
  create: (context): Learner => createTrained(context, twoViewsTrainee),
});
