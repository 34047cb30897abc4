import type { Indices, Tensor } from '../../tensor/engine.js';
import { gatherRows, matmulTN, mulColumn, rowDistance, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { integers } from '../kit/numerics.js';
import { countedRows, reduce, reductionParam } from '../kit/reduction.js';

/** Per class: the sum over its rows of (center - embedding), over 1 + their number. */
function centerDelta(embeddings: Tensor, centers: Tensor, targets: Indices, counted: (row: number) => boolean): Tensor {
  const { engine } = embeddings;
  const [classes] = centers.shape as [number];
  const member = engine.filled([targets.size, classes], 0);
  const divisors = engine.filled([classes], 1);
  const [marks, counts] = [member.view(), divisors.view()];
  integers(engine, targets).forEach((y, row) => {
    if (!counted(row)) return;
    marks[row * classes + y] = 1;
    counts[y]! += 1;
  });
  for (let y = 0; y < classes; y++) counts[y] = 1 / counts[y]!;
  return mulColumn(matmulTN(member, sub(gatherRows(centers, targets), embeddings)), divisors);
}

export const center = defineLoss({
  name: 'center',
  family: 'classification',
  summary: 'Half the squared distance of each embedding to the center of its class.',
  formula: '0.5 |x - c_y|^2',
  gradient: 'x - c_y; for the centers minus the same, added to row y',
  source: 'Wen et al. 2016',
  aliases: ['center loss'],
  elsewhere: ['In none of PyTorch, Optax or Keras; pytorch-metric-learning has CentroidTripletLoss, another loss.'],
  traps: [
    'Never alone: all centers and embeddings can collapse to one point. Use it beside cross-entropy with a small factor.',
    'Centers are usually moved by their own rule, c <- c - 0.5 centerDelta, instead of by the gradient.',
    'The paper sums over rows; the default here is the mean.',
  ],
  relatives: ['cross-entropy', 'arcface', 'ge2e'],
  fits: ['class-prototypes'],
  inputs: {
    embeddings: learned('[N,D]', 'Rows of known class.'),
    centers: learned('[C,D]', 'One center per class.'),
    targets: index('[N]', 'The class of each row.', { below: 'C' }),
  },
  params: { reduction: reductionParam('mean', 'the number of rows') },
  variants: { default: {} },
  plot: {
    variable: 'distance to the center of the class',
    symbol: '|x - c_y|',
    from: 0,
    to: 3,
    examples: { 'one row': (d) => ({ embeddings: [[d, 0]], centers: [[0, 0]], targets: [0] }) },
    slope: { of: 'embeddings', at: 0, name: 'x' },
    family: null,
  },
  compute({ embeddings, centers, targets }, { reduction }) {
    const counted = countedRows();
    const rows = scale(rowDistance(embeddings, gatherRows(centers, targets), 'sq-euclidean'), 0.5);
    return {
      value: reduce(rows, reduction),
      extra: {
        get centerDelta() {
          return embeddings.engine.constant(() => centerDelta(embeddings, centers, targets, counted));
        },
      },
    };
  },
});
