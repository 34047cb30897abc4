import type { Learner, OwnData } from '../core/learner.js';
import { boolean, choice, integer, list, number, type ParamValues, text } from '../core/params.js';
import { Stream } from '../core/random.js';
import type { EmbeddingScope } from '../core/scope.js';
import { together } from '../core/state.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import type { Tensor } from '../tensor/engine.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { gatherRows, normalizeRows } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { project2d } from './metrics/pca.js';
import { classKinds, createCenterHead, createClassHead, wantsCenters } from './model/class-head.js';
import { chooseFit } from './model/fit-loss.js';
import { embeddingColumns, layersOf, modelDocument, type OutputSpec, ownData } from './model/model-document.js';
import { createPairing, negativeChoices, type Pairing, type PairingOptions, pairingKinds } from './model/pairings.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { watched } from './model/watched-loss.js';
import { tableParams } from './readers/table-params.js';
import { createJudge, RAW_RECALL } from './records/identities-judge.js';
import { checkIdentities, loadIdentities } from './splits/identities-data.js';
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
  ...tableParams,
  testPart: number(0.25, 'data: part of the classes that training never sees', { min: 0.05, max: 0.95 }),
  trainClasses: integer(60, 'generated: classes to train on', { min: 2, max: 10_000 }),
  testClasses: integer(20, 'generated: further classes, which training never sees', { min: 2, max: 200 }),
  perClass: integer(10, 'generated: rows of each class', { min: 2, max: 1000 }),
  features: integer(24, 'generated: measured numbers of a row', { min: 2, max: 1024 }),
  traits: integer(6, 'generated: hidden numbers that make a class', { min: 1, max: 64 }),
  nuisances: integer(6, 'generated: hidden numbers that have nothing to do with the class', { min: 0, max: 64 }),
  within: number(0.3, 'generated: deviation of the traits within a class; between classes it is 1', {
    min: 0,
    max: 10,
  }),
  nuisance: number(1.5, 'generated: deviation of the nuisances', { min: 0, max: 10 }),
  hidden: list([64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  dim: integer(16, 'size of an embedding', { min: 1, max: 1024 }),
  unit: boolean(true, 'bring embeddings to length 1; else their length is free, and they can shrink to a point'),
  compare: choice('euclidean', ['euclidean', 'cosine'], 'how two rows are compared in evaluations'),
  batch: integer(32, 'classes per update', { min: 2, max: 4096 }),
  rowsPerClass: integer(2, 'rows of each class per update; losses on pairs and given triplets look at two of them', {
    min: 2,
    max: 256,
  }),
  negatives: choice('hardest', negativeChoices, 'for losses on triplets and pairs: which wrong row of the batch'),
  centerWeight: number(0.1, 'for losses on centers: their factor beside the cross-entropy', { min: 0, max: 100 }),
  centerRate: number(0.5, 'for losses on centers: how far centers go towards their rows at each update', {
    min: 0,
    max: 1,
  }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

const PICTURED = 400;
const kinds = [...pairingKinds, ...classKinds] as const;

/** How batches meet the loss: by a classifier on the embeddings, beside centers, or by the embeddings themselves. */
function pairingOf(parameters: ParameterSet, { params: p }: Context, options: PairingOptions): Pairing {
  const classes = options.documents;
  const { loss, lossParams } = options;
  if (wantsCenters(loss))
    return createCenterHead(parameters, { ...options, classes, weight: p.centerWeight, rate: p.centerRate });
  const fit = chooseFit(loss, lossParams, kinds);
  return classKinds.some((kind) => kind === fit)
    ? createClassHead(parameters, { ...options, classes })
    : createPairing(parameters, options);
}

/** `count` different ones of the rows: the first drawn evenly, each next one by its way from there among those left. */
function drawRows(rowsOf: readonly Int32Array[], count: number, draw: Stream): Int32Array[] {
  const first = rowsOf.map((rows) => draw.below(rows.length));
  const taken = first.map((at) => new Set([at]));
  const columns = [first];
  for (let k = 1; k < count; k++) {
    columns.push(
      rowsOf.map((rows, i) => {
        let at = first[i]!;
        for (let left = draw.below(rows.length - k); ; left--) {
          do at = (at + 1) % rows.length;
          while (taken[i]!.has(at));
          if (left === 0) break;
        }
        taken[i]!.add(at);
        return at;
      }),
    );
  }
  return columns.map((column) => Int32Array.from(column, (at, i) => rowsOf[i]![at]!));
}

function identitiesTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, recorder, stream } = context;
  const draw = stream('data');
  const { data, own } = loadIdentities(p, draw);
  const negatives: Stream = stream('explore');
  const init = stream('init');
  const model = mlp(parameters, 'mlp', [data.width, ...p.hidden, p.dim], {
    activation: 'relu',
    init: kaimingUniform(init),
  });
  const { loss, last } = watched(context.loss);
  const pairing = pairingOf(parameters, context, {
    loss,
    lossParams: context.lossParams,
    negatives: p.negatives,
    documents: data.train.length,
    dim: p.dim,
    init,
    draw: negatives,
  });
  parameters.seal();
  const values = engine.permanent([data.values.length / data.width, data.width], data.values);
  const embed = (rows: ArrayLike<number>): Tensor => {
    const outputs = model(gatherRows(values, engine.indices(rows)));
    return p.unit ? normalizeRows(outputs) : outputs;
  };
  const batches = new Minibatches(Int32Array.from(data.train.keys()), p.batch, draw);
  const each = pairing.takesFurther ? p.rowsPerClass : 2;
  const judge = createJudge(data, p.compare, recorder, own !== null);
  const recordActive =
    context.loss.name === 'triplet'
      ? recorder.define({
          name: 'active_triplets',
          help: 'part of the triplets of the batch that still cost something',
          better: 'neither',
          dependsOn: ['loss'],
        })
      : null;
  const vectors = (rows: ArrayLike<number>) => engine.untracked(() => Float64Array.from(embed(rows).view()));

  /** What is left of training on a user's data. */
  const ownOf = (rows: OwnRows): OwnData => {
    const output: OutputSpec = { kind: 'embedding', target: p.label, unit: p.unit };
    const model = modelDocument('identities', rows, layersOf(p.hidden.length, 'relu'), output);
    const { texts, codes } = rows.table.keys.get(p.label)!;
    const target = { name: p.label, values: Array.from(judge.tested, (row) => texts[codes[row]!]!) };
    return ownData(rows, model, judge.tested, [target], () => embeddingColumns(vectors(judge.tested), p.dim));
  };

  return {
    loss() {
      const ids = Int32Array.from(batches.next());
      const rowsOf = Array.from(ids, (id) => data.train[id]!);
      const [requests, documents, ...further] = drawRows(rowsOf, each, draw).map((rows) => embed(rows));
      return pairing.loss({ requests: requests!, documents: documents!, ids, further });
    },
    afterUpdate() {
      pairing.afterUpdate();
      const { triplets, active } = last() ?? {};
      if (typeof triplets === 'number' && typeof active === 'number') recordActive?.(active / Math.max(1, triplets));
    },
    evaluate() {
      judge.evaluate(vectors(judge.tested), p.dim);
    },
    scope(): EmbeddingScope {
      const count = Math.min(PICTURED, judge.tested.length);
      const { x, y } = project2d(vectors(judge.tested.subarray(0, count)), count, p.dim);
      const points = Array.from(x, (value, i) => ({ x: value, y: y[i]!, group: judge.testedClass[i]! }));
      return { kind: 'embedding', points, query: null, neighbours: [] };
    },
    parts: { batches, negatives, pairing: together(pairing.parts) },
    data: { content: data, epochSteps: batches.perEpoch },
    own: own === null ? null : ownOf(own),
  };
}

export const identities = defineTask({
  name: 'identities',
  title: 'Telling unseen identities apart',
  summary:
    'Rows of many classes become vectors, near within a class and apart between classes, and are judged on classes that training never saw.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'triplet');
  },
  params,
  tunable: [...optimizerTunable],
  focus: 'recall_at_1',
  ownMetrics: [RAW_RECALL],
  takes: [
    {
      shape: 'a row an example, a column with its class; two rows or more of each class',
      example: 'label,x,y\nann,0.1,0.7\nann,0.2,0.6\nbob,0.9,0.1',
    },
  ],
  understand: (values) => (values.data === '' ? null : loadIdentities(values, Stream.from(0, 'data')).own!.report),
  check: checkIdentities,
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, kinds);
  },
  create: (context): Learner => createTrained(context, identitiesTrainee),
});
