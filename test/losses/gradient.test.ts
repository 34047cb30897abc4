import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import { losses } from '../../src/losses/registry.js';
import { add, scale } from '../../src/tensor/ops/index.js';
import { calls, eachCall } from './calls.js';
import { worstGradient } from './gradient.js';
import { Draw } from './random-calls.js';

const TOLERANCE = 1e-5;
const seeds = { seed: 20, numRuns: 3 };

describe('the gradient is that of the value', () => {
  test.each(eachCall())('$loss $variant $params', ({ loss, variant, params, inputs }) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { error, where } = worstGradient(losses.get(loss) as LossDefinition, {
          variant,
          params,
          inputs: inputs(new Draw(seed)),
        });
        if (error > TOLERANCE) throw new Error(where);
      }),
      seeds,
    );
  });
});

test('the table of calls covers every variant of every loss', () => {
  for (const loss of losses.list()) {
    const covered = new Set(calls[loss.name as keyof typeof calls].map(({ variant }) => variant));
    expect([...covered].sort()).toEqual(Object.keys(loss.variants).sort());
  }
});

/** The same value, its gradient 1 % too large. */
function planted(loss: LossDefinition): LossDefinition {
  return {
    ...loss,
    compute(inputs, params) {
      const { value } = loss.compute(inputs, params);
      return {
        value: add(
          scale(value, 1.01),
          value.engine.constant(() => scale(value, -0.01)),
        ),
      };
    },
  };
}

describe('an error of 1 % planted in the gradient is caught', () => {
  test.each(losses.names())('%s', (name) => {
    const [{ variant, params, inputs }] = calls[name as keyof typeof calls] as never as [(typeof calls)['mse'][number]];
    // The sum, so that the error is not hidden behind a small mean.
    const loss: LossDefinition = losses.get(name);
    const summed = Object.hasOwn(loss.params, 'reduction') ? { reduction: 'sum' } : {};
    const call = { variant, params: { ...params[0], ...summed }, inputs: inputs(new Draw(7)) };
    expect(worstGradient(loss, call).error).toBeLessThan(TOLERANCE);
    expect(worstGradient(planted(loss), call).error).toBeGreaterThan(TOLERANCE);
  });
});
