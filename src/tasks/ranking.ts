import type { Learner, OwnData } from '../core/learner.js';
import { boolean, integer, list, number, type ParamValues, text } from '../core/params.js';
import { picked } from '../core/picked.js';
import { Stream } from '../core/random.js';
import type { CurveScope } from '../core/scope.js';
import type { Fit } from '../losses/kit/supervision.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import type { Engine, Tensor } from '../tensor/engine.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { add, gatherRows, neg, reshape, scale, take } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { curveScope } from './metrics/binary.js';
import { kendallTau, ndcg, pairAccuracy } from './metrics/graded.js';
import { once, ridgeRegression } from './metrics/linear.js';
import { bindLoss, chooseFit, type Filling } from './model/fit-loss.js';
import { layersOf, modelDocument, type OutputSpec, outputColumns, ownData } from './model/model-document.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { splitParams, tableParams } from './readers/table-params.js';
import { Minibatches } from './splits/minibatches.js';
import type { OwnRows } from './splits/own-rows.js';
import { type ListData, loadLists, readGraded } from './splits/ranking-data.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text(
    '',
    'table of rows, one a document: CSV or TSV, JSON, JSON Lines, Parquet, SVMLight or LETOR, also packed with gzip; - for the standard input; empty for generated lists',
  ),
  query: text('query', 'data: column that tells which list a document belongs to'),
  grade: text('grade', 'data: column of grades, whole numbers from 0 to 30'),
  ...tableParams,
  test: splitParams.test,
  testPart: number(0.3, 'data: part of the lists that is held out for evaluation', { min: 0.05, max: 0.95 }),
  relevant: integer(2, 'lowest grade that is relevant for losses that know only relevant or not', { min: 1, max: 30 }),
  lists: integer(200, 'generated: lists to train on', { min: 1, max: 100_000 }),
  testLists: integer(100, 'generated: further lists, held out for evaluation', { min: 1, max: 10_000 }),
  documents: integer(20, 'generated: documents of a list', { min: 4, max: 1000 }),
  features: integer(8, 'generated: features of a document; three of them tell something', { min: 4, max: 1024 }),
  noise: number(0.3, 'generated: deviation of the noise that the grades have', { min: 0, max: 10 }),
  generosity: number(0, 'generated: how much more generously one list is graded than another; 0 grades all alike', {
    min: 0,
    max: 3,
  }),
  hidden: list([32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  orderMetrics: boolean(false, 'record ndcg_at_3 and kendall_tau of held-out lists too'),
  batch: integer(8, 'lists per update', { min: 1, max: 4096 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

const DEPTH = 10;
/** Most documents in the picture. */
const PICTURED = 4000;

/** The scores [N] of one list, and its grades. */
interface ScoredList {
  readonly scores: Tensor;
  readonly grades: Uint8Array;
  /** The lowest grade that counts as relevant where only two are told apart. */
  readonly relevant: number;
  /** What a teacher would score the documents. */
  readonly teacher: Float64Array;
}

type Supplier = (
  list: ScoredList,
  engine: Engine,
  lossParams: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, Filling>>;

const vector = (data: ArrayLike<number>): Filling => ({ shape: [data.length], data });

/** The pairs of documents of which one has a higher grade than the other. */
function gradedPairs(grades: Uint8Array) {
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
  return { better, worse };
}

/** How a list meets each kind of loss. */
const suppliers = {
  'graded-scores': ({ scores, grades }) => ({ prediction: scores, labels: vector(grades) }),
  'signed-scores': ({ scores, grades, relevant }) => ({
    prediction: scores,
    labels: vector(Float64Array.from(grades, (grade) => (grade >= relevant ? 1 : -1))),
  }),
  'teacher-margins'({ scores, grades, teacher }, engine) {
    const { better, worse } = gradedPairs(grades);
    const at = (rows: readonly number[]) => take(scores, engine.indices(rows));
    const teacherAt = (rows: readonly number[]) => vector(rows.map((row) => teacher[row]!));
    return {
      ...{ better: at(better), worse: at(worse) },
      ...{ teacherBetter: teacherAt(better), teacherWorse: teacherAt(worse) },
    };
  },
  'score-pairs'({ scores, grades, relevant }, engine, { form }) {
    const at = (rows: readonly number[]) => take(scores, engine.indices(rows));
    if (form === 'all-pairs') {
      // Each better one meets each worse one, so there must be two sides; as distances, where lower is better.
      const rows = Array.from(grades.keys());
      const good = rows.filter((i) => grades[i]! >= relevant);
      return { better: neg(at(good)), worse: neg(at(rows.filter((i) => grades[i]! < relevant))) };
    }
    const { better, worse } = gradedPairs(grades);
    return { better: at(better), worse: at(worse) };
  },
  /** Document by document: the score is a guess of the grade. */
  regression: ({ scores, grades }) => ({ prediction: scores, target: vector(grades) }),
} as const satisfies Partial<Record<Fit, Supplier>>;

const kinds = Object.keys(suppliers) as readonly (keyof typeof suppliers)[];

/** Literal forms of pairwise losses want labels of -1 and +1, so two grades come before five for them. */
function fitOf(loss: Context['loss'], lossParams: Context['lossParams']) {
  const fit = chooseFit(loss, lossParams, kinds);
  const signed = lossParams.pairs === 'literal' && loss.fits.includes('signed-scores');
  return fit === 'graded-scores' && signed ? 'signed-scores' : fit;
}

const LINEAR = 'linear_ndcg_at_10';

/** Scores of a ridge regression on the grades of the training lists. */
function linearRanking(data: ListData): ((rows: Int32Array) => Float64Array) | null {
  const design = { values: data.values, width: data.width };
  const fitted = ridgeRegression(
    { ...design, rows: Int32Array.from(data.train.flatMap((list) => [...list])) },
    data.grades,
  );
  return fitted && ((rows) => fitted({ ...design, rows }));
}

function rankingTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const { data, own } = loadLists(p, draw);
  const model = mlp(parameters, 'mlp', [data.width, ...p.hidden, 1], {
    activation: 'relu',
    init: kaimingUniform(stream('init')),
  });
  parameters.seal();
  const values = engine.permanent([data.grades.length, data.width], data.values);
  const fit = fitOf(loss, lossParams);
  const supply: Supplier = suppliers[fit];
  const bound = bindLoss(engine, loss, lossParams, fit);
  const batches = new Minibatches(Int32Array.from(data.train.keys()), p.batch, draw);
  const gradesOf = (rows: Int32Array) => Uint8Array.from(rows, (row) => data.grades[row]!);
  const score = (rows: ArrayLike<number>) => reshape(model(gatherRows(values, engine.indices(rows))), [rows.length]);

  const averaged = (of: (rows: Int32Array) => number) =>
    data.test.reduce((sum, rows) => sum + of(rows), 0) / data.test.length;
  const { truth } = data;
  const best = truth && averaged((rows) => ndcg(picked(truth, rows), gradesOf(rows), DEPTH));
  const higher = (name: string, help: string) => recorder.define({ name, help, better: 'higher' });
  const record = {
    ndcg: higher(
      'ndcg_at_10',
      'discounted gain 2^grade - 1 of the first 10 of a held-out list, over that of the best order; equal scores are averaged',
    ),
    pairs: higher('pair_accuracy', 'part of the pairs of different grades in held-out lists that are in order'),
    order: p.orderMetrics
      ? {
          top: higher('ndcg_at_3', 'the same of the first 3'),
          kendall: higher('kendall_tau', "Kendall's tau-b of scores and grades, mean over held-out lists"),
        }
      : null,
    best:
      best === null
        ? null
        : recorder.define({
            name: 'true_ndcg_at_10',
            help: 'ndcg_at_10 of the true utilities, without the noise of the grades: nobody expects more',
            better: 'neither',
          }),
  };
  const linear = own === null ? null : linearRanking(data);
  const recordLinear =
    linear &&
    recorder.define({
      name: LINEAR,
      help: 'ndcg_at_10 of a ridge regression on the grades, same lists',
      better: 'neither',
    });
  const ofLinear = once(() => averaged((rows) => ndcg(linear!(rows), gradesOf(rows), DEPTH)));
  const scored = (rows: Int32Array) => engine.untracked(() => Float64Array.from(score(rows).view()));

  /** What is left of training on a user's data. */
  const ownOf = (rows: OwnRows): OwnData => {
    const output: OutputSpec = { kind: 'score', query: p.query, grade: p.grade };
    const model = modelDocument('ranking', rows, layersOf(p.hidden.length, 'relu'), output);
    const test = Int32Array.from(data.test.flatMap((list) => [...list]));
    const { texts, codes } = rows.table.keys.get(p.query)!;
    const targets = [
      { name: p.query, values: Array.from(test, (row) => texts[codes[row]!]!) },
      { name: p.grade, values: Int32Array.from(test, (row) => data.grades[row]!) },
    ];
    return ownData(rows, model, test, targets, () =>
      outputColumns(output, Float64Array.from(data.test.flatMap((list) => [...scored(list)]))),
    );
  };

  return {
    loss() {
      const lists = Array.from(batches.next(), (index) => data.train[index]!);
      const scores = score(lists.flatMap((rows) => [...rows]));
      // Documents of two lists answer two queries and are never compared.
      let start = 0;
      const losses = lists.map((rows) => {
        const own = Int32Array.from(rows.keys(), (d) => start + d);
        start += rows.length;
        const grades = gradesOf(rows);
        // The teacher of generated lists knows the utilities; of a user's own there are only the grades.
        const teacher = Float64Array.from(rows, (row, i) => data.truth?.[row] ?? grades[i]!);
        const list = { scores: take(scores, engine.indices(own)), grades, relevant: p.relevant, teacher };
        return bound(supply(list, engine, lossParams));
      });
      return scale(losses.reduce(add), 1 / losses.length);
    },
    evaluate() {
      const scores = new Map(data.test.map((rows) => [rows, scored(rows)]));
      record.ndcg(averaged((rows) => ndcg(scores.get(rows)!, gradesOf(rows), DEPTH)));
      record.pairs(averaged((rows) => pairAccuracy(scores.get(rows)!, gradesOf(rows))));
      record.order?.top(averaged((rows) => ndcg(scores.get(rows)!, gradesOf(rows), 3)));
      record.order?.kendall(averaged((rows) => kendallTau(scores.get(rows)!, gradesOf(rows))));
      if (best !== null) record.best?.(best);
      recordLinear?.(ofLinear());
    },
    /** How relevant documents stand out from the others, over all held-out lists. */
    scope(): CurveScope {
      const shown = data.test.flatMap((rows) => [...rows]).slice(0, PICTURED);
      const labels = shown.map((row) => (data.grades[row]! >= p.relevant ? 1 : 0));
      return curveScope([...scored(Int32Array.from(shown))], labels, false);
    },
    parts: { batches },
    data: { content: data, epochSteps: batches.perEpoch },
    own: own === null ? null : ownOf(own),
  };
}

/** Losses on positive targets only: most grades are 0, and scores may fall below. */
const UNSUITED = ['mape', 'msle', 'poisson-nll', 'tweedie'];

export const ranking = defineTask({
  name: 'ranking',
  title: 'Ranking of graded lists',
  summary: 'An MLP scores the documents of a list so that those with higher grades come first.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'pairwise-logistic', UNSUITED);
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  focus: 'ndcg_at_10',
  ownMetrics: [{ name: LINEAR, help: 'ndcg_at_10 of a ridge regression on the grades, same lists', better: 'neither' }],
  takes: [
    {
      shape: 'a row a document: its query, its grade, its features',
      example: 'query,grade,length,age\nq1,2,0.4,7\nq1,0,0.9,3',
    },
    { shape: 'SVMLight or LETOR', example: '2 qid:1 1:0.4 2:7\n0 qid:1 1:0.9 2:3' },
  ],
  understand: (values) => (values.data === '' ? null : loadLists(values, Stream.from(0, 'data')).own!.report),
  check(values) {
    if (values.data !== '') readGraded(values);
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, kinds);
  },
  create: (context): Learner => createTrained(context, rankingTrainee),
});
