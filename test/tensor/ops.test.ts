import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/tensor/engine.js';
import { Engine } from '../../src/tensor/engine.js';
import { gradCheck } from '../../src/tensor/gradcheck.js';
import { checks, type OpName } from '../../src/tensor/ops/checks.js';
import { add, scale } from '../../src/tensor/ops/index.js';
import { drawFrom, evaluate } from './cases.js';

const names = Object.keys(checks) as OpName[];

/** The same value with a gradient that is 1 % too large. */
function planted(x: Tensor): Tensor {
  const constant = x.engine.tensor(x.shape, Array.from(x.view()));
  return add(scale(x, 1.01), scale(constant, -0.01));
}

/** Largest difference relative to the size of the whole, so that cancelled sums do not count. */
function distance(a: readonly number[], b: readonly number[]): number {
  const size = Math.max(1, ...b.map(Math.abs));
  return Math.max(0, ...a.map((v, i) => Math.abs(v - b[i]!) / size));
}

describe.each(names)('%s', (name) => {
  const cases = checks[name](drawFrom(name));

  test('has the gradient that central differences have', () => {
    for (const { inputs, run } of cases) {
      const { ok, where } = gradCheck(run, inputs);
      expect(ok, `shapes ${JSON.stringify(inputs.map((i) => i.shape))}: ${where}`).toBe(true);
    }
  });

  test('fails its check when one percent is added to the gradient of an input', () => {
    const input = cases[0]!.inputs.length - 1;
    const caught = cases.filter(({ inputs, run }) => {
      if (input >= inputs.length) return false;
      const wrong = (tensors: Tensor[]) => run(tensors.map((t, i) => (i === input ? planted(t) : t)));
      return !gradCheck(wrong, inputs).ok;
    });
    expect(caught.length).toBeGreaterThan(0);
  });

  test('gives in f32 what it gives in f64', () => {
    for (const { inputs, run } of cases) {
      // Inputs that f32 holds exactly: what is compared is the arithmetic.
      const exact = inputs.map(({ shape, data }) => ({ shape, data: Float32Array.from(data) }));
      const single = evaluate('f32', exact, run);
      const double = evaluate('f64', exact, run);
      expect(distance(single.value, double.value)).toBeLessThan(1e-5);
      single.grads.forEach((grad, i) => {
        expect(distance(grad, double.grads[i]!)).toBeLessThan(1e-5);
      });
    }
  });

  test('does not depend on what the memory held before', () => {
    for (const precision of ['f32', 'f64'] as const) {
      for (const { inputs, run } of cases) {
        expect(evaluate(precision, inputs, run, Number.NaN)).toEqual(evaluate(precision, inputs, run));
      }
    }
  });

  test('records nothing when no input has a gradient', () => {
    const engine = new Engine('f64');
    for (const { inputs, run } of cases) {
      const y = run(inputs.map(({ shape, data }) => engine.tensor(shape, data)));
      expect(y.requiresGrad).toBe(false);
      expect(y.pullBack).toBeNull();
    }
  });

  test('gives an input the same gradient when the others are constants', () => {
    for (const { inputs, run } of cases) {
      const all = evaluate('f64', inputs, run);
      inputs.forEach((input, only) => {
        const engine = new Engine('f64');
        const tensors = inputs.map(({ shape, data }, i) =>
          i === only ? engine.leaf(shape, data) : engine.tensor(shape, data),
        );
        engine.backward(run(tensors));
        expect([...tensors[only]!.gradView()], `input ${only} of shape [${input.shape}]`).toEqual(all.grads[only]);
      });
    }
  });
});
