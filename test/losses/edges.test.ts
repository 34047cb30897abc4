import { describe, expect, test } from 'vitest';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import type { Nested } from '../../src/losses/kit/input-spec.js';
import { losses } from '../../src/losses/registry.js';
import { calls, eachCall } from './calls.js';
import { flat, map } from './nested.js';
import { Draw } from './random-calls.js';

type Call = { inputs: Record<string, Nested>; variant: string; params: object; precision?: 'f32' | 'f64' };

const run = (loss: string, call: Partial<Call>) => losses.get(loss).evaluate(call as never);
const allFinite = (value: Nested) => flat(value).every(Number.isFinite);
const learnedInputs = (loss: string, inputs: Record<string, Nested>) =>
  Object.keys(inputs).filter((name) => (losses.get(loss) as LossDefinition).inputs[name]!.learned);

describe.each(['f64', 'f32'] as const)('in %s', (precision) => {
  test.each(eachCall())('$loss $variant $params stays finite at +-1e4', ({ loss, variant, params, inputs }) => {
    const draw = new Draw(3);
    const given = inputs(draw) as Record<string, Nested>;
    for (const name of learnedInputs(loss, given)) {
      const { inputs: specs } = losses.get(loss) as LossDefinition;
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = specs[name]!;
      // A Poisson rate of e^10000 is infinite by definition; every other loss must hold both signs.
      const top = loss === 'poisson-nll' ? 0 : 1e4;
      const bottom = loss === 'poisson-nll' && 'logInput' in params ? 0 : -1e4;
      given[name] = map(given[name]!, () => Math.min(max, Math.max(min, draw.unit() < 0.5 ? top : bottom)));
    }
    const { value, grads, extra } = run(loss, { inputs: given, variant, params, precision });
    expect(allFinite(value)).toBe(true);
    for (const grad of Object.values(grads)) expect(allFinite(grad)).toBe(true);
    for (const detail of Object.values(extra)) expect(allFinite(detail)).toBe(true);
  });

  test.each(eachCall())('$loss $variant $params stays finite at zero vectors', ({ loss, variant, params, inputs }) => {
    const given = inputs(new Draw(4)) as Record<string, Nested>;
    for (const name of learnedInputs(loss, given)) given[name] = map(given[name]!, () => 0);
    const { value, grads } = run(loss, { inputs: given, variant, params, precision });
    expect(allFinite(value)).toBe(true);
    for (const grad of Object.values(grads)) expect(allFinite(grad)).toBe(true);
  });
});

describe('not-a-number comes out, never a silent 0', () => {
  test.each(eachCall())('$loss $variant $params', ({ loss, variant, params, inputs }) => {
    const given = inputs(new Draw(5)) as Record<string, Nested>;
    for (const name of learnedInputs(loss, given)) {
      const broken = { ...given, [name]: map(given[name]!, () => Number.NaN) };
      const { value } = run(loss, { inputs: broken, variant, params });
      expect(flat(value).some(Number.isNaN)).toBe(true);
    }
  });
});

describe('a class masked by -Infinity counts as if it were not there', () => {
  const last = Number.NEGATIVE_INFINITY;
  const logits = [
    [0.3, -1, 2],
    [1, 0.2, -0.5],
  ];
  const masked = logits.map((row) => [...row, last]);
  const rest = { targets: [2, 0], actions: [2, 0], advantages: [1, -2], scores: masked };
  const probs = [
    [0.2, 0.3, 0.5],
    [0.7, 0.3, 0],
  ];
  const maskedProbs = probs.map((row) => [...row, 0]);
  test.each([
    ['cross-entropy', {}, ['logits', 'targets']],
    ['focal', { gamma: 0.5 }, ['logits', 'targets']],
    ['focal', { gamma: 2 }, ['logits', 'targets']],
    ['poly', { epsilons: [1, 2] }, ['logits', 'targets']],
    ['policy-gradient', { entropyCoef: 0.5 }, ['logits', 'actions', 'advantages']],
    ['cross-entropy', {}, ['logits', 'targetProbs']],
    ['kl-div', {}, ['logits', 'targetProbs']],
    ['multi-class-hinge', { normalize: 'none' }, ['scores', 'targets']],
    ['multi-class-hinge', { form: 'crammer-singer' }, ['scores', 'targets']],
  ])('%s %j with %j', (loss, params, names) => {
    const call = (masked: boolean) => {
      const all: Record<string, Nested> = {
        ...rest,
        logits: masked ? logits.map((row) => [...row, last]) : logits,
        scores: masked ? logits.map((row) => [...row, last]) : logits,
        targetProbs: masked ? maskedProbs : probs,
      };
      return { params, inputs: Object.fromEntries(names.map((name) => [name, all[name]!])) };
    };
    const without = run(loss, call(false));
    const hidden = run(loss, call(true));
    expect(hidden.value).toBeCloseTo(without.value as number, 12);
    const gradient = hidden.grads[names[0]!] as number[][];
    expect(gradient.map((row) => row[3])).toEqual([0, 0]);
    flat(without.grads[names[0]!]!).forEach((g, i) => {
      expect(gradient[Math.floor(i / 3)]![i % 3]).toBeCloseTo(g, 12);
    });
  });

  test('an infinite logit whose label is certain costs nothing and pulls nowhere', () => {
    for (const [loss, shape] of [
      ['bce', (x: number[]) => x],
      ['multi-label-bce', (x: number[]) => [x]],
    ] as const) {
      const { value, grads } = run(loss, {
        inputs: { logits: shape([last, -last]), targets: shape([0, 1]) },
      });
      expect(value).toBe(0);
      expect(flat(grads.logits!).map(Math.abs)).toEqual([0, 0]);
    }
  });
});

describe('nothing to average gives 0 with gradient 0', () => {
  test.each([
    ['cross-entropy', { logits: [[1, 2]], targets: [-100] }, {}],
    ['cross-entropy', { logits: [[1, 2]], targets: [0] }, { weight: [0, 1] }],
    ['nll', { logProbs: [[1, 2]], targets: [-100] }, {}],
    ['bce', { logits: [], targets: [] }, {}],
    ['mse', { pred: [], target: [] }, {}],
    // A batch of no rows says nothing of its further axes.
    ['cross-entropy', { logits: [], targets: [] }, {}],
    ['kl-div', { logits: [], targetProbs: [] }, { direction: 'reverse' }],
    ['dice', { logits: [], targets: [] }, { scope: 'row' }],
    ['center', { embeddings: [], centers: [[1, 2]], targets: [] }, {}],
    ['mnr', { anchors: [], positives: [] }, {}],
    ['mnr', { anchors: [[1, 2]], positives: [[1, 2]], negatives: [] }, {}],
    ['info-nce', { queries: [[1, 2]], keys: [[1, 2]], negatives: [[]] }, { form: 'explicit' }],
    ['triplet', { embeddings: [], labels: [] }, { mining: 'hard' }],
    ['margin-ranking', { positive: [], negative: [1] }, { form: 'all-pairs' }],
    ['q-td', { qValues: [], actions: [], rewards: [], nextQ: [], dones: [] }, {}],
    ['policy-gradient', { logits: [], actions: [], rewards: [], dones: [] }, { normalizeAdvantages: true }],
    ['soft-pairwise', { scores: [1, 2], labels: [1, 1] }, {}],
    ['pairwise-logistic', { scores: [1, 2], labels: [3, 3] }, {}],
    ['pairwise-ranking', { scores: [1, 2], labels: [3, 3] }, {}],
    ...['hard', 'semi-hard', 'all'].map(
      (mining) => ['triplet', { embeddings: [[1], [2]], labels: [0, 0] }, { mining }] as const,
    ),
    ['triplet', { embeddings: [[1], [1.5], [9]], labels: [0, 0, 1] }, { mining: 'all', margin: 0, average: 'active' }],
  ] as const)('%s %j %j', (loss, inputs, params) => {
    for (const reduction of ['mean', 'sum']) {
      const { value, grads } = run(loss, { inputs: inputs as never, params: { ...params, reduction } });
      expect(value).toBe(0);
      expect(
        Object.values(grads)
          .flatMap(flat)
          .map(Math.abs)
          .every((g) => g === 0),
      ).toBe(true);
    }
  });
});

describe('kinks have gradient 0', () => {
  test.each([
    ['hinge', { scores: [1], targets: [1] }, {}],
    ['squared-hinge', { scores: [1], targets: [1] }, {}],
    ['multi-class-hinge', { scores: [[1, 0]], targets: [0] }, {}],
    ['multi-class-hinge', { scores: [[1, 0]], targets: [0] }, { form: 'crammer-singer' }],
    ['mae', { pred: [2], target: [2] }, {}],
    ['mape', { pred: [2], target: [2] }, {}],
    ['smooth-l1', { pred: [2], target: [2] }, { beta: 0 }],
    ['pairwise-ranking', { scores: [1, 0], labels: [1, 0] }, {}],
    ['triplet', { anchors: [[0]], positives: [[1]], negatives: [[2]] }, {}],
    ['triplet', { anchors: [[0]], positives: [[0]], negatives: [[0]] }, { margin: 1 }],
    ['margin-ranking', { x1: [1], x2: [1], targets: [1] }, {}],
    ['margin-ranking', { positive: [1], negative: [0] }, { form: 'pos-neg' }],
    ['margin-ranking', { positive: [0], negative: [1] }, { form: 'all-pairs' }],
    ['contrastive', { x1: [[0]], x2: [[0]], labels: [0] }, {}],
    ['hinge-embedding', { distances: [1], targets: [-1] }, {}],
    ['cosine-embedding', { x1: [[1, 0]], x2: [[0, 1]], targets: [-1] }, {}],
    ['cosine-embedding', { x1: [[0, 0]], x2: [[0, 0]], targets: [1] }, {}],
  ] as const)('%s %j %j', (loss, inputs, params) => {
    const { grads } = run(loss, { inputs: inputs as never, params });
    expect(
      Object.values(grads)
        .flatMap(flat)
        .map(Math.abs)
        .every((g) => g === 0),
    ).toBe(true);
  });

  test('a prediction of exactly epsilon keeps its gradient in msle, one below loses it', () => {
    const { grads } = losses.get('msle').evaluate({
      inputs: { pred: [0.5, 0.49], target: [2, 2] },
      params: { epsilon: 0.5 },
    });
    expect(flat(grads.pred!)[0]).toBeLessThan(0);
    expect(flat(grads.pred!)[1]).toBe(0);
  });
});

describe('in ties the lowest index takes all', () => {
  test('the best wrong class of crammer-singer', () => {
    const { grads } = run('multi-class-hinge', {
      inputs: { scores: [[0, 1, 1]], targets: [0] },
      params: { form: 'crammer-singer' },
    });
    expect(grads.scores).toEqual([[-1, 1, 0]]);
  });

  test('the greedy next action of q-td, and nextQ is not read where done', () => {
    const { extra } = losses.get('q-td').evaluate({
      inputs: {
        qValues: [
          [0, 0],
          [0, 0],
        ],
        actions: [0, 0],
        rewards: [1, 2],
        nextQ: [
          [3, 5],
          [Number.NaN, Number.POSITIVE_INFINITY],
        ],
        nextQOnline: [
          [4, 4],
          [1, 0],
        ],
        dones: [0, 1],
      },
      params: { gamma: 1 },
    });
    expect(extra.targets).toEqual([4, 2]);
  });

  test('the farthest positive and nearest negative of batch-hard', () => {
    const { grads } = losses.get('triplet').evaluate({
      inputs: {
        embeddings: [
          [0, 0],
          [1, 0],
          [0, 1],
          [3, 0],
          [0, 3],
        ],
        labels: [0, 0, 0, 1, 2],
      },
      params: { mining: 'hard', reduction: 'none', distance: 'sq-euclidean', margin: 20 },
    });
    // Anchor 0 sees rows 1, 2 and rows 3, 4 in ties: 1 and 3 take the gradient; rows 1 and 2 see each other as farthest.
    expect(flat(grads.embeddings!).every(Number.isFinite)).toBe(true);
    expect((grads.embeddings as number[][])[4]).toEqual([0, -4]);
  });
});

test('a batch that has collapsed to one point costs exactly the margin, has no gradient, and is warned of', () => {
  for (const mining of ['hard', 'semi-hard', 'all']) {
    for (const distance of ['euclidean', 'sq-euclidean', 'manhattan']) {
      const { value, grads, warnings } = losses.get('triplet').evaluate({
        inputs: {
          embeddings: [
            [1, 2],
            [1, 2],
            [1, 2],
            [1, 2],
          ],
          labels: [0, 0, 1, 1],
        },
        params: { mining, distance, margin: 0.7 } as never,
      });
      expect(value).toBeCloseTo(0.7, 15);
      expect(flat(grads.embeddings!).map(Math.abs)).toEqual(Array(8).fill(0));
      expect(warnings).toHaveLength(1);
    }
  }
});

test('duplicates inside a batch are warned of and keep the loss at log 2 or more', () => {
  const anchors = [
    [1, 0],
    [0, 1],
    [1, 0],
  ];
  const { value, warnings } = losses
    .get('mnr')
    .evaluate({ inputs: { anchors, positives: anchors }, params: { scale: 100 } });
  expect(value).toBeGreaterThan((2 / 3) * Math.LN2 - 1e-9);
  expect(warnings[0]).toMatch(/1 of 3 positives/);
});

test('every loss has a call in which it warns of nothing', () => {
  for (const [loss, [first]] of Object.entries(calls)) {
    const { variant, params, inputs } = first!;
    const { warnings } = run(loss, { inputs: inputs(new Draw(11)) as never, variant, params: params[0]! });
    expect(warnings).toEqual([]);
  }
});
