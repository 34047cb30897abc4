import { boolean, choice, number } from '../../core/params.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import {
  countTriplets,
  gatherRows,
  mineHard,
  mineSemiHard,
  minimum,
  pairDistance,
  relu,
  reshape,
  rowDistance,
  scale,
  shift,
  softplus,
  sub,
  sumRows,
  take,
  tripletSum,
} from '../../tensor/ops/index.js';
import { defineLoss, type LossResult } from '../kit/definition.js';
import { index, learned, optional } from '../kit/inputs.js';
import { countedRows, type Reduction, reduce, reductionParam } from '../kit/reduction.js';
import { distanceParam } from '../parts/similarity.js';

interface BatchAll {
  readonly margin: number | null;
  readonly average: 'active' | 'all';
  readonly reduction: Reduction;
}

function batchAll(distances: Tensor, labels: Indices, { margin, average, reduction }: BatchAll): LossResult {
  const triplets = countTriplets(labels, distances.engine);
  const { total, active } = tripletSum(distances, labels, margin);
  const divisor = average === 'active' ? active : triplets;
  // NaN is never above 0, so it counts as inactive; it must come out all the same.
  const nothing = divisor === 0 && !Number.isNaN(total.item());
  let value = total;
  if (reduction === 'mean') value = nothing ? distances.engine.filled([], 0) : scale(total, 1 / divisor);
  return { value, extra: { triplets, active } };
}

/**
 * The loss of one cost a triplet, with how many there are and how many still cost something; `each` triplets of an anchor make
 * a row, their mean.
 */
function costing(costs: Tensor, each: number, reduction: Reduction): LossResult {
  const counted = countedRows();
  const rows = each === 1 ? costs : scale(sumRows(reshape(costs, [costs.size / each, each])), 1 / each);
  const count = (costsSomething: (cost: number) => boolean) => {
    let found = 0;
    costs.view().forEach((cost, i) => {
      if (counted(Math.floor(i / each)) && costsSomething(cost)) found++;
    });
    return found;
  };
  return {
    value: reduce(rows, reduction),
    extra: {
      get triplets() {
        return count(() => true);
      },
      get active() {
        return count((cost) => cost > 0);
      },
    },
  };
}

/** Every positive of an anchor with every negative of it: both and the anchor once for each triplet, anchor by anchor. */
function crossed(anchors: Tensor, positives: Tensor, negatives: Tensor) {
  const { engine } = anchors;
  const [n, d] = anchors.shape as [number, number];
  const several = (x: Tensor) => (x.shape.length === 3 ? x.shape[1]! : 1);
  const [p, k] = [several(positives), several(negatives)];
  const each = p * k;
  if (each === 1) {
    const flat = (x: Tensor) => (x.shape.length === 3 ? reshape(x, [n, d]) : x);
    return { anchors, positives: flat(positives), negatives: flat(negatives), each };
  }
  const rows = (x: Tensor, count: number, at: (i: number) => number) => {
    const places = Int32Array.from({ length: n * each }, (_, t) => Math.floor(t / each) * count + at(t % each));
    return gatherRows(reshape(x, [n * count, d]), engine.indices(places));
  };
  return {
    anchors: rows(anchors, 1, () => 0),
    positives: rows(positives, p, (i) => Math.floor(i / k)),
    negatives: rows(negatives, k, (i) => i % k),
    each,
  };
}

export const triplet = defineLoss({
  name: 'triplet',
  family: 'ranking',
  summary: 'The positive must be nearer to the anchor than the negative, by a margin.',
  formula: '[d(a,p) - d(a,n) + m]+; softMargin: softplus(d(a,p) - d(a,n))',
  gradient: 'of an active triplet: d d(a,p)/d. minus d d(a,n)/d.; d|a-b|/da = (a-b)/|a-b|',
  source: 'Schroff et al. 2015 (FaceNet); swap: Balntas et al. 2016; batch-hard, soft margin: Hermans et al. 2017',
  aliases: ['triplet margin loss'],
  elsewhere: [
    'PyTorch nn.TripletMarginLoss adds 1e-6 to the difference; this adds nothing.',
    'sentence-transformers TripletLoss (margin 5), BatchHardTripletLoss (counts anchors without a positive), BatchSemiHardTripletLoss, BatchAllTripletLoss.',
    'pytorch-metric-learning TripletMarginLoss: margin 0.05, normalises, averages over the losses above 0; its smooth_loss keeps the margin.',
    'Optax triplet_margin_loss: an epsilon inside the root. FaceNet: squared distance on unit vectors, margin 0.2.',
  ],
  traps: [
    'A curve stuck at exactly the margin means that all embeddings have collapsed to one point.',
    'batch-all averages over the triplets that are still active, so its curve need not fall while training works: watch active.',
    'batch-hard collapses easily at the start; semi-hard or softMargin is safer.',
  ],
  relatives: ['contrastive', 'mnr', 'margin-ranking'],
  fits: ['triplets', 'labelled-embeddings'],
  inputs: {
    anchors: optional(learned('[N,D]', 'Rows to compare with.')),
    positives: optional(learned('[N,D] or [N,P,D]', 'Row i belongs with anchor i; or P rows that do.')),
    negatives: optional(
      learned(
        '[N,D] or [N,K,D]',
        'Row i does not belong with anchor i; or K rows that do not. Each meets each positive.',
      ),
    ),
    embeddings: optional(learned('[N,D]', 'Rows of which the batch forms its own triplets.')),
    labels: optional(index('[N]', 'The class of each embedding.')),
  },
  params: {
    margin: number(1, 'How much nearer the positive must be; unused with softMargin.', { min: 0 }),
    distance: distanceParam(),
    swap: boolean(false, 'Whether the negative may be compared with the positive instead, if that is nearer.'),
    softMargin: boolean(false, 'softplus instead of the hinge: pulls on, however large the lead.'),
    mining: choice(
      'none',
      ['none', 'hard', 'semi-hard', 'all'],
      'none takes triplets as given; hard, semi-hard and all form them from labelled embeddings.',
    ),
    fallback: choice(
      'farthest',
      ['farthest', 'skip'],
      'For semi-hard, when no negative is farther than the positive: the farthest one, or drop the pair.',
    ),
    average: choice('active', ['active', 'all'], 'For all: the mean over triplets with a loss, or over every triplet.'),
    reduction: reductionParam('mean', 'the number of triplets kept; an anchor with several counts by their mean'),
  },
  couples: { why: 'the rows of a batch form its triplets', variants: ['batch-hard', 'batch-semi-hard', 'batch-all'] },
  variants: {
    default: { mining: 'none' },
    'batch-hard': { mining: 'hard' },
    'batch-semi-hard': { mining: 'semi-hard' },
    'batch-all': { mining: 'all' },
  },
  forms: {
    default: { needs: ['anchors', 'positives', 'negatives'] },
    'batch-hard': { needs: ['embeddings', 'labels'] },
    'batch-semi-hard': { needs: ['embeddings', 'labels'] },
    'batch-all': { needs: ['embeddings', 'labels'] },
  },
  plot: {
    variable: 'distance to the positive, with the negative at distance 1',
    symbol: 'd(a,p)',
    from: 0,
    to: 3,
    examples: { 'one triplet': (d) => ({ anchors: [[0, 0]], positives: [[d, 0]], negatives: [[-1, 0]] }) },
    slope: { of: 'positives', at: 0, name: 'positive' },
    family: { param: 'margin', values: [0, 0.5, 1] },
  },
  validate: (_, { mining, reduction }) =>
    mining === 'all' && reduction === 'none'
      ? [{ path: 'params.reduction', message: 'none would keep N^3 values for mining all', allowed: 'mean, sum' }]
      : [],
  warn({ embeddings }) {
    if (embeddings === undefined || embeddings.shape[0]! < 2) return [];
    const { data } = embeddings;
    const size = embeddings.shape[1]!;
    const spread = data.reduce((most, x, i) => Math.max(most, Math.abs(x - data[i % size]!)), 0);
    return spread > 1e-6 ? [] : ['All embeddings are one point: the loss is its margin and no gradient leads away.'];
  },
  compute(inputs, { margin, distance, swap, softMargin, mining, fallback, average, reduction }) {
    const costs = (gap: Tensor) => (softMargin ? softplus(gap) : relu(shift(gap, margin)));
    if (mining === 'none') {
      const { anchors, positives, negatives, each } = crossed(inputs.anchors!, inputs.positives!, inputs.negatives!);
      const toPositive = rowDistance(anchors, positives, distance);
      const toNegative = rowDistance(anchors, negatives, distance);
      const nearer = swap ? minimum(toNegative, rowDistance(positives, negatives, distance)) : toNegative;
      return costing(costs(sub(toPositive, nearer)), each, reduction);
    }
    const embeddings = inputs.embeddings!;
    const labels = inputs.labels!;
    const distances = pairDistance(embeddings, embeddings, distance);
    if (mining === 'all')
      return batchAll(distances, labels, { margin: softMargin ? null : margin, average, reduction });

    const mined = mining === 'hard' ? mineHard(distances, labels) : mineSemiHard(distances, labels, fallback);
    const flat = reshape(distances, [distances.size]);
    return costing(costs(sub(take(flat, mined.positive), take(flat, mined.negative))), 1, reduction);
  },
});
