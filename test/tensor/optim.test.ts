import { describe, expect, test } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Engine } from '../../src/tensor/engine.js';
import { ParameterSet } from '../../src/tensor/nn/parameters.js';
import { scale, square, sum } from '../../src/tensor/ops/index.js';
import { adam, adamw, sparseAdam } from '../../src/tensor/optim/adam.js';
import {
  clipGradNorm,
  createOptimizer,
  learningRate,
  type Optimizer,
  optimizerParams,
  restoreState,
} from '../../src/tensor/optim/index.js';
import { sgd } from '../../src/tensor/optim/sgd.js';

const START = [1, -2, 3, 0.5, -0.25];

/** Parameters in f64 and a gradient that depends on them, so that steps differ. */
function setUp(make: (params: ParameterSet) => Optimizer) {
  const params = new ParameterSet(new Engine('f64'));
  const w = params.add('w', [5], () => START);
  params.seal();
  const optimizer = make(params);
  const step = (lr: number) => {
    for (let i = 0; i < 5; i++) params.grads[i] = gradient(w.view()[i]!, i);
    optimizer.step(lr);
  };
  return { params, optimizer, step, values: () => [...w.view()] };
}

const gradient = (w: number, i: number) => 2 * w + 0.1 * i - 0.3;

/** `rule` is called with weight, gradient, a record of its own per element, and the step from 1; it gives the new weight. */
function expected(steps: number, rule: (w: number, g: number, s: Record<string, number>, t: number) => number) {
  return START.map((start, i) => {
    let w = start;
    const state: Record<string, number> = {};
    for (let t = 1; t <= steps; t++) w = rule(w, gradient(w, i), state, t);
    return w;
  });
}

function compare(actual: number[], wanted: number[]) {
  for (const [i, value] of wanted.entries()) expect(actual[i]).toBeCloseTo(value, 13);
}

describe('formulas of torch.optim', () => {
  const LR = 0.05;
  const STEPS = 20;

  function run(make: (params: ParameterSet) => Optimizer): number[] {
    const { step, values } = setUp(make);
    for (let i = 0; i < STEPS; i++) step(LR);
    return values();
  }

  test('SGD with weight decay', () => {
    const actual = run((p) => sgd(p, { momentum: 0, nesterov: false, weightDecay: 0.1 }));
    compare(
      actual,
      expected(STEPS, (w, g) => w - LR * (g + 0.1 * w)),
    );
  });

  test.each([false, true])('SGD with momentum and weight decay, nesterov %s', (nesterov) => {
    const actual = run((p) => sgd(p, { momentum: 0.9, nesterov, weightDecay: 0.1 }));
    const wanted = expected(STEPS, (w, g, s) => {
      const d = g + 0.1 * w;
      s.v = 0.9 * (s.v ?? 0) + d;
      return w - LR * (nesterov ? d + 0.9 * s.v : s.v);
    });
    compare(actual, wanted);
  });

  test('Adam with L2', () => {
    const actual = run((p) => adam(p, { beta1: 0.9, beta2: 0.99, weightDecay: 0.1 }));
    const wanted = expected(STEPS, (w, g, s, t) => {
      const d = g + 0.1 * w;
      s.m = 0.9 * (s.m ?? 0) + 0.1 * d;
      s.v = 0.99 * (s.v ?? 0) + 0.01 * d * d;
      return w - ((LR / (1 - 0.9 ** t)) * s.m) / (Math.sqrt(s.v) / Math.sqrt(1 - 0.99 ** t) + 1e-8);
    });
    compare(actual, wanted);
  });

  test('AdamW', () => {
    const actual = run((p) => adamw(p, { beta1: 0.9, beta2: 0.99, weightDecay: 0.1 }));
    const wanted = expected(STEPS, (w, g, s, t) => {
      s.m = 0.9 * (s.m ?? 0) + 0.1 * g;
      s.v = 0.99 * (s.v ?? 0) + 0.01 * g * g;
      const shrunk = w * (1 - LR * 0.1);
      return shrunk - ((LR / (1 - 0.9 ** t)) * s.m) / (Math.sqrt(s.v) / Math.sqrt(1 - 0.99 ** t) + 1e-8);
    });
    compare(actual, wanted);
  });
});

describe('sparse Adam', () => {
  const settings = { beta1: 0.9, beta2: 0.99, weightDecay: 0 };

  test('is Adam where every gradient is touched', () => {
    const [whole, sparse] = [setUp((p) => adam(p, settings)), setUp((p) => sparseAdam(p, settings))];
    for (let i = 0; i < 20; i++) for (const { step } of [whole, sparse]) step(0.05);
    expect(sparse.values()).toEqual(whole.values());
  });

  test('leaves weight and averages of an untouched element as they were', () => {
    const { params, optimizer, values } = setUp((p) => sparseAdam(p, settings));
    params.grads.set([1, 1, 1, 1, 1]);
    optimizer.step(0.1);
    const before = [values(), ...['mean', 'variance'].map((name) => [...optimizer.state().get(name)!])];
    params.grads.set([0, 2, 0, 0, 0]);
    optimizer.step(0.1);
    const after = [values(), ...['mean', 'variance'].map((name) => [...optimizer.state().get(name)!])];
    for (const [i, list] of after.entries()) {
      const changed = list.flatMap((value, at) => (value === before[i]![at] ? [] : [at]));
      expect(changed).toEqual([1]);
    }
  });
});

describe('state', () => {
  const makers: Record<string, (p: ParameterSet) => Optimizer> = {
    momentum: (p) => sgd(p, { momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
    adam: (p) => adam(p, { beta1: 0.9, beta2: 0.999, weightDecay: 0.01 }),
    adamw: (p) => adamw(p, { beta1: 0.9, beta2: 0.999, weightDecay: 0.01 }),
    'sparse-adam': (p) => sparseAdam(p, { beta1: 0.9, beta2: 0.999 }),
  };

  test.each(Object.entries(makers))('%s goes on bit for bit from a saved state', (_, make) => {
    const whole = setUp(make);
    for (let i = 0; i < 10; i++) whole.step(0.1);
    const weights = whole.values();
    const saved = new Map([...whole.optimizer.state()].map(([name, array]) => [name, array.slice()]));
    for (let i = 0; i < 10; i++) whole.step(0.1);

    const resumed = setUp(make);
    resumed.params.values.set(weights);
    restoreState(resumed.optimizer, saved);
    for (let i = 0; i < 10; i++) resumed.step(0.1);
    expect(resumed.values()).toEqual(whole.values());
  });

  test('a state of another optimiser is refused', () => {
    const { optimizer } = setUp(makers.adam!);
    expect(() => restoreState(optimizer, new Map())).toThrow('optimiser state mean has 8 values, saved are none');
  });

  test('averages of a gradient that became 0 reach 0, not the subnormal range', () => {
    const params = new ParameterSet(new Engine('f32'));
    params.add('w', [4], () => [1, 1, 1, 1]);
    params.seal();
    const optimizer = adam(params, { beta1: 0.9, beta2: 0.9, weightDecay: 0 });
    params.grads.fill(1, 0, 4);
    optimizer.step(0.1);
    params.zeroGrad();
    for (let i = 0; i < 1000; i++) optimizer.step(0.1);
    expect([...optimizer.state().get('mean')!.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...optimizer.state().get('variance')!.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  test('a NaN gradient stays NaN', () => {
    const { params, optimizer, values } = setUp(makers.adam!);
    params.grads.fill(Number.NaN, 0, 1);
    optimizer.step(0.1);
    expect(values()[0]).toBeNaN();
  });
});

describe('clipGradNorm', () => {
  test('shortens a long gradient to max * norm / (norm + 1e-6), leaves a short one, and 0 is off', () => {
    const { params } = setUp((p) => sgd(p, { momentum: 0, nesterov: false, weightDecay: 0 }));
    params.grads.set([3, 4]);
    expect(clipGradNorm(params, 0)).toBe(5);
    expect(clipGradNorm(params, 6)).toBe(5);
    expect(params.grads[0]).toBe(3);
    expect(clipGradNorm(params, 1)).toBe(5);
    expect(params.grads[0]).toBeCloseTo((3 * 1) / (5 + 1e-6), 14);
  });
});

describe('learningRate', () => {
  const settings = { lr: 2, schedule: 'constant', warmup: 0, finalLr: 0 } as const;

  test('is constant, falls linearly or by a half cosine to its last factor', () => {
    expect(learningRate(settings, 0.7)).toBe(2);
    const linear = { ...settings, schedule: 'linear', finalLr: 0.5 } as const;
    expect([0, 0.5, 1, 1.2].map((p) => learningRate(linear, p))).toEqual([2, 1.5, 1, 1]);
    const cosine = { ...settings, schedule: 'cosine', finalLr: 0.1 } as const;
    expect(learningRate(cosine, 0)).toBeCloseTo(2, 12);
    expect(learningRate(cosine, 0.5)).toBeCloseTo(2 * 0.55, 12);
    expect(learningRate(cosine, 1)).toBeCloseTo(0.2, 12);
  });

  test('rises from 0 during the warm-up, then decays over the rest', () => {
    const warm = { ...settings, schedule: 'linear', warmup: 0.5 } as const;
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => learningRate(warm, p))).toEqual([0, 1, 2, 1, 0]);
    expect(learningRate({ ...warm, warmup: 1 }, 0.5)).toBe(1);
  });
});

describe('createOptimizer', () => {
  test('descends: zeroes, goes back, clips, steps at the rate of the progress, returns the norm before', () => {
    const engine = new Engine('f64');
    const params = new ParameterSet(engine);
    const w = params.add('w', [2], () => [3, 4]);
    params.seal();
    const optimizer = createOptimizer(
      params,
      resolveParams(optimizerParams, { optimizer: 'sgd', lr: 1, clip: 1, schedule: 'linear' }),
    );
    params.grads.fill(100);
    const norm = optimizer.descend(scale(sum(square(w)), 0.5), 0.5);
    expect(norm).toBe(5);
    expect([...w.view()].map((v) => Number(v.toFixed(5)))).toEqual([2.7, 3.6]);
  });

  test('refuses settings outside their ranges by name', () => {
    expect(() => resolveParams(optimizerParams, { lr: 0, beta1: 1 }, 'agent')).toThrow(/agent.lr: .*\n.*agent.beta1/);
  });
});
