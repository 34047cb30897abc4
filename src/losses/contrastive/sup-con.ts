import { choice, number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  addColumn,
  fillAt,
  fillWhere,
  lseRows,
  maxRows,
  mul,
  outsidePairs,
  scale,
  sub,
  sumRows,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { range } from '../kit/numerics.js';
import { atCosine } from '../kit/plot.js';
import { reductionParam } from '../kit/reduction.js';
import { labelledInputs, overAnchors, positivesOf } from '../parts/labelled-rows.js';
import { similarities, similarityParam } from '../parts/similarity.js';

/** Each row of z moved so that the largest of the other columns is 0: differences keep their digits in f32. */
function nearZero(z: Tensor, others: Tensor): Tensor {
  const shifts = z.engine.constant(() => scale(maxRows(others), -1));
  const usable = shifts.view().map((x) => (Number.isFinite(x) ? x : 0));
  return addColumn(z, z.engine.tensor(shifts.shape, usable));
}

export const supCon = defineLoss({
  name: 'sup-con',
  family: 'contrastive',
  summary: 'Cross-entropy of picking the rows of the same class among all other rows of the batch.',
  formula: 'z_ia = sim/tau over a != i; out: lse_a z_ia - mean_P z_ip; in: lse_a z_ia - lse_P z_ip + log |P|',
  gradient: 'dL/dz_ia = softmax_a - [a in P]/|P| (out), minus the softmax over P (in); both rows of a pair then',
  source: 'Khosla et al. 2020',
  aliases: ['SupCon', 'supervised contrastive loss', 'SupConLoss'],
  elsewhere: [
    'pytorch-metric-learning SupConLoss: 0.1, averages over the rows above 0, is 0 without negatives.',
    'The code of the authors: temperature 0.07, times temperature over base; NaN for a row without positive.',
  ],
  traps: [
    'A batch needs several rows of each class; a row without another of its class does not count.',
    'Collapsed embeddings cost log(N-1).',
  ],
  relatives: ['info-nce', 'triplet', 'multi-similarity'],
  fits: ['labelled-embeddings'],
  inputs: labelledInputs,
  params: {
    form: choice('out', ['out', 'in'], 'The mean over positives outside of the logarithm, or inside.'),
    temperature: number(0.1, 'Divides the similarity; smaller looks at the hardest rows.', { above: 0 }),
    similarity: similarityParam(),
    reduction: reductionParam('mean', 'the number of rows that have a positive'),
  },
  couples: { why: 'rows are the pairs of each other', weights: true },
  variants: { out: { form: 'out' }, in: { form: 'in' } },
  plot: {
    variable: 'cosine of two rows of one class; the third row of another is at right angles to the first',
    symbol: 'cos',
    from: -0.99,
    to: 0.99,
    examples: {
      'three rows': (c) => ({
        embeddings: [
          [1, 0, 0],
          [...atCosine(c), 0],
          [0, 0, 1],
        ],
        labels: [0, 0, 1],
      }),
    },
    slope: 'variable',
    family: { param: 'temperature', values: [0.1, 0.3, 1] },
  },
  compute({ embeddings, labels }, { form, temperature, similarity, reduction }) {
    const { engine } = embeddings;
    const n = labels.size;
    const others = (z: Tensor) => fillAt(z, range(engine, n), -Infinity);
    const all = scale(similarities(embeddings, embeddings, similarity), 1 / temperature);
    const z = nearZero(all, others(all));
    const noPositive = outsidePairs(engine, labels, labels, 'others');
    const positives = positivesOf(embeddings, labels);
    const perRow = (of: (count: number) => number) =>
      engine.tensor(
        [n],
        positives.map((count) => of(Math.max(1, count))),
      );
    const match =
      form === 'out'
        ? mul(
            sumRows(fillWhere(z, noPositive, 0)),
            perRow((count) => 1 / count),
          )
        : sub(
            lseRows(fillWhere(z, noPositive, -Infinity)),
            perRow((count) => maths.log(count)),
          );
    const rows = sub(lseRows(others(z)), match);
    const counts = positives.map((count) => count > 0);
    return { value: overAnchors(rows, counts, reduction), extra: { anchors: counts.filter(Boolean).length } };
  },
});
