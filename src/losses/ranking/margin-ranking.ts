import { choice, number } from '../../core/params.js';
import { addColumn, addRow, hingePairs, mul, neg, relu, scale, shift, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned, optional } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const marginRanking = defineLoss({
  name: 'margin-ranking',
  family: 'ranking',
  summary: 'One of two scores must lead the other by a margin.',
  formula: 'labelled: [-y (x1 - x2) + m]+; pos-neg: [m - s+ + s-]+; all-pairs: sum over all of [f+ + m - f-]+',
  gradient: '-y and +y where positive; all-pairs: +1 and -1 for every violated pair',
  source: 'Bordes et al. 2013 (TransE), and older ranking SVMs; adaptive margins: Nayyeri et al. 2019',
  aliases: ['max-margin ranking', 'knowledge-graph margin loss'],
  elsewhere: ['PyTorch nn.MarginRankingLoss is labelled.'],
  traps: [
    'pos-neg takes scores (higher is better), all-pairs takes distances (lower is better): hence the opposite signs.',
    'labelled has margin 0 by default, so a tie costs nothing and pulls nowhere.',
    'all-pairs sums by default, so its value grows with the product of the two sizes.',
  ],
  relatives: ['pairwise-ranking', 'triplet', 'hinge'],
  fits: ['score-pairs'],
  inputs: {
    x1: optional(learned('[N]', 'First scores.')),
    x2: optional(learned('[N]', 'Second scores.')),
    targets: optional(given('[N]', '+1 where the first must lead, -1 where the second.', { values: [-1, 1] })),
    positive: optional(
      learned('[P]', 'pos-neg: scores of the better of each pair; all-pairs: distances of true ones.'),
    ),
    negative: optional(
      learned('[Q]', 'pos-neg: scores of the worse of each pair; all-pairs: distances of false ones.'),
    ),
  },
  params: {
    form: choice(
      'labelled',
      ['labelled', 'pos-neg', 'all-pairs'],
      'labelled: two scores and which must lead; pos-neg: better and worse score; all-pairs: distances, each with each.',
    ),
    margin: number(0, 'How far the lead must be; 1 for pos-neg and all-pairs unless set.', { min: 0 }),
    reduction: reductionParam('mean', 'the number of pairs'),
  },
  couples: { why: 'every positive meets every negative', variants: ['all-pairs'] },
  variants: {
    labelled: { form: 'labelled' },
    'pos-neg': { form: 'pos-neg', margin: 1 },
    'all-pairs': { form: 'all-pairs', margin: 1, reduction: 'sum' },
  },
  forms: {
    labelled: { needs: ['x1', 'x2', 'targets'] },
    'pos-neg': { needs: ['positive', 'negative'], shapes: { positive: ['N'], negative: ['N'] } },
    'all-pairs': { needs: ['positive', 'negative'] },
  },
  plot: {
    variable: 'lead of the first score, which must lead',
    symbol: 'x1 - x2',
    from: -3,
    to: 3,
    examples: { 'one pair': (s) => ({ x1: [s], x2: [0], targets: [1] }) },
    slope: { of: 'x1', at: 0, name: 'x1' },
    family: { param: 'margin', values: [0, 0.5, 1] },
  },
  compute({ x1, x2, targets, positive, negative }, { form, margin, reduction }) {
    if (form === 'labelled') {
      return { value: reduce(relu(shift(neg(mul(targets!, sub(x1!, x2!))), margin)), reduction) };
    }
    if (form === 'pos-neg') return { value: reduce(relu(shift(sub(negative!, positive!), margin)), reduction) };
    const { engine, size } = positive!;
    const pairs = size * negative!.size;
    if (reduction === 'none') {
      return {
        value: relu(addColumn(addRow(engine.filled([size, negative!.size], margin), neg(negative!)), positive!)),
      };
    }
    if (pairs === 0) return { value: engine.filled([], 0) };
    const total = hingePairs(positive!, negative!, margin);
    return { value: reduction === 'sum' ? total : scale(total, 1 / pairs) };
  },
});
