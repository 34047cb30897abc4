import { boolean, choice } from '../../core/params.js';
import {
  add,
  addColumn,
  crossEntropyRows,
  fillAt,
  gatherColumns,
  gatherRows,
  matmul,
  matmulNT,
  maxRows,
  neg,
  normalizeRows,
  reshape,
  rowDot,
  scale,
  scaleBy,
  select,
  shift,
  shiftBy,
  sigmoid,
  sub,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { learned } from '../kit/inputs.js';
import { atCosine } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const ge2e = defineLoss({
  name: 'ge2e',
  family: 'classification',
  summary: 'Every utterance near the centroid of its own speaker and away from the others.',
  formula:
    'S_jik = w cos(e_ji, c_k) + b, own centroid without e_ji; softmax: lse_k(S_jik) - S_jij; contrast: 1 - sigma(S_jij) + max_{k != j} sigma(S_jik)',
  gradient:
    "G = dL/dS: softmax_k - delta_kj, or -sigma'(S_jij) at j and +sigma'(S_jik) at the best wrong speaker; dw = sum G cos, db = sum G; to embeddings through the cosines and the centroids",
  source: 'Wan et al. 2018',
  aliases: ['generalized end-to-end loss'],
  elsewhere: [
    'In none of PyTorch, Optax, Keras or pytorch-metric-learning.',
    'Community code clamps w with a call whose result is discarded, so w may turn negative there.',
  ],
  traps: [
    'Keep w above 0 by clamping it to at least 1e-6 after the optimiser step; the loss does not do it.',
    'In the softmax form the gradient of b is always 0, because b shifts every logit.',
    'The default reduction is the sum over all utterances, as in the paper.',
  ],
  relatives: ['center', 'triplet', 'info-nce'],
  fits: ['utterances'],
  inputs: {
    embeddings: learned('[S,M,D]', 'M utterances of each of S speakers, at least 2 of both.'),
    w: learned('[]', 'Scale of the cosine, above 0; starts at 10.'),
    b: learned('[]', 'Shift of the cosine; starts at -5.'),
  },
  params: {
    form: choice('softmax', ['softmax', 'contrast'], 'softmax weighs all other speakers, contrast the best of them.'),
    normalize: boolean(true, 'Whether each embedding is brought to length 1 first.'),
    reduction: reductionParam('sum', 'the number of utterances'),
  },
  couples: { why: 'utterances make up the centroids of their speakers' },
  variants: { softmax: { form: 'softmax' }, contrast: { form: 'contrast' } },
  plot: {
    variable: "cosine of an utterance with its own speaker's other one",
    symbol: 'cos',
    from: -0.99,
    to: 0.99,
    examples: {
      'another speaker at a right angle': (c) => ({
        embeddings: [
          [atCosine(c), [1, 0]],
          [
            [0, 1],
            [0, 1],
          ],
        ],
        w: 10,
        b: -5,
      }),
    },
    slope: 'variable',
    family: { param: 'form', values: ['softmax', 'contrast'] },
  },
  validate: ({ embeddings }) =>
    embeddings.shape[0]! < 2 || embeddings.shape[1]! < 2
      ? [
          {
            path: 'inputs.embeddings',
            message: 'needs at least 2 speakers with 2 utterances each',
            given: `[${embeddings.shape}]`,
          },
        ]
      : [],
  compute({ embeddings, w, b }, { form, normalize, reduction }) {
    const { engine } = embeddings;
    const [speakers, utterances, size] = embeddings.shape as [number, number, number];
    const n = speakers * utterances;
    const rows = reshape(embeddings, [n, size]);
    const e = normalize ? normalizeRows(rows) : rows;
    const speaker = engine.indices(Array.from({ length: n }, (_, i) => Math.floor(i / utterances)));
    const membership = engine.filled([speakers, n], 0);
    const marks = membership.view();
    for (let i = 0; i < n; i++) marks[Math.floor(i / utterances) * n + i] = 1;

    const sums = matmul(membership, e);
    const centroids = scale(sums, 1 / utterances);
    const withoutSelf = scale(sub(gatherRows(sums, speaker), e), 1 / (utterances - 1));
    const direction = normalizeRows(e);
    const cosines = matmulNT(direction, normalizeRows(centroids));
    const own = rowDot(direction, normalizeRows(withoutSelf));
    const ownEverywhere = addColumn(engine.filled([n, speakers], 0), own);
    const isOwn = fillAt(engine.filled([n, speakers], 0), speaker, 1);
    const logits = shiftBy(scaleBy(select(isOwn, ownEverywhere, cosines), w), b);

    if (form === 'softmax') return { value: reduce(crossEntropyRows(logits, speaker), reduction) };
    const hit = sigmoid(gatherColumns(logits, speaker));
    const rival = sigmoid(maxRows(fillAt(logits, speaker, -Infinity)));
    return { value: reduce(add(shift(neg(hit), 1), rival), reduction) };
  },
});
