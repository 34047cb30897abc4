import { UserError } from '../core/errors.js';
import type { Learner } from '../core/learner.js';
import { boolean, choice, integer, number, type ParamValues, text } from '../core/params.js';
import type { EmbeddingScope } from '../core/scope.js';
import type { Fit } from '../losses/kit/supervision.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import type { Tensor } from '../tensor/engine.js';
import { normal } from '../tensor/nn/init.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { add, concatRows, gatherRows, neg, normalizeRows, rowDistance } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { type Graph, makeGraph, type Triple, waysOver } from './generators/graph.js';
import { project2d } from './metrics/pca.js';
import { rankOf } from './metrics/ranking.js';
import { bindLoss, chooseFit, type Filling } from './model/fit-loss.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { holdOutTriples, readTriples } from './readers/triples.js';
import { Minibatches } from './splits/minibatches.js';
import { defineTask, type TaskContext } from './task.js';

const distances = ['euclidean', 'manhattan'] as const;

const params = {
  ...optimizerParams,
  data: text(
    '',
    'table with the columns head, relation and tail, or of three columns without a header; empty for a generated graph',
  ),
  separator: text('auto', 'data: what stands between fields: auto, comma, semicolon, tab, pipe, space, or a character'),
  columns: integer(12, 'generated: columns of the grid on which the entities stand', { min: 2, max: 64 }),
  rows: integer(10, 'generated: rows of the grid', { min: 2, max: 64 }),
  translations: integer(6, 'generated: relations that lead a fixed way over the grid', { min: 1, max: 48 }),
  mirrors: integer(1, 'generated: relations that mirror the grid, which no translation can express', {
    min: 0,
    max: 2,
  }),
  testPart: number(0.2, 'part of the triples that is held out for evaluation', { min: 0.01, max: 0.9 }),
  dim: integer(8, 'size of an embedding; more of it remembers triples instead of ways', { min: 1, max: 1024 }),
  initScale: number(0.05, 'deviation of the first embeddings', { above: 0, max: 10 }),
  distance: choice('euclidean', distances, 'how far head plus relation is from the tail'),
  unit: boolean(false, 'bring entities to length 1, as the paper does; then a long row of entities cannot be straight'),
  batch: integer(128, 'triples per update', { min: 1, max: 65_536 }),
  corruptions: integer(4, 'false triples drawn for each true one', { min: 1, max: 256 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

/** Held-out triples that an evaluation looks at. */
const MOST_TESTED = 1000;

/** True and false triples: where each leads (head plus relation), the true and the false end, all [N,D]. */
interface Ends {
  readonly from: Tensor;
  readonly right: Tensor;
  readonly wrong: Tensor;
}

type Distance = (a: Tensor, b: Tensor) => Tensor;
type Supplier = (
  ends: Ends,
  distance: Distance,
  lossParams: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, Filling>>;

const marks = (n: number, right: number, wrong: number): Filling => ({
  shape: [2 * n],
  data: Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? right : wrong)),
});

const twice = ({ from, right, wrong }: Ends) => ({ first: concatRows(from, from), second: concatRows(right, wrong) });

/** How triples meet each kind of loss. */
const suppliers = {
  'score-pairs'({ from, right, wrong }, distance, { form }) {
    const [near, far] = [distance(from, right), distance(from, wrong)];
    // The form all-pairs takes distances, where lower is better; the others take scores.
    return form === 'all-pairs' ? { better: near, worse: far } : { better: neg(near), worse: neg(far) };
  },
  'signed-distances'(ends, distance) {
    const { first, second } = twice(ends);
    return { prediction: distance(first, second), labels: marks(ends.from.shape[0]!, 1, -1) };
  },
  'embedding-pairs': (ends) => ({ ...twice(ends), labels: marks(ends.from.shape[0]!, 1, 0) }),
  triplets: ({ from, right, wrong }) => ({ anchors: from, positives: right, negatives: wrong }),
} as const satisfies Partial<Record<Fit, Supplier>>;

const kinds = Object.keys(suppliers) as readonly (keyof typeof suppliers)[];

/** Of a triple, all entities that make it true at one end, among these triples. */
function knownEnds(triples: readonly Triple[], { relations }: Pick<Graph, 'relations'>) {
  const maps = { 0: new Map<number, number[]>(), 2: new Map<number, number[]>() } as const;
  for (const [head, relation, tail] of triples)
    for (const [end, key, entity] of [
      [2, head * relations + relation, tail],
      [0, tail * relations + relation, head],
    ] as const) {
      const own = maps[end].get(key);
      if (own === undefined) maps[end].set(key, [entity]);
      else own.push(entity);
    }
  return ([head, relation, tail]: Triple, end: 0 | 2): readonly number[] =>
    maps[end].get((end === 2 ? head : tail) * relations + relation) ?? [];
}

function graphTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const corrupt = stream('explore');
  const init = stream('init');
  const own = p.data !== '';
  const graph = own ? holdOutTriples(readTriples(p.data, p.separator), p.testPart, draw) : makeGraph(p, draw);
  const tested = graph.test.slice(0, MOST_TESTED);
  const entities = parameters.addTable('entities', [graph.entities, p.dim], normal(init, p.initScale));
  const relations = parameters.addTable('relations', [graph.relations, p.dim], normal(init, p.initScale));
  parameters.seal();
  const fit = chooseFit(loss, lossParams, kinds);
  const supply: Supplier = suppliers[fit];
  const bound = bindLoss(engine, loss, lossParams, fit);
  const distance: Distance = (a, b) => rowDistance(a, b, p.distance);
  const batches = new Minibatches(Int32Array.from(graph.train.keys()), p.batch, draw);
  const known = knownEnds([...graph.train, ...graph.test], graph);
  const placed = () => (p.unit ? normalizeRows(entities) : entities);

  /** A triple of which one end is another entity; by chance it may be true as well, as in the paper. */
  const corrupted = ([head, relation, tail]: Triple): Triple => {
    const other = corrupt.below(graph.entities);
    return corrupt.uniform() < 0.5 ? [other, relation, tail] : [head, relation, other];
  };

  const scores = new Float64Array(graph.entities);
  /** Of a held-out triple, the filtered ranks of its tail and of its head among all entities. */
  const ranksOf = (e: Float64Array, r: Float64Array, triple: Triple): number[] => {
    const [head, relation, tail] = triple;
    return ([2, 0] as const).map((end) => {
      for (let entity = 0; entity < graph.entities; entity++) {
        const [from, to] = end === 2 ? [head * p.dim, entity * p.dim] : [entity * p.dim, tail * p.dim];
        const way = relation * p.dim;
        let sum = 0;
        if (p.distance === 'manhattan') {
          for (let k = 0; k < p.dim; k++) sum += Math.abs(e[from + k]! + r[way + k]! - e[to + k]!);
        } else {
          for (let k = 0; k < p.dim; k++) {
            const d = e[from + k]! + r[way + k]! - e[to + k]!;
            sum += d * d;
          }
        }
        scores[entity] = -sum;
      }
      // Other entities with which the triple is true as well do not count.
      for (const entity of known(triple, end)) if (entity !== triple[end]) scores[entity] = Number.NEGATIVE_INFINITY;
      return rankOf(scores, triple[end]);
    });
  };

  const higher = (name: string, help: string) => recorder.define({ name, help, better: 'higher' });
  const record = {
    mrr: higher(
      'mrr',
      'mean of 1 / rank of the right end of held-out triples, other true ends left out; half of equal scores rank before it',
    ),
    hits: higher('hits_at_10', 'part of the right ends of held-out triples that rank among the first ten'),
    translations: own ? null : higher('mrr_translations', 'mrr of the relations that lead a fixed way'),
    mirrors: own || p.mirrors === 0 ? null : higher('mrr_mirrors', 'mrr of the relations that mirror'),
  };

  return {
    loss() {
      const triples: Triple[] = [];
      const wrong: Triple[] = [];
      for (const index of batches.next())
        for (let i = 0; i < p.corruptions; i++) {
          triples.push(graph.train[index]!);
          wrong.push(corrupted(graph.train[index]!));
        }
      const e = placed();
      const at = (list: readonly Triple[], end: 0 | 2) =>
        gatherRows(e, engine.indices(Int32Array.from(list, (triple) => triple[end])));
      const way = gatherRows(relations, engine.indices(Int32Array.from(triples, (triple) => triple[1])));
      // A false head is as far from the truth as the false end that lies where its way would have had to end.
      const shifted = add(at(wrong, 2), add(at(triples, 0), neg(at(wrong, 0))));
      const ends = { from: add(at(triples, 0), way), right: at(triples, 2), wrong: shifted };
      return bound(supply(ends, distance, lossParams));
    },
    evaluate() {
      const e = engine.untracked(() => Float64Array.from(placed().view()));
      const r = Float64Array.from(relations.view());
      const reciprocal = { translations: { sum: 0, count: 0 }, mirrors: { sum: 0, count: 0 } };
      let hits = 0;
      for (const triple of tested) {
        const kind = reciprocal[own || triple[1] < p.translations ? 'translations' : 'mirrors'];
        for (const rank of ranksOf(e, r, triple)) {
          kind.sum += 1 / rank;
          kind.count++;
          if (rank <= 10) hits++;
        }
      }
      const { translations, mirrors } = reciprocal;
      const count = Math.max(1, translations.count + mirrors.count);
      record.mrr((translations.sum + mirrors.sum) / count);
      record.hits(hits / count);
      record.translations?.(translations.sum / Math.max(1, translations.count));
      record.mirrors?.(mirrors.sum / Math.max(1, mirrors.count));
    },
    /** The entities, grouped by their row of the grid: what is learned should show it. */
    scope(): EmbeddingScope {
      const rows = engine.untracked(() => Float64Array.from(placed().view()));
      const count = Math.min(400, graph.entities);
      const { x, y } = project2d(rows, count, p.dim);
      const points = Array.from(x, (value, i) => ({ x: value, y: y[i]!, group: graph.rowOf[i]! }));
      return { kind: 'embedding', points, query: null, neighbours: [] };
    },
    parts: { batches, corrupt },
    data: { content: graph, epochSteps: batches.perEpoch },
  };
}

/**
 * TransE (Bordes et al. 2013): a triple is true when head plus relation is near the tail. Deviations: entities are free in
 * length unless `unit` is set, and Adam takes the place of plain gradient descent.
 */
export const knowledgeGraph = defineTask({
  name: 'knowledge-graph',
  title: 'Relations as translations',
  summary: 'Entities and relations of a known graph become vectors, so that head plus relation leads to the tail.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'triplet');
  },
  params,
  tunable: [...optimizerTunable, 'batch', 'corruptions'],
  focus: 'mrr',
  takes: [
    { shape: 'a row a triple: head, relation, tail', example: 'head,relation,tail\nRome,capital of,Italy' },
    { shape: 'three columns without a header, as FB15k and WN18RR are written', example: 'Rome\tcapital of\tItaly' },
  ],
  check({ data, separator, columns, rows, translations }) {
    if (data !== '') {
      readTriples(data, separator);
      return;
    }
    const ways = waysOver(columns, rows).length;
    if (translations > ways)
      throw new UserError({
        path: 'translations',
        message: 'must not be more than the ways over the grid',
        given: `${translations}`,
        allowed: `1 to ${ways}`,
      });
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, kinds);
  },
  create: (context): Learner => createTrained(context, graphTrainee),
});
