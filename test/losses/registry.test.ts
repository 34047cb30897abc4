import { describe, expect, expectTypeOf, test } from 'vitest';
import { defineLoss, type InputForm } from '../../src/losses/kit/definition.js';
import type { Nested } from '../../src/losses/kit/input-spec.js';
import { given, learned } from '../../src/losses/kit/inputs.js';
import { reduce, reductionParam } from '../../src/losses/kit/reduction.js';
import { resolveLoss } from '../../src/losses/kit/resolved-loss.js';
import { fits, supply } from '../../src/losses/kit/supervision.js';
import { type Loss, losses } from '../../src/losses/registry.js';
import { evaluate } from '../../src/losses/tools/evaluation.js';
import { abs, mul, sub } from '../../src/tensor/ops/index.js';

const all = losses.list();

describe('the registry', () => {
  test('holds the 76 losses under their own names', () => {
    expect(all).toHaveLength(76);
    expect(new Set(losses.names()).size).toBe(76);
    for (const loss of all) expect(losses.get(loss.name as string).name).toBe(loss.name);
  });

  test('knows the types of a loss by its name', () => {
    const focal = losses.get('focal');
    const { value, grads } = focal.evaluate({
      inputs: { logits: [0.3, -1], targets: [1, 0] },
      params: { gamma: 1, alpha: [0.5, 0.5] },
      variant: 'binary',
    });
    expectTypeOf(value).toEqualTypeOf<Nested>();
    expectTypeOf(grads).toEqualTypeOf<{ readonly logits: Nested }>();
    expect(grads.logits).toHaveLength(2);
    // @ts-expect-error targets are constant
    expect(grads.targets).toBeUndefined();
    const pairs = losses.get('mnr').evaluate({ inputs: { anchors: [[1, 0]], positives: [[0, 1]] } });
    expectTypeOf(pairs.grads.negatives).toEqualTypeOf<Nested | undefined>();
    expect(pairs.grads.negatives).toBeUndefined();
    // @ts-expect-error a setting that focal has not
    expect(() => focal.evaluate({ inputs: { logits: [0], targets: [1] }, params: { gama: 1 } })).toThrow(/gamma/);
    // @ts-expect-error an input that is missing
    expect(() => losses.get('hinge').evaluate({ inputs: { scores: [0] } })).toThrow(/targets: is missing/);
    // @ts-expect-error a variant that focal has not
    expect(() => focal.evaluate({ inputs: { logits: [0], targets: [1] }, variant: 'tertiary' })).toThrow(
      /unknown variant/,
    );
    expect(() => losses.get('focl')).toThrow(/Did you mean focal/);
  });

  test.each(all.map((loss) => [loss.name, loss] as [string, Loss]))('%s is documented in full', (_, loss) => {
    for (const text of [loss.summary, loss.formula, loss.gradient, loss.source]) expect(text.length).toBeGreaterThan(2);
    expect(loss.elsewhere.length).toBeGreaterThan(0);
    expect(loss.traps.length).toBeGreaterThan(0);
    expect(loss.fits.length).toBeGreaterThan(0);
    for (const relative of loss.relatives) expect(losses.has(relative)).toBe(true);
    for (const { help } of [...Object.values(loss.params), ...Object.values(loss.inputs)]) expect(help).toMatch(/\.$/);
    for (const form of Object.values<InputForm>(loss.forms ?? {})) {
      for (const name of [...form.needs, ...(form.takes ?? [])]) expect(Object.hasOwn(loss.inputs, name)).toBe(true);
    }
    for (const implied of Object.values(loss.variants)) {
      for (const name of Object.keys(implied)) expect(Object.hasOwn(loss.params, name)).toBe(true);
    }
  });

  test('a loss names the role of each input of every kind of supervision that it fits', () => {
    for (const loss of all) {
      for (const fit of fits) {
        const names = supply(loss, fit);
        expect(names !== undefined).toBe(loss.fits.includes(fit));
        for (const name of Object.values<string | undefined>(names ?? {})) {
          expect(name === undefined || Object.hasOwn(loss.inputs, name)).toBe(true);
        }
      }
    }
    for (const fit of fits) expect(all.some((loss) => loss.fits.includes(fit))).toBe(true);
    expect(supply(losses.get('info-nce' as string), 'anchor-positive')).toEqual({
      anchors: 'queries',
      positives: 'keys',
    });
  });

  test("takes a user's loss, which then evaluates like any other, and refuses its name a second time", () => {
    const pinball = defineLoss({
      name: 'pinball-test',
      family: 'regression',
      summary: 'Absolute error with a weight a row.',
      formula: 'w |d|',
      gradient: 'w sign(d)',
      source: 'this test',
      aliases: [],
      elsewhere: [],
      traps: [],
      relatives: [],
      fits: ['regression'],
      inputs: { pred: learned('[N]', 'Predictions.'), target: given('[N]', 'Targets.'), w: given('[N]', 'Weights.') },
      params: { reduction: reductionParam('sum', 'the rows') },
      variants: { default: {} },
      plot: null,
      compute: ({ pred, target, w }, { reduction }) => ({ value: reduce(mul(w, abs(sub(pred, target))), reduction) }),
    });
    const call = { inputs: { pred: [1, 5], target: [2, 2], w: [3, 0.5] } };
    expect(evaluate(pinball, call)).toMatchObject({ value: 4.5, grads: { pred: [-3, 0.5] } });
    losses.add(pinball);
    expect(losses.get('pinball-test').evaluate(call).value).toBe(4.5);
    expect(() => losses.add(pinball)).toThrow(/there already/);
  });
});

describe('the variant of a call', () => {
  const resolve = (name: string, params: object, inputs?: Record<string, number>, variant?: string) =>
    resolveLoss(losses.get(name), { params: { ...params }, ...(inputs && { inputs }), ...(variant && { variant }) });

  test.each([
    ['triplet', { mining: 'all' }, undefined, 'batch-all'],
    ['triplet', {}, { embeddings: 2, labels: 1 }, 'batch-hard'],
    ['triplet', { mining: 'semi-hard', margin: 3 }, { embeddings: 2, labels: 1 }, 'batch-semi-hard'],
    ['q-td', { kind: 'huber', double: true }, undefined, 'double-huber'],
    ['q-td', { kind: 'half-mse' }, undefined, 'mse'],
    ['focal', {}, { logits: 2, targets: 1 }, 'multiclass'],
    ['kl-div', { direction: 'reverse' }, undefined, 'reverse'],
    ['info-nce', {}, { queries: 2, keys: 2, negatives: 3 }, 'explicit'],
    ['margin-ranking', { form: 'all-pairs' }, { positive: 1, negative: 1 }, 'all-pairs'],
    ['mnr', {}, { anchors: 2, positives: 2, negatives: 2 }, 'hard-negatives'],
  ])('%s %j %j is %s', (name, params, inputs, variant) => {
    expect(resolve(name, params, inputs).variant).toBe(variant);
  });

  test('brings its own defaults, which settings override', () => {
    expect(resolve('margin-ranking', { form: 'all-pairs' }).params).toMatchObject({ margin: 1, reduction: 'sum' });
    expect(resolve('margin-ranking', { margin: 3 }, undefined, 'pos-neg').params).toMatchObject({
      form: 'pos-neg',
      margin: 3,
    });
    expect(resolve('policy-gradient', {}, undefined, 'normalized').params).toMatchObject({ normalizeAdvantages: true });
  });
});

test('a loss may evaluate another inside its own compute', () => {
  const outer = {
    ...(losses.get('mse') as unknown as Loss),
    compute(inputs: never, params: never) {
      const inner = losses.get('mae').evaluate({ inputs: { pred: [7], target: [0] } }).value;
      const { value } = losses.get('mse').compute(inputs, params);
      return { value, extra: { inner: inner as number } };
    },
  };
  const { value, grads, extra } = evaluate(outer, { inputs: { pred: [3], target: [1] } });
  expect([value, grads.pred, extra.inner]).toEqual([4, [4], 7]);
});
