import { choice } from '../../core/params.js';
import {
  add,
  entropyRows,
  log,
  neg,
  rowDot,
  softCrossEntropyRows,
  softmaxRows,
  sub,
  sumRows,
  xlogx,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { learned } from '../kit/inputs.js';
import { logit } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { distributed, probabilities, probabilityIssues, probabilityWarnings } from '../parts/distributions.js';

export const klDiv = defineLoss({
  name: 'kl-div',
  family: 'classification',
  summary: 'How many nats more than its own entropy a distribution costs when coded with the model.',
  formula:
    'forward D(p||q): sum_k p_k log p_k - p_k log q_k; reverse D(q||p): sum_k q_k (log q_k - log p_k); q = softmax(z)',
  gradient: 'forward: q_k - p_k; reverse: q_k (log q_k - log p_k - D)',
  source: 'Kullback, Leibler 1951',
  aliases: ['Kullback-Leibler divergence', 'relative entropy', 'distillation', 'knowledge distillation'],
  elsewhere: [
    'PyTorch nn.KLDivLoss(input = log q, target = p): reversed arguments, log input, and its default mean divides by N times C, which is no KL.',
    'Optax kl_divergence(log_predictions, targets); Keras KLDivergence(y_true, y_pred) clips both at 1e-7.',
    'sentence-transformers DistillKLDivLoss.',
  ],
  traps: [
    'H(p,q) = D(p||q) + S(p) and S(p) does not depend on the model: forward KL and cross-entropy have the same gradient.',
    'mean is here what PyTorch calls batchmean: the sum over classes, averaged over rows.',
    'The reverse form needs every target probability above 0; it seeks a mode, the forward form covers all of them.',
  ],
  relatives: ['cross-entropy'],
  fits: ['class-distributions'],
  inputs: {
    logits: learned('[N,C]', 'Raw scores of the model; q is their softmax.'),
    targetProbs: probabilities('The distribution p of each row.'),
  },
  params: {
    direction: choice('forward', ['forward', 'reverse'], 'forward is D(p||q), reverse is D(q||p); q is the model.'),
    reduction: choice(
      'batchmean',
      ['batchmean', 'mean', 'sum', 'none'],
      'batchmean (and mean, its other name) divides by the number of rows; sum adds up; none keeps the rows.',
    ),
  },
  variants: { forward: { direction: 'forward' }, reverse: { direction: 'reverse' } },
  plot: {
    variable: 'probability that the model gives to a class of probability 0.7',
    symbol: 'q',
    from: 0.01,
    to: 0.99,
    examples: { 'one row': (q) => ({ logits: [[logit(q), 0]], targetProbs: [[0.7, 0.3]] }) },
    slope: { of: 'logits', at: 0, name: 'z' },
    family: { param: 'direction', values: ['forward', 'reverse'] },
  },
  validate({ targetProbs }, { direction }) {
    const zero = targetProbs.data.indexOf(0);
    const issues = probabilityIssues(targetProbs);
    if (direction === 'reverse' && zero >= 0) {
      const classes = targetProbs.shape[1]!;
      issues.push({
        path: `inputs.targetProbs[${Math.floor(zero / classes)}][${zero % classes}]`,
        message: 'must be above 0 for the reverse direction, which is infinite there',
        given: '0',
      });
    }
    return issues;
  },
  warn: ({ targetProbs }) => probabilityWarnings(targetProbs),
  compute({ logits, targetProbs }, { direction, reduction }) {
    const p = distributed(targetProbs);
    const { engine } = logits;
    const targetEntropy = () => neg(sumRows(xlogx(p)));
    const rows =
      direction === 'forward'
        ? sub(softCrossEntropyRows(logits, p), targetEntropy())
        : neg(add(entropyRows(logits), rowDot(softmaxRows(logits), log(p))));
    return {
      value: reduce(rows, reduction === 'batchmean' ? 'mean' : reduction),
      extra: {
        klRows: rows,
        get crossEntropyRows() {
          return engine.constant(() => softCrossEntropyRows(logits, p));
        },
        get entropyRows() {
          return engine.constant(targetEntropy);
        },
      },
    };
  },
});
