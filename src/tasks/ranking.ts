import type { Learner } from '../core/learner.js';
import { integer, list, number, type ParamValues } from '../core/params.js';
import type { CurveScope } from '../core/scope.js';
import type { Fit } from '../losses/fits.js';
import type { Engine } from '../tensor/engine.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { add, gatherRows, neg, reshape, scale, take } from '../tensor/ops/index.js';
import { optimizerParams } from '../tensor/optim/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { makeLists } from './data/lists.js';
import { Minibatches } from './data/minibatches.js';
import { bindLoss, chooseFit, type Filling, lossesTaking } from './fit-loss.js';
import { curveScope } from './metrics/binary.js';
import { ndcg, pairAccuracy } from './metrics/graded.js';
import { defineTask, type TaskContext } from './task.js';
import { createTrained, type Trainee } from './trained.js';

const params = {
  ...optimizerParams,
  lists: integer(200, 'lists to train on', { min: 1, max: 100_000 }),
  testLists: integer(100, 'further lists, held out for evaluation', { min: 1, max: 10_000 }),
  documents: integer(20, 'documents of a list', { min: 4, max: 1000 }),
  features: integer(8, 'features of a document; three of them tell something', { min: 4, max: 1024 }),
  noise: number(0.3, 'deviation of the noise that the grades have', { min: 0, max: 10 }),
  hidden: list([32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(8, 'lists per update', { min: 1, max: 4096 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

const DEPTH = 10;
/** The lowest grade that counts as relevant where only two are told apart. */
const RELEVANT = 2;
/** Most documents in the picture. */
const PICTURED = 4000;

/** The scores [N] of one list, and its grades. */
interface ScoredList {
  readonly scores: Tensor;
  readonly grades: Uint8Array;
}

type Supplier = (
  list: ScoredList,
  engine: Engine,
  lossParams: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, Filling>>;

const vector = (data: ArrayLike<number>): Filling => ({ shape: [data.length], data });

/** How a list meets each kind of loss. */
const suppliers = {
  'graded-scores': ({ scores, grades }) => ({ prediction: scores, labels: vector(grades) }),
  'signed-scores': ({ scores, grades }) => ({
    prediction: scores,
    labels: vector(Float64Array.from(grades, (grade) => (grade >= RELEVANT ? 1 : -1))),
  }),
  'score-pairs'({ scores, grades }, engine, { form }) {
    const at = (rows: readonly number[]) => take(scores, engine.indices(rows));
    if (form === 'all-pairs') {
      // Each better one meets each worse one, so there must be two sides; as distances, where lower is better.
      const rows = Array.from(grades.keys());
      const good = rows.filter((i) => grades[i]! >= RELEVANT);
      return { better: neg(at(good)), worse: neg(at(rows.filter((i) => grades[i]! < RELEVANT))) };
    }
    const better: number[] = [];
    const worse: number[] = [];
    grades.forEach((high, i) => {
      grades.forEach((low, j) => {
        if (high > low) {
          better.push(i);
          worse.push(j);
        }
      });
    });
    return { better: at(better), worse: at(worse) };
  },
} as const satisfies Partial<Record<Fit, Supplier>>;

const kinds = Object.keys(suppliers) as readonly (keyof typeof suppliers)[];

/** Literal forms of pairwise losses want labels of -1 and +1, so two grades come before five for them. */
function fitOf(loss: Context['loss'], lossParams: Context['lossParams']) {
  const fit = chooseFit(loss, lossParams, kinds);
  const signed = lossParams.pairs === 'literal' && loss.fits.includes('signed-scores');
  return fit === 'graded-scores' && signed ? 'signed-scores' : fit;
}

function rankingTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const data = makeLists({ ...p, lists: p.lists + p.testLists }, draw);
  const model = mlp(parameters, 'mlp', [p.features, ...p.hidden, 1], {
    activation: 'relu',
    init: kaimingUniform(stream('init')),
  });
  parameters.seal();
  const values = engine.permanent([data.grades.length, p.features], data.values);
  const fit = fitOf(loss, lossParams);
  const supply: Supplier = suppliers[fit];
  const bound = bindLoss(engine, loss, lossParams, fit);
  const batches = new Minibatches(
    Int32Array.from({ length: p.lists }, (_, i) => i),
    p.batch,
    draw,
  );
  const rowsOf = (index: number) => Int32Array.from({ length: p.documents }, (_, d) => index * p.documents + d);
  const gradesOf = (index: number) => data.grades.subarray(index * p.documents, (index + 1) * p.documents);
  const score = (rows: ArrayLike<number>) => reshape(model(gatherRows(values, engine.indices(rows))), [rows.length]);

  const tested = Array.from({ length: p.testLists }, (_, i) => p.lists + i);
  const averaged = (of: (index: number) => number) => tested.reduce((sum, index) => sum + of(index), 0) / tested.length;
  const truthOf = (index: number) => data.truth.subarray(index * p.documents, (index + 1) * p.documents);
  const best = averaged((index) => ndcg(truthOf(index), gradesOf(index), DEPTH));
  const higher = (name: string, help: string) => recorder.define({ name, help, better: 'higher' });
  const record = {
    ndcg: higher('ndcg_at_10', 'discounted gain of the first 10 of a held-out list, over that of the best order'),
    pairs: higher('pair_accuracy', 'part of the pairs of different grades in held-out lists that are in order'),
    best: recorder.define({
      name: 'true_ndcg_at_10',
      help: 'ndcg_at_10 of the true utilities, without the noise of the grades: nobody expects more',
      better: 'neither',
    }),
  };
  const scored = (index: number) => engine.untracked(() => Float64Array.from(score(rowsOf(index)).view()));

  return {
    loss() {
      const lists = Array.from(batches.next());
      const scores = score(lists.flatMap((index) => [...rowsOf(index)]));
      // Documents of two lists answer two queries and are never compared.
      const losses = lists.map((index, i) => {
        const own = Int32Array.from({ length: p.documents }, (_, d) => i * p.documents + d);
        return bound(
          supply({ scores: take(scores, engine.indices(own)), grades: gradesOf(index) }, engine, lossParams),
        );
      });
      return scale(losses.reduce(add), 1 / losses.length);
    },
    evaluate() {
      const scores = new Map(tested.map((index) => [index, scored(index)]));
      record.ndcg(averaged((index) => ndcg(scores.get(index)!, gradesOf(index), DEPTH)));
      record.pairs(averaged((index) => pairAccuracy(scores.get(index)!, gradesOf(index))));
      record.best(best);
    },
    /** How relevant documents stand out from the others, over all held-out lists. */
    scope(): CurveScope {
      const shown = tested.slice(0, Math.max(1, Math.floor(PICTURED / p.documents)));
      const labels = shown.flatMap((index) => Array.from(gradesOf(index), (grade) => (grade >= RELEVANT ? 1 : 0)));
      return curveScope(
        shown.flatMap((index) => [...scored(index)]),
        labels,
      );
    },
    parts: { batches },
  };
}

export const ranking = defineTask({
  name: 'ranking',
  title: 'Ranking of graded lists',
  summary: 'An MLP scores the documents of a list so that those with higher grades come first.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'pairwise-logistic');
  },
  params,
  check() {},
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, kinds);
  },
  create: (context): Learner => createTrained(context, (parameters) => rankingTrainee(context, parameters)),
});
