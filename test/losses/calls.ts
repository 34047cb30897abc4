import type { Nested } from '../../src/losses/kit/input-spec.js';
import type { LossMap } from '../../src/losses/registry.js';
import type { Draw } from './random-calls.js';

type Params = Readonly<Record<string, unknown>>;
type Inputs = Readonly<Record<string, Nested>>;

/** Random legal calls of one form: the settings to try, and the inputs for a draw. */
export interface Calls {
  readonly variant: string;
  readonly params: readonly Params[];
  inputs(draw: Draw): Inputs;
}

const N = 5;
const C = 4;
const D = 3;

const classes = (d: Draw, scores = 'logits') => ({ [scores]: d.matrix(N, C, 1.5), targets: d.indices(N, C) });
const sides = (d: Draw) => ({ scores: d.reals(N, 1.5), targets: d.signs(N) });
const regression = (d: Draw) => ({ pred: d.matrix(2, 3, 1.5), target: d.matrix(2, 3, 1.5) });
const prototypes = (d: Draw, name: string) => ({
  embeddings: d.matrix(N, D),
  [name]: d.matrix(C, D),
  targets: d.indices(N, C),
});
const triplets = (d: Draw) => ({ anchors: d.matrix(N, D), positives: d.matrix(N, D), negatives: d.matrix(N, D) });
const labelled = (d: Draw) => ({ embeddings: d.matrix(7, D), labels: [0, 0, 1, 1, 2, 0, 1] });
const graded = (d: Draw) => ({ scores: d.reals(6), labels: d.indices(6, 3) });
const signed = (d: Draw) => ({ scores: d.reals(6), labels: [1, -1, ...d.signs(4)] });
const pair = (d: Draw) => ({ queries: d.matrix(N, D), keys: d.matrix(N, D) });
const transitions = (d: Draw) => ({
  qValues: d.matrix(N, C),
  actions: d.indices(N, C),
  rewards: d.reals(N),
  nextQ: d.matrix(N, C),
  dones: d.bits(N),
});
const steps = (d: Draw) => ({ logits: d.matrix(N, C), actions: d.indices(N, C) });

const ratios = (d: Draw) => ({ ...steps(d), oldLogps: d.list(N, () => -0.2 - 2 * d.unit()), advantages: d.reals(N) });
const next = (d: Draw) => ({ actions: d.indices(N, 2), rewards: d.reals(N), dones: d.bits(N) });
const atoms = (d: Draw) => ({
  logits: d.list(N, () => d.matrix(2, 4)),
  nextLogits: d.list(N, () => d.matrix(2, 4)),
  ...next(d),
});
const quantiles = (d: Draw) => ({
  quantiles: d.list(N, () => d.matrix(2, 4)),
  nextQuantiles: d.list(N, () => d.matrix(2, 3)),
  ...next(d),
});
const answers = (d: Draw) => ({
  chosenLogps: d.reals(N, 2),
  rejectedLogps: d.reals(N, 2),
  refChosenLogps: d.reals(N, 2),
  refRejectedLogps: d.reals(N, 2),
});
const logps = (d: Draw) => d.list(N, () => -0.1 - 4 * d.unit());
const lengths = (d: Draw) => ({
  chosenLengths: d.indices(N, 4).map((n) => n + 1),
  rejectedLengths: d.indices(N, 4).map((n) => n + 1),
});
const tokens = (d: Draw) => ({
  logps: d.matrix(4, 3, 0.3),
  oldLogps: d.matrix(4, 3, 0.3),
  mask: [
    [1, 1, 1],
    [1, 0, 0],
    [1, 1, 0],
    [1, 1, 1],
  ],
});

const counts = { classCounts: [100, 30, 5, 1] };
const anchored = (d: Draw) => ({ anchors: d.matrix(N, D), positives: d.matrix(N, D) });
const views = (d: Draw) => ({ x1: d.matrix(N, D), x2: d.matrix(N, D) });
/** One list, and two lists with a document that the mask leaves out. */
const listwise = (variant: string, params: readonly Params[]): Calls[] => [
  { variant, params, inputs: (d) => ({ scores: d.reals(6), labels: [0, 2, ...d.indices(4, 4)] }) },
  {
    variant,
    params: params.filter((settings) => !('reduction' in settings)),
    inputs: (d) => ({
      scores: d.reals(8),
      labels: [0, 2, 1, 0, ...d.indices(4, 4)],
      groups: [5, 5, -1, -1, 5, 5, -1, -1],
      mask: [1, 1, 1, 1, 1, 0, 1, 1],
    }),
  },
];

const reductions = [{}, { reduction: 'sum' }, { reduction: 'none' }];
const metrics = ['euclidean', 'sq-euclidean', 'manhattan', 'cosine'].map((distance) => ({ distance }));

/** Every loss with every variant and every parameter at its corners; a loss that is missing here does not compile. */
export const calls: { readonly [L in keyof LossMap]: readonly Calls[] } = {
  'cross-entropy': [
    {
      variant: 'index',
      params: [
        ...reductions,
        { weight: [0.5, 1, 2, 0] },
        { labelSmoothing: 0.2 },
        { labelSmoothing: 1 },
        { ignoreIndex: 1 },
        { weight: [0.5, 1, 2, 3], labelSmoothing: 0.1, ignoreIndex: 2 },
      ],
      inputs: classes,
    },
    {
      variant: 'probs',
      params: [...reductions, { weight: [0.5, 1, 2, 0] }, { labelSmoothing: 0.3 }, { labelSmoothing: 1 }],
      inputs: (d) => ({ logits: d.matrix(N, C), targetProbs: d.distributions(N, C) }),
    },
  ],
  nll: [
    {
      variant: 'default',
      params: [...reductions, { weight: [0.5, 1, 2, 0] }, { ignoreIndex: 3 }],
      inputs: (d) => classes(d, 'logProbs'),
    },
  ],
  bce: [
    {
      variant: 'default',
      params: [...reductions, { posWeight: 3 }, { labelSmoothing: 0.2 }, { posWeight: 0.5, labelSmoothing: 1 }],
      inputs: (d) => ({ logits: d.reals(N, 2), targets: d.units(N) }),
    },
  ],
  'multi-label-bce': [
    {
      variant: 'default',
      params: [...reductions, { posWeight: [1, 2, 0.5, 3] }],
      inputs: (d) => ({ logits: d.matrix(N, C), targets: d.list(N, () => d.bits(C)) }),
    },
  ],
  focal: [
    {
      variant: 'binary',
      params: [...reductions, { gamma: 0 }, { gamma: 0.5, alpha: 0.25 }, { gamma: 5 }, { alpha: 1 }],
      inputs: (d) => ({ logits: d.reals(N, 2), targets: d.bits(N) }),
    },
    {
      variant: 'multiclass',
      params: [...reductions, { gamma: 0 }, { gamma: 0.5, alpha: 0.25 }, { gamma: 5, alpha: [0.1, 0.2, 0, 1] }],
      inputs: classes,
    },
    {
      variant: 'binary',
      params: [{ labelSmoothing: 0.2 }],
      inputs: (d) => ({ logits: d.reals(N, 2), targets: d.bits(N) }),
    },
    { variant: 'multiclass', params: [{ labelSmoothing: 0.2 }], inputs: classes },
    {
      variant: 'binary-probs',
      params: [...reductions, { gamma: 0.5, alpha: [0.2, 0.7] }],
      inputs: (d) => ({ logits: d.reals(N, 2), targetProbs: d.units(N) }),
    },
    {
      variant: 'multiclass-probs',
      params: [...reductions, { gamma: 0.5, alpha: [0.1, 0.2, 0, 1] }, { labelSmoothing: 0.1, alpha: 0.3 }],
      inputs: (d) => ({ logits: d.matrix(N, C), targetProbs: d.distributions(N, C) }),
    },
  ],
  'kl-div': [
    {
      variant: 'forward',
      params: [...reductions, { reduction: 'mean' }],
      inputs: (d) => ({ logits: d.matrix(N, C), targetProbs: d.distributions(N, C) }),
    },
    {
      variant: 'reverse',
      params: reductions,
      inputs: (d) => ({ logits: d.matrix(N, C), targetProbs: d.distributions(N, C) }),
    },
  ],
  hinge: [{ variant: 'default', params: [...reductions, { margin: 0.3 }], inputs: sides }],
  'squared-hinge': [{ variant: 'default', params: [...reductions, { margin: 0.3 }], inputs: sides }],
  'soft-margin': [{ variant: 'default', params: reductions, inputs: sides }],
  'multi-class-hinge': [
    {
      variant: 'weston-watkins',
      params: [
        ...reductions,
        { p: 2 },
        { margin: 0.3, weight: [1, 0, 2, 3] },
        { p: 2, normalize: 'none', weight: [1, 2, 2, 3] },
      ],
      inputs: (d) => classes(d, 'scores'),
    },
    { variant: 'crammer-singer', params: [...reductions, { margin: 0.3 }], inputs: (d) => classes(d, 'scores') },
  ],
  poly: [
    { variant: 'poly-1', params: [...reductions, { epsilon: -1 }, { epsilon: 0 }, { epsilon: 4 }], inputs: classes },
    { variant: 'poly-n', params: [{}, { epsilons: [-1, -0.5, 2] }, { epsilons: [0.3, 1] }], inputs: classes },
    { variant: 'poly-1', params: [{ labelSmoothing: 0.2 }], inputs: classes },
    {
      variant: 'probs',
      params: [...reductions, { epsilons: [0.5, -0.3] }],
      inputs: (d) => ({ logits: d.matrix(N, C), targetProbs: d.distributions(N, C) }),
    },
  ],
  ge2e: (['softmax', 'contrast'] as const).map((variant) => ({
    variant,
    params: [...reductions, { normalize: false }],
    inputs: (d: Draw) => ({ embeddings: d.list(3, () => d.matrix(2, D)), w: 5 + d.unit(), b: d.real() }),
  })),
  arcface: [
    {
      variant: 'default',
      params: [
        { reduction: 'sum', scale: 8 },
        { reduction: 'none', scale: 8 },
        {},
        { margin: 0, scale: 4 },
        { boundary: 'easy', scale: 8 },
        { boundary: 'none', scale: 8 },
        { margin: 3, scale: 4 },
      ],
      inputs: (d) => prototypes(d, 'weights'),
    },
  ],
  sphereface: [
    {
      variant: 'default',
      params: [...reductions, { margin: 1 }, { margin: 2, scale: 4 }, { margin: 3, lambda: 5 }, { margin: 7 }],
      inputs: (d) => prototypes(d, 'weights'),
    },
  ],
  center: [{ variant: 'default', params: reductions, inputs: (d) => prototypes(d, 'centers') }],
  dice: [
    {
      variant: 'logits',
      params: [
        ...reductions,
        { denominator: 'plain' },
        { scope: 'row' },
        { scope: 'row', reduction: 'none', smooth: 1 },
      ],
      inputs: (d) => ({ logits: d.matrix(3, 4), targets: d.list(3, () => d.bits(4)) }),
    },
    {
      variant: 'probs',
      params: [...reductions, { denominator: 'plain', smooth: 0 }, { scope: 'row', reduction: 'sum' }],
      inputs: (d) => ({
        probs: d.list(3, () => d.list(4, () => 0.1 + 0.8 * d.unit())),
        targets: d.list(3, () => d.bits(4)),
      }),
    },
  ],
  mae: [{ variant: 'default', params: reductions, inputs: regression }],
  mse: [{ variant: 'default', params: reductions, inputs: regression }],
  huber: [{ variant: 'default', params: [...reductions, { delta: 0.3 }, { delta: 3 }], inputs: regression }],
  'smooth-l1': [{ variant: 'default', params: [...reductions, { beta: 0 }, { beta: 3 }], inputs: regression }],
  'log-cosh': [{ variant: 'default', params: reductions, inputs: regression }],
  mape: [{ variant: 'default', params: [...reductions, { percent: false }, { epsilon: 0.5 }], inputs: regression }],
  msle: [{ variant: 'default', params: [...reductions, { epsilon: 0 }, { epsilon: 0.5 }], inputs: regression }],
  'poisson-nll': [
    {
      variant: 'default',
      params: [...reductions, { full: true }],
      inputs: (d) => ({ pred: d.reals(N), target: d.indices(N, 5) }),
    },
    {
      variant: 'default',
      params: [{ logInput: false }, { logInput: false, full: true, eps: 0.1 }],
      inputs: (d) => ({ pred: d.list(N, () => 0.2 + d.unit()), target: d.indices(N, 5) }),
    },
  ],
  mnr: [
    {
      variant: 'in-batch',
      params: [...reductions, { scale: 1, similarity: 'dot' }],
      inputs: (d) => ({ anchors: d.matrix(N, D), positives: d.matrix(N, D) }),
    },
    {
      variant: 'hard-negatives',
      params: [{}, { symmetric: true }, { similarity: 'dot', scale: 0.5 }],
      inputs: (d) => ({ anchors: d.matrix(N, D), positives: d.matrix(N, D), negatives: d.matrix(3, D) }),
    },
    {
      variant: 'hard-negatives',
      params: [{}, { similarity: 'dot', scale: 0.5 }],
      inputs: (d) => ({
        anchors: d.matrix(N, D),
        positives: d.matrix(N, D),
        negatives: d.list(N, () => d.matrix(2, D)),
      }),
    },
    {
      variant: 'symmetric',
      params: reductions,
      inputs: (d) => ({ anchors: d.matrix(N, D), positives: d.matrix(N, D) }),
    },
  ],
  'soft-pairwise': [
    { variant: 'default', params: [...reductions, { margin: 0.5 }], inputs: signed },
    { variant: 'literal', params: reductions, inputs: signed },
  ],
  'pairwise-logistic': [
    { variant: 'default', params: [...reductions, { sigma: 3 }], inputs: graded },
    { variant: 'literal', params: reductions, inputs: graded },
  ],
  'pairwise-ranking': [
    { variant: 'default', params: [...reductions, { margin: 0.3 }], inputs: graded },
    { variant: 'literal', params: reductions, inputs: signed },
  ],
  triplet: [
    {
      variant: 'default',
      params: [...reductions, ...metrics, { swap: true, margin: 2 }, { softMargin: true }, { margin: 0 }],
      inputs: triplets,
    },
    {
      variant: 'default',
      params: [...reductions, { swap: true }, { softMargin: true, distance: 'cosine' }],
      inputs: (d) => ({
        anchors: d.matrix(N, D),
        positives: d.list(N, () => d.matrix(2, D)),
        negatives: d.list(N, () => d.matrix(3, D)),
      }),
    },
    { variant: 'batch-hard', params: [...reductions, ...metrics, { softMargin: true }], inputs: labelled },
    {
      variant: 'batch-semi-hard',
      params: [...reductions, ...metrics, { softMargin: true }, { fallback: 'skip' }],
      inputs: labelled,
    },
    {
      variant: 'batch-all',
      params: [{}, { reduction: 'sum' }, ...metrics, { softMargin: true }, { average: 'all' }],
      inputs: labelled,
    },
  ],
  'margin-ranking': [
    {
      variant: 'labelled',
      params: [...reductions, { margin: 1 }],
      inputs: (d) => ({ x1: d.reals(N), x2: d.reals(N), targets: d.signs(N) }),
    },
    {
      variant: 'pos-neg',
      params: [...reductions, { margin: 0 }],
      inputs: (d) => ({ positive: d.reals(N), negative: d.reals(N) }),
    },
    {
      variant: 'all-pairs',
      params: [...reductions, { reduction: 'mean', margin: 0.3 }],
      inputs: (d) => ({ positive: d.reals(3), negative: d.reals(N) }),
    },
  ],
  contrastive: [
    {
      variant: 'pair',
      params: [...reductions, { half: false, margin: 3 }, { distance: 'cosine' }, { labelMeans: 'dissimilar' }],
      inputs: (d) => ({ x1: d.matrix(N, D), x2: d.matrix(N, D), labels: d.bits(N) }),
    },
    { variant: 'anchor-pos-neg', params: [...reductions, { margin: 4 }, { distance: 'cosine' }], inputs: triplets },
  ],
  'hinge-embedding': [
    {
      variant: 'default',
      params: [...reductions, { margin: 0.3 }],
      inputs: (d) => ({ distances: d.units(N), targets: d.signs(N) }),
    },
  ],
  'cosine-embedding': [
    {
      variant: 'default',
      params: [...reductions, { margin: -1 }, { margin: 0.4 }],
      inputs: (d) => ({ x1: d.matrix(N, D), x2: d.matrix(N, D), targets: d.signs(N) }),
    },
  ],
  'info-nce': [
    ...(['in-batch', 'symmetric', 'nt-xent'] as const).map((variant) => ({
      variant,
      params: [...reductions, { similarity: 'dot', temperature: 1 }],
      inputs: pair,
    })),
    {
      variant: 'in-batch',
      params: [{}, { similarity: 'dot', temperature: 1 }],
      inputs: (d) => ({ ...pair(d), labels: [0, 1, 0, 2, 1] }),
    },
    {
      variant: 'explicit',
      params: [...reductions, { similarity: 'dot', temperature: 1 }],
      inputs: (d) => ({ ...pair(d), negatives: d.list(N, () => d.matrix(2, D)) }),
    },
  ],
  'q-td': [
    {
      variant: 'mse',
      params: [...reductions, { kind: 'half-mse' }, { gamma: 0 }, { gamma: 1 }],
      inputs: transitions,
    },
    {
      variant: 'huber',
      params: [{}, { delta: 0.3 }],
      inputs: (d) => ({ ...transitions(d), weights: d.units(N), discounts: d.units(N) }),
    },
    ...(['double-mse', 'double-huber'] as const).map((variant) => ({
      variant,
      params: reductions,
      inputs: (d: Draw) => ({ ...transitions(d), nextQOnline: d.matrix(N, C) }),
    })),
  ],
  'policy-gradient': [
    { variant: 'reinforce', params: reductions, inputs: (d) => ({ ...steps(d), returns: d.reals(N) }) },
    {
      variant: 'baseline',
      params: [{}, { normalizeAdvantages: true }],
      inputs: (d) => ({ ...steps(d), returns: d.reals(N), baseline: d.reals(N) }),
    },
    { variant: 'advantage', params: [{}], inputs: (d) => ({ ...steps(d), advantages: d.reals(N) }) },
    { variant: 'entropy', params: [{}, { entropyCoef: 2 }], inputs: (d) => ({ ...steps(d), advantages: d.reals(N) }) },
    { variant: 'normalized', params: [{}], inputs: (d) => ({ ...steps(d), advantages: d.reals(N) }) },
    {
      variant: 'from-rewards',
      params: [{}, { gamma: 0.5, reduction: 'sum' }],
      inputs: (d) => ({ ...steps(d), rewards: d.reals(N), dones: [0, 1, 0, 0, 1] }),
    },
  ],
  'ppo-clip': [
    {
      variant: 'default',
      params: [...reductions, { clipRange: 0.5 }, { normalizeAdvantages: true }, { entropyCoef: 0.3 }],
      inputs: ratios,
    },
    { variant: 'dual-clip', params: [{}, { dualClip: 1.2, entropyCoef: 0.1 }], inputs: ratios },
  ],
  'clipped-value': (['max', 'clip'] as const).map((variant) => ({
    variant,
    params: [...reductions, { clipRange: 2 }, { half: false, clipRange: 5 }],
    inputs: (d: Draw) => ({ values: d.reals(N), oldValues: d.reals(N), returns: d.reals(N) }),
  })),
  'categorical-td': [
    { variant: 'default', params: [...reductions, { vMin: -2, vMax: 1, gamma: 0.5 }], inputs: atoms },
    { variant: 'default', params: [{}], inputs: (d) => ({ ...atoms(d), discounts: d.units(N) }) },
    {
      variant: 'double',
      params: [{}, { vMin: -2, vMax: 2 }],
      inputs: (d) => ({ ...atoms(d), nextLogitsOnline: d.list(N, () => d.matrix(2, 4)), weights: d.units(N) }),
    },
  ],
  'quantile-td': [
    { variant: 'default', params: [...reductions, { kappa: 0 }, { kappa: 0.3 }, { gamma: 0 }], inputs: quantiles },
    { variant: 'default', params: [{}], inputs: (d) => ({ ...quantiles(d), discounts: d.units(N) }) },
    {
      variant: 'double',
      params: [{}],
      inputs: (d) => ({ ...quantiles(d), nextQuantilesOnline: d.list(N, () => d.matrix(2, 3)), weights: d.units(N) }),
    },
  ],
  cql: [
    {
      variant: 'default',
      params: [...reductions, { alpha: 0 }, { alpha: 5, temperature: 0.5 }, { kind: 'huber', delta: 0.3 }],
      inputs: transitions,
    },
    {
      variant: 'double',
      params: [{}, { kind: 'half-mse' }],
      inputs: (d) => ({ ...transitions(d), nextQOnline: d.matrix(N, C), weights: d.units(N) }),
    },
  ],
  expectile: [{ variant: 'default', params: [...reductions, { tau: 0.1 }, { tau: 0.95 }], inputs: regression }],
  'bradley-terry': [
    {
      variant: 'default',
      params: [...reductions, { margin: 0.5 }, { centerCoef: 0.1 }],
      inputs: (d) => ({ chosen: d.reals(N), rejected: d.reals(N) }),
    },
    {
      variant: 'default',
      params: [{ margin: 0.5 }],
      inputs: (d) => ({ chosen: d.reals(N), rejected: d.reals(N), margins: d.units(N) }),
    },
  ],
  dpo: [
    { variant: 'sigmoid', params: [...reductions, { beta: 2 }, { beta: 1, labelSmoothing: 0.2 }], inputs: answers },
    { variant: 'robust', params: [{ beta: 1, labelSmoothing: 0.2 }, { labelSmoothing: 0.4 }], inputs: answers },
    { variant: 'hinge', params: [{ beta: 1 }, { beta: 0.2, reduction: 'sum' }], inputs: answers },
    ...(['nca', 'bco', 'sppo', 'apo-zero', 'apo-down'] as const).map((variant) => ({
      variant,
      params: [...reductions, { beta: 1 }],
      inputs: answers,
    })),
    { variant: 'exo', params: [{ beta: 1 }, { beta: 0.5, labelSmoothing: 0.2 }], inputs: answers },
    { variant: 'discopop', params: [{ beta: 1 }, { beta: 0.5, temperature: 1 }], inputs: answers },
    ...(['aot', 'aot-unpaired'] as const).map((variant) => ({
      variant,
      params: [...reductions, { beta: 1, labelSmoothing: 0.2 }],
      inputs: answers,
    })),
    {
      variant: 'sigmoid',
      params: [
        { beta: 1, divergence: 'forward-kl' },
        { beta: 1, divergence: 'js' },
        { beta: 1, divergence: 'alpha' },
        { beta: 1, divergence: 'alpha', divergenceAlpha: 1 },
      ],
      inputs: answers,
    },
    { variant: 'sigmoid', params: [{ beta: 1 }], inputs: (d) => ({ ...answers(d), ...lengths(d) }) },
  ],
  ipo: [
    { variant: 'default', params: [...reductions, { beta: 1 }], inputs: answers },
    {
      variant: 'averaged',
      params: [{}, { beta: 0.5 }, { beta: 0.5, divergence: 'js' }],
      inputs: (d) => ({ ...answers(d), ...lengths(d) }),
    },
  ],
  kto: [
    {
      variant: 'default',
      params: [...reductions, { beta: 1, desirableWeight: 2, undesirableWeight: 0.5 }],
      inputs: (d) => ({ logps: d.reals(N, 2), refLogps: d.reals(N, 2), desirable: d.bits(N), kl: d.real() }),
    },
  ],
  orpo: [
    {
      variant: 'default',
      params: [...reductions, { lambda: 0 }, { lambda: 2 }],
      inputs: (d) => ({ chosenLogps: logps(d), rejectedLogps: logps(d), ...lengths(d) }),
    },
  ],
  simpo: [
    {
      variant: 'default',
      params: [
        ...reductions,
        { beta: 1, gamma: 0 },
        { beta: 1, labelSmoothing: 0.2 },
        { beta: 1, alpha: 0.3 },
        { beta: 1, alpha: -1 },
      ],
      inputs: (d) => ({ chosenLogps: logps(d), rejectedLogps: logps(d), ...lengths(d) }),
    },
  ],
  grpo: (['grpo', 'dr-grpo', 'dapo', 'gspo', 'cispo', 'sapo', 'vespo', 'luspo', 'rloo'] as const).flatMap((variant) => [
    {
      variant,
      params: [...reductions, { clipRange: 0.5, clipHigh: 2 }],
      inputs: (d: Draw) => ({ ...tokens(d), rewards: d.reals(4), groups: [7, 7, 2, 2] }),
    },
    {
      variant,
      params: [{ klCoef: 0.3 }, { klCoef: 0.3, maxLength: 9 }],
      inputs: (d: Draw) => ({ ...tokens(d), advantages: d.reals(4), refLogps: d.matrix(4, 3, 0.3) }),
    },
  ]),
  listnet: (['softmax', 'share'] as const).flatMap((variant) => listwise(variant, reductions)),
  'list-mle': (['plain', 'position'] as const).flatMap((variant) => listwise(variant, reductions)),
  'approx-ndcg': listwise('default', [...reductions, { temperature: 1 }, { temperature: 0.5, gain: 'linear' }]),
  'lambda-rank': (['lambda-rank', 'ndcg-loss2', 'ndcg-loss2pp'] as const).flatMap((variant) =>
    listwise(variant, [...reductions, { sigma: 2, gain: 'linear' }, { mu: 3 }]),
  ),
  'margin-mse': [
    {
      variant: 'pairs',
      params: reductions,
      inputs: (d) => ({
        positive: d.reals(N),
        negative: d.reals(N),
        teacherPositive: d.reals(N),
        teacherNegative: d.reals(N),
      }),
    },
    {
      variant: 'lists',
      params: reductions,
      inputs: (d) => ({
        positive: d.reals(N),
        negative: d.matrix(N, 3),
        teacherPositive: d.reals(N),
        teacherNegative: d.matrix(N, 3),
      }),
    },
  ],
  'sup-con': (['out', 'in'] as const).map((variant) => ({
    variant,
    params: [...reductions, { temperature: 0.5 }, { similarity: 'dot', temperature: 1 }],
    inputs: labelled,
  })),
  'n-pair': [
    { variant: 'default', params: [...reductions, { l2: 0.1 }], inputs: anchored },
    {
      variant: 'labelled',
      params: [...reductions, { l2: 0.1 }],
      inputs: (d) => ({ ...anchored(d), labels: [0, 1, 0, 2, 1] }),
    },
  ],
  circle: [{ variant: 'default', params: [...reductions, { gamma: 4 }, { margin: 0, gamma: 8 }], inputs: labelled }],
  'multi-similarity': [
    { variant: 'default', params: [...reductions, { alpha: 1, beta: 10, base: 0.2 }], inputs: labelled },
    { variant: 'mined', params: [...reductions, { epsilon: 0.5, beta: 10 }], inputs: labelled },
  ],
  'proxy-anchor': [
    {
      variant: 'default',
      params: [...reductions, { alpha: 4, margin: 0.3 }],
      inputs: (d) => prototypes(d, 'proxies'),
    },
  ],
  siglip: [
    {
      variant: 'default',
      params: [...reductions, { similarity: 'dot' }],
      inputs: (d) => ({ ...pair(d), logScale: d.real(), bias: d.real() }),
    },
  ],
  cosent: [
    {
      variant: 'default',
      params: [{}, { scale: 2 }],
      inputs: (d) => ({ x1: d.matrix(N, D), x2: d.matrix(N, D), labels: [0.3, 1, 0, ...d.units(2)] }),
    },
  ],
  'barlow-twins': [
    { variant: 'default', params: [{}, { lambda: 0.5 }, { lambda: 0 }, { epsilon: 0.1 }], inputs: views },
  ],
  vicreg: [
    {
      variant: 'default',
      params: [{}, { gamma: 3 }, { varianceCoef: 0, covarianceCoef: 0 }, { epsilon: 0.1 }],
      inputs: views,
    },
  ],
  simsiam: (['default', 'no-stop-gradient'] as const).map((variant) => ({
    variant,
    params: reductions,
    inputs: (d: Draw) => ({ p1: d.matrix(N, D), p2: d.matrix(N, D), z1: d.matrix(N, D), z2: d.matrix(N, D) }),
  })),
  asymmetric: [
    {
      variant: 'default',
      params: [
        ...reductions,
        { gammaPos: 1, clip: 0 },
        { gammaNeg: 0.5, clip: 0.2 },
        { gammaNeg: 0, clip: 0.2 },
        { detachFocus: true, gammaPos: 1 },
      ],
      inputs: (d) => ({ logits: d.matrix(N, C, 1.5), targets: d.list(N, () => d.bits(C)) }),
    },
  ],
  'logit-adjusted': [
    {
      variant: 'default',
      params: [...reductions, ...[{}, { tau: 2 }].map((more) => ({ ...counts, ...more }))],
      inputs: classes,
    },
  ],
  ldam: [
    {
      variant: 'default',
      params: [...reductions, { ...counts, scale: 2 }, { weight: [0.5, 1, 2, 0], maxMargin: 1, scale: 1 }],
      inputs: classes,
    },
  ],
  tversky: [
    {
      variant: 'logits',
      params: [...reductions, { gamma: 0.75 }, { scope: 'row', alpha: 0.9, beta: 0.1, smooth: 1 }],
      inputs: (d) => ({ logits: d.matrix(3, 4), targets: d.list(3, () => d.bits(4)) }),
    },
    {
      variant: 'probs',
      params: [...reductions, { smooth: 0 }, { scope: 'row', gamma: 2 }],
      inputs: (d) => ({
        probs: d.list(3, () => d.list(4, () => 0.1 + 0.8 * d.unit())),
        targets: d.list(3, () => d.bits(4)),
      }),
    },
  ],
  'lovasz-hinge': [
    {
      variant: 'default',
      params: [...reductions, { scope: 'row' }, { scope: 'row', reduction: 'none' }],
      inputs: (d) => ({ logits: d.matrix(3, 4), targets: d.list(3, () => d.bits(4)) }),
    },
  ],
  'lovasz-softmax': [
    {
      variant: 'default',
      params: [{ classes: 'all' }, ...['sum', 'none'].map((reduction) => ({ classes: 'all', reduction })), {}],
      inputs: classes,
    },
  ],
  'generalized-cross-entropy': [{ variant: 'default', params: [...reductions, { q: 0.1 }, { q: 1 }], inputs: classes }],
  'symmetric-cross-entropy': [
    {
      variant: 'default',
      params: [...reductions, { alpha: 0 }, { alpha: 6, beta: 0.1, logZero: -9.21 }],
      inputs: classes,
    },
  ],
  quantile: [
    { variant: 'default', params: [...reductions, { tau: 0.9 }], inputs: regression },
    {
      variant: 'several',
      params: [...reductions, { taus: [0.05, 0.5, 0.6] }],
      inputs: (d) => ({ pred: d.matrix(N, 3), target: d.reals(N) }),
    },
  ],
  'gaussian-nll': [
    {
      variant: 'log-var',
      params: [...reductions, { full: true }],
      inputs: (d) => ({ ...regression(d), logVar: d.matrix(2, 3) }),
    },
    {
      variant: 'var',
      params: [...reductions, { full: true }],
      inputs: (d) => ({ ...regression(d), var: d.list(2, () => d.list(3, () => 0.3 + d.unit())) }),
    },
  ],
  tweedie: [
    {
      variant: 'default',
      params: [...reductions, { power: 1.1 }, { power: 1.9, deviance: true }],
      inputs: (d) => ({ pred: d.reals(N), target: d.indices(N, 5) }),
    },
  ],
  'crps-gaussian': [
    {
      variant: 'default',
      params: [...reductions, { eps: 1e-4 }],
      inputs: (d) => ({ ...regression(d), logVar: d.matrix(2, 3) }),
    },
  ],
};

/** Every line of the table, as rows for a test. */
export function eachCall(): { loss: keyof LossMap; variant: string; params: Params; inputs: Calls['inputs'] }[] {
  return Object.entries(calls).flatMap(([loss, list]) =>
    list.flatMap(({ variant, params, inputs }) =>
      params.map((settings) => ({ loss: loss as keyof LossMap, variant, params: settings, inputs })),
    ),
  );
}
