import { describe, expect, expectTypeOf, it } from 'vitest';
import { number } from '../../src/core/params.js';
import { given, index, learned } from '../../src/losses/kit/inputs.js';
import { completeLoss, defineLoss } from '../../src/losses/kit/own-loss.js';
import { reduce, reductionParam } from '../../src/losses/kit/reduction.js';
import { losses } from '../../src/losses/registry.js';
import { evaluate } from '../../src/losses/tools/evaluation.js';
import type { Tensor } from '../../src/tensor/engine.js';
import { scale, square, sub } from '../../src/tensor/ops/index.js';

const mine = {
  name: 'mine',
  family: 'regression',
  summary: 'A loss.',
  formula: 'k d^2',
  fits: ['regression'],
  inputs: { pred: learned('any', 'P.'), target: given('like pred', 'T.') },
  params: { k: number(1, 'K.', { min: 0 }), reduction: reductionParam('mean', 'the elements') },
  compute: () => ({ value: 0 as unknown as Tensor }),
} as const;

describe('a loss of a user', () => {
  it('needs its formula only: all else has a default, types included', () => {
    const loss = defineLoss({
      ...mine,
      compute({ pred, target }, { k, reduction }) {
        expectTypeOf(pred).toEqualTypeOf<Tensor>();
        expectTypeOf(k).toEqualTypeOf<number>();
        return { value: reduce(scale(square(sub(pred, target)), k), reduction) };
      },
    });
    expect(loss).toMatchObject({
      gradient: 'follows from the operations',
      relatives: [],
      traps: [],
      variants: { default: {} },
      plot: { symbol: 'd', family: { param: 'k', values: [0.5, 1, 2] } },
    });
    const call = { inputs: { pred: [3], target: [1] }, params: { k: 2 } };
    expect(evaluate(loss, call)).toMatchObject({ value: 8, grads: { pred: [8] } });
    // @ts-expect-error a setting that it has not
    expect(() => evaluate(loss, { ...call, params: { q: 1 } })).toThrow(/unknown setting/);
  });

  it('stays as it is when it is complete', () => {
    for (const loss of losses.list()) {
      const told = { ...loss, couples: loss.couples ?? null };
      expect(completeLoss(told)).toEqual(told);
    }
  });

  it('is drawn like others of its kind, when it needs nothing more than they do', () => {
    const more = { ...mine.inputs, w: given('[N]', 'W.') };
    expect(completeLoss({ ...mine, inputs: more }).plot).toBe(null);
    expect(completeLoss({ ...mine, params: {} }).plot).toMatchObject({ family: null });
    const rows = { logits: learned('[N]', 'L.'), targets: index('[N]', 'T.') };
    expect(completeLoss({ ...mine, inputs: rows, fits: ['binary-logits'] }).plot).toMatchObject({ symbol: 'z' });
    const tripletInputs = { anchors: mine.inputs.pred, positives: mine.inputs.pred, negatives: mine.inputs.pred };
    expect(completeLoss({ ...mine, inputs: tripletInputs, fits: ['triplets'] }).plot).toBe(null);
  });

  it.each([
    [null, /^loss: must be an object \(given null\)$/],
    [{ ...mine, name: 'My Loss' }, /^loss\.name: must be lower-case words with dashes between/],
    [{ ...mine, family: 'regresion' }, /^loss\.family: is not a family .*Did you mean regression\?$/],
    [{ ...mine, formula: undefined }, /^loss\.formula: must be a text/],
    [{ ...mine, traps: 'one' }, /^loss\.traps: must be a list of texts/],
    [{ ...mine, compute: 'd^2' }, /^loss\.compute: must be a function/],
    [{ ...mine, inputs: [] }, /^loss\.inputs: must be a map/],
    [{ ...mine, inputs: { pred: '[N]' } }, /^loss\.inputs\.pred: must be made by input\.learned/],
    [{ ...mine, inputs: { target: mine.inputs.target }, fits: [] }, /must have a learned input/],
    [{ ...mine, params: { k: 3 } }, /^loss\.params\.k: must be made by number, choice or the like/],
    [
      { ...mine, params: { k: number(-1, 'K.', { min: 0 }) } },
      /^loss\.params\.k\.default: is not within its own range/,
    ],
    [{ ...mine, variants: {} }, /^loss\.variants: must be a map with at least one variant/],
    [{ ...mine, variants: { hard: { margin: 1 } } }, /^loss\.variants\.hard\.margin: unknown setting/],
    [{ ...mine, fits: ['regresion'] }, /^loss\.fits\[0\]: is not a kind of supervision .*Did you mean regression\?$/],
    [{ ...mine, fits: ['mask'] }, /^loss\.fits\[0\]: mine: fits mask but has no input named logits$/],
    [{ ...mine, plot: { variable: 'x' } }, /^loss\.plot: /],
  ])('is refused with the place of the mistake: %#', (own, message) => {
    expect(() => completeLoss(own)).toThrow(message);
  });

  it('tells all mistakes at once', () => {
    expect(() => completeLoss({ ...mine, name: 1, summary: 2, compute: 3 })).toThrow(
      /^loss\.name: .*\nloss\.summary: .*\nloss\.compute: .*$/,
    );
  });
});
