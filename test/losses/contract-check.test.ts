import { describe, expect, it } from 'vitest';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import { losses } from '../../src/losses/registry.js';
import { examineLoss } from '../../src/losses/tools/contract-check.js';
import { add, exp, scale } from '../../src/tensor/ops/index.js';

const all = losses.list();

/** The gradient of the value 1 % too large. */
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

describe('the examination of a loss', () => {
  it.each(all.map((loss) => [loss.name, loss] as [string, LossDefinition]))('finds %s sound', (name, loss) => {
    const { faults, calls, worst, untried } = examineLoss(loss);
    // A count's log-rate of 1e4 is a rate of e^10000: that loss is infinite, by definition.
    const sound = name === 'poisson-nll' ? faults.filter(({ kind }) => kind !== 'extreme') : faults;
    expect(sound).toEqual([]);
    expect(untried).toEqual([]);
    expect(calls).toBeGreaterThanOrEqual(9);
    expect(worst).toBeLessThan(1e-6);
  });

  it.each(['mse', 'focal', 'triplet', 'q-td'])('finds an error of 1 % planted into %s', (name) => {
    const { faults } = examineLoss(planted(losses.get(name)));
    expect(faults.length).toBeGreaterThan(0);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['gradient']));
    expect(faults[0]!.message).toMatch(/gradient \S+, central difference \S+$/);
  });

  it('finds what overflows at an extreme only', () => {
    const mse = losses.get('mse' as string);
    const loss: LossDefinition = { ...mse, compute: ({ pred }) => ({ value: exp(pred as never) }) };
    const { faults } = examineLoss(loss);
    expect(faults.map(({ kind }) => kind)).toEqual(faults.map(() => 'extreme'));
    expect(faults[0]!.message).toBe('learned inputs all 1e4, f64: the value is Infinity');
  });

  it('says so when no legal inputs can be found', () => {
    const loss: LossDefinition = { ...losses.get('mse' as string), validate: () => ['never'] };
    expect(examineLoss(loss).faults).toEqual([
      { kind: 'inputs', variant: 'default', params: {}, message: 'no legal inputs found: inputs: never' },
    ]);
  });

  it('tries the same calls every time', () => {
    const bce = losses.get('bce' as string);
    expect(examineLoss(bce)).toEqual(examineLoss(bce));
  });
});
