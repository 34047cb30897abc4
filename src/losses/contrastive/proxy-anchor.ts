import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, fillWhere, lseRows, outsidePairs, scale, shift, softplus, sum } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { index, learned } from '../kit/inputs.js';
import { integers, range } from '../kit/numerics.js';
import { atCosine } from '../kit/plot.js';
import { reductionParam } from '../kit/reduction.js';
import { similarities } from '../parts/similarity.js';

export const proxyAnchor = defineLoss({
  name: 'proxy-anchor',
  family: 'contrastive',
  summary: 'One learned proxy a class pulls its rows and pushes all others, the hardest most.',
  formula:
    's = cos(proxy, row); pos_c = log(1 + sum_{y=c} e^(-a (s - m))), neg_c = log(1 + sum_{y!=c} e^(a (s + m))); sum pos_c / classes in the batch + sum neg_c / C',
  gradient: 'ds = -a softmax over own and 0, or a softmax over others and 0, over its divisor',
  source: 'Kim et al. 2020',
  aliases: ['Proxy-Anchor', 'ProxyAnchorLoss'],
  elsewhere: ['pytorch-metric-learning ProxyAnchorLoss: equal.'],
  traps: ['Proxies want a learning rate of their own, about 100 times that of the network.'],
  relatives: ['multi-similarity', 'arcface'],
  fits: ['class-prototypes'],
  inputs: {
    embeddings: learned('[N,D]', 'Rows to be told apart.'),
    proxies: learned('[C,D]', 'One learned row per class.'),
    targets: index('[N]', 'The class of each row.', { below: 'C' }),
  },
  params: {
    margin: number(0.1, 'Similarity beyond which own rows, or below minus which others, count little.', { min: 0 }),
    alpha: number(32, 'Steepness.', { above: 0 }),
    reduction: reductionParam(
      'mean',
      'the classes in the batch for pos_c, all classes for neg_c; none has one value a class',
    ),
  },
  couples: { why: 'its terms belong to classes, not to rows' },
  variants: { default: {} },
  plot: {
    variable: 'cosine of a row with its proxy; with the other proxy it is 0',
    symbol: 's',
    from: -0.99,
    to: 0.99,
    examples: {
      'one row': (c) => ({
        embeddings: [[...atCosine(c), 0]],
        proxies: [
          [1, 0, 0],
          [0, 0, 1],
        ],
        targets: [0],
      }),
    },
    slope: 'variable',
    params: { alpha: 8 },
    family: { param: 'margin', values: [0, 0.1, 0.5] },
  },
  compute({ embeddings, proxies, targets }, { margin, alpha, reduction }) {
    const { engine } = embeddings;
    const classes = proxies.shape[0]!;
    const s = similarities(proxies, embeddings, 'cos');
    const all = range(engine, classes);
    const soft = (logits: Tensor, outside: Tensor) => softplus(lseRows(fillWhere(logits, outside, -Infinity)));
    const own = soft(scale(shift(s, -margin), -alpha), outsidePairs(engine, all, targets, 'same'));
    const others = soft(scale(shift(s, margin), alpha), outsidePairs(engine, all, targets, 'different'));
    if (reduction === 'none') return { value: add(own, others) };
    if (reduction === 'sum') return { value: sum(add(own, others)) };
    const present = new Set(integers(engine, targets)).size;
    return { value: add(scale(sum(own), 1 / Math.max(1, present)), scale(sum(others), 1 / Math.max(1, classes))) };
  },
});
