import { describe, expect, test } from 'vitest';
import type { Nested } from '../../src/losses/kit/input-spec.js';
import { losses } from '../../src/losses/registry.js';
import { eachCall } from './calls.js';
import { flat, map, sum } from './nested.js';
import { Draw } from './random-calls.js';

const d = new Draw(99);
const logits = d.matrix(6, 4, 2);
const targets = d.indices(6, 4);
const z = d.reals(6, 3);
const bits = d.bits(6);
const [pred, target] = [d.reals(8, 2), d.reals(8, 2)];
const [anchors, positives] = [d.matrix(5, 3), d.matrix(5, 3)];

function expectSame(a: Nested, b: Nested): void {
  const [x, y] = [flat(a), flat(b)];
  expect(x).toHaveLength(y.length);
  x.forEach((value, i) => {
    expect(value).toBeCloseTo(y[i]!, 10);
  });
}

const run = (loss: string, inputs: object, params: object = {}) =>
  losses.get(loss).evaluate({ inputs, params } as never);

describe('reductions agree: the parts of none add up to sum, and mean divides by what it says', () => {
  const cases = eachCall().filter(({ params }) => 'reduction' in params && params.reduction === 'none');
  test.each(cases)('$loss $variant $params', ({ loss, variant, params, inputs }) => {
    const call = (reduction: string) =>
      losses
        .get(loss as string)
        .evaluate({ inputs: inputs(new Draw(8)), variant, params: { ...params, reduction } } as never);
    const [none, total, mean] = ['none', 'sum', 'mean'].map(call);
    expect(sum(none!.value)).toBeCloseTo(total!.value as number, 9);
    // grpo's mean weighs tokens as its form says, proxy-anchor's has a divisor for each of its two terms.
    if (loss !== 'grpo' && loss !== 'proxy-anchor') {
      const divisor = (none!.extra.anchors as number | undefined) ?? flat(none!.value).length;
      expect(mean!.value).toBeCloseTo((total!.value as number) / divisor, 9);
    }
    for (const name of Object.keys(none!.grads)) expectSame(none!.grads[name]!, total!.grads[name]!);
  });

  test('the mean of weighted cross-entropy divides by the weights of the targets that are not ignored', () => {
    const call = (reduction: string) =>
      run(
        'cross-entropy',
        { logits, targets: [0, 1, 2, 3, 1, 0] },
        { weight: [1, 2, 3, 4], ignoreIndex: 1, reduction },
      );
    expect(call('mean').value).toBeCloseTo((call('sum').value as number) / (1 + 3 + 4 + 1), 12);
    const rows = flat(call('none').value);
    expect([rows[1], rows[4]]).toEqual([0, 0]);
  });
});

describe('identities', () => {
  test('cross-entropy = forward KL + entropy of the target, row by row, and the gradients are equal', () => {
    const targetProbs = d.distributions(6, 4);
    const kl = run('kl-div', { logits, targetProbs });
    const ce = run('cross-entropy', { logits, targetProbs }, { reduction: 'none' });
    expectSame(ce.value, kl.extra.crossEntropyRows!);
    expectSame(
      kl.extra.crossEntropyRows!,
      flat(kl.extra.klRows!).map((row, i) => row + flat(kl.extra.entropyRows!)[i]!),
    );
    expectSame(run('cross-entropy', { logits, targetProbs }).grads.logits!, kl.grads.logits!);
  });

  test('one-hot targets give the cross-entropy of the index', () => {
    const targetProbs = targets.map((y) => [0, 1, 2, 3].map((k) => (k === y ? 1 : 0)));
    for (const labelSmoothing of [0, 0.3]) {
      expectSame(
        run('cross-entropy', { logits, targetProbs }, { labelSmoothing }).grads.logits!,
        run('cross-entropy', { logits, targets }, { labelSmoothing }).grads.logits!,
      );
    }
    expectSame(run('kl-div', { logits, targetProbs }).value, run('cross-entropy', { logits, targets }).value);
  });

  test.each([
    ['focal with gamma 0', run('focal', { logits, targets }, { gamma: 0 })],
    ['poly with epsilon 0', run('poly', { logits, targets }, { epsilon: 0 })],
    ['nll of log-probabilities', run('nll', { logProbs: logSoftmax(logits), targets })],
  ])('%s is cross-entropy', (_, { value, grads }) => {
    const ce = run('cross-entropy', { logits, targets });
    expectSame(value, ce.value);
    if (grads.logits !== undefined) expectSame(grads.logits, ce.grads.logits!);
  });

  test('focal with gamma 0 on one logit is bce; two logits z and 0 give the focal loss of one', () => {
    expectSame(
      run('focal', { logits: z, targets: bits }, { gamma: 0 }).value,
      run('bce', { logits: z, targets: bits }).value,
    );
    for (const gamma of [0.5, 2]) {
      expectSame(
        run('focal', { logits: z.map((x) => [0, x]), targets: bits }, { gamma }).value,
        run('focal', { logits: z, targets: bits }, { gamma }).value,
      );
    }
  });

  test('soft-margin is bce with labels -1 and +1, and multi-label-bce is bce over all elements', () => {
    const signs = bits.map((y) => 2 * y - 1);
    expectSame(run('soft-margin', { scores: z, targets: signs }).value, run('bce', { logits: z, targets: bits }).value);
    expectSame(
      run('multi-label-bce', { logits: [z], targets: [bits] }).value,
      run('bce', { logits: z, targets: bits }).value,
    );
  });

  test('smooth-l1 is huber over beta, beta 0 is mae, and a wide huber is half of mse', () => {
    expectSame(
      run('smooth-l1', { pred, target }, { beta: 0.7 }).value,
      (run('huber', { pred, target }, { delta: 0.7 }).value as number) / 0.7,
    );
    expectSame(run('smooth-l1', { pred, target }, { beta: 0 }).value, run('mae', { pred, target }).value);
    expectSame(
      run('huber', { pred, target }, { delta: 100 }).value,
      (run('mse', { pred, target }).value as number) / 2,
    );
  });

  test('mnr is info-nce with temperature 1/scale, both ways', () => {
    for (const [symmetric, form] of [
      [false, 'in-batch'],
      [true, 'symmetric'],
    ] as const) {
      const mnr = run('mnr', { anchors, positives }, { scale: 5, symmetric });
      const nce = run('info-nce', { queries: anchors, keys: positives }, { temperature: 0.2, form });
      expectSame(mnr.value, nce.value);
      expectSame(mnr.grads.anchors!, nce.grads.queries!);
      expectSame(mnr.grads.positives!, nce.grads.keys!);
    }
  });

  test('arcface with margin 0 and sphereface with margin 1 on unit rows are a softmax over cosines', () => {
    const unit = (rows: number[][]) => rows.map((row) => row.map((x) => x / Math.hypot(...row)));
    const [x, w] = [unit(anchors), unit(positives)];
    const y = [0, 1, 2, 3, 4];
    const cosines = x.map((row) => w.map((other) => 8 * row.reduce((total, value, i) => total + value * other[i]!, 0)));
    const ce = run('cross-entropy', { logits: cosines, targets: y }).value;
    expectSame(run('arcface', { embeddings: x, weights: w, targets: y }, { margin: 0, scale: 8 }).value, ce);
    expectSame(run('sphereface', { embeddings: x, weights: w, targets: y }, { margin: 1, scale: 8 }).value, ce);
  });

  test('in ge2e softmax b has no gradient', () => {
    const embeddings = [anchors, positives];
    expect(run('ge2e', { embeddings, w: 7, b: -2 }).grads.b).toBeCloseTo(0, 12);
  });

  test('dice with squares and without agree on a prediction of 0 and 1, and empty against empty is 0', () => {
    const probs = d.bits(6);
    expectSame(
      run('dice', { probs, targets: bits }).value,
      run('dice', { probs, targets: bits }, { denominator: 'plain' }).value,
    );
    const nothing = run('dice', { probs: [0, 0], targets: [0, 0] }, { smooth: 0 });
    expect(nothing.value).toBe(0);
    expect(flat(nothing.grads.probs!).map(Math.abs)).toEqual([0, 0]);
  });

  test('the mean of soft-pairwise with margin 0 is that of pairwise-logistic, which ranknet in base 2 divides by ln 2', () => {
    const labels = bits.map((y) => 2 * y - 1);
    expectSame(
      run('soft-pairwise', { scores: z, labels }).value,
      run('pairwise-logistic', { scores: z, labels }).value,
    );
  });

  test('q-td on one-step episodes is the regression loss of its kind', () => {
    const qValues = pred.map((x) => [x]);
    const rest = { actions: pred.map(() => 0), rewards: target, nextQ: qValues, dones: pred.map(() => 1) };
    expectSame(run('q-td', { qValues, ...rest }).value, run('mse', { pred, target }).value);
    expectSame(run('q-td', { qValues, ...rest }, { kind: 'huber' }).value, run('huber', { pred, target }).value);
  });

  test('policy-gradient with advantages of 1 is cross-entropy, and a baseline is subtracted', () => {
    const ones = targets.map(() => 1);
    expectSame(
      run('policy-gradient', { logits, actions: targets, advantages: ones }).value,
      run('cross-entropy', { logits, targets }).value,
    );
    expectSame(
      run('policy-gradient', { logits, actions: targets, returns: z, baseline: ones }).grads.logits!,
      run('policy-gradient', { logits, actions: targets, advantages: z.map((g) => g - 1) }).grads.logits!,
    );
  });

  test('swapping the meaning of labels in contrastive is swapping the labels', () => {
    const flipped = bits.slice(0, 5).map((y) => 1 - y);
    expectSame(
      run('contrastive', { x1: anchors, x2: positives, labels: bits.slice(0, 5) }, { labelMeans: 'dissimilar' }).value,
      run('contrastive', { x1: anchors, x2: positives, labels: flipped }).value,
    );
  });

  test('sphereface rises steadily with the angle to the true class, through every piece of psi', () => {
    for (const margin of [1, 2, 3, 4, 5]) {
      let before = Number.NEGATIVE_INFINITY;
      for (let step = 0; step < 40; step++) {
        const angle = (Math.PI * (step + 0.5)) / 40;
        const embeddings = [[Math.cos(angle), Math.sin(angle), 0]];
        const weights = [
          [1, 0, 0],
          [0, 0, 1],
        ];
        const value = run('sphereface', { embeddings, weights, targets: [0] }, { margin }).value as number;
        expect(value).toBeGreaterThan(before);
        before = value;
      }
    }
  });
});

test('single and double precision agree to single precision', () => {
  for (const { loss, variant, params, inputs } of eachCall()) {
    const given = inputs(new Draw(12)) as Record<string, Nested>;
    for (const name of Object.keys(given)) given[name] = map(given[name]!, Math.fround);
    const [a, b] = (['f32', 'f64'] as const).map((precision) => {
      return losses.get(loss as string).evaluate({ inputs: given, variant, params, precision } as never);
    });
    flat(a!.value).forEach((value, i) => {
      const exact = flat(b!.value)[i]!;
      expect(Math.abs(value - exact)).toBeLessThan(2e-4 * Math.max(1, Math.abs(exact)));
    });
  }
});

function logSoftmax(rows: number[][]): number[][] {
  return rows.map((row) => {
    const lse = Math.log(row.reduce((total, x) => total + Math.exp(x), 0));
    return row.map((x) => x - lse);
  });
}
